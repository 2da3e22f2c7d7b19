// What those can do who have a view link, and nothing more: look. And what a writer can't.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { encodePacket } from '../../../src/lib/presence/packets.ts';
import {
	encodeAwareness,
	encodeForwarded,
	encodeFull,
	encodeQueryAwareness,
	encodeSynced,
	encodeUpdate
} from '../../../src/lib/sync/document-message.ts';
import { signStatement } from '../../../src/lib/sync/statements.ts';
import { createPeerId, until, type HostileLink, type HostilePeer } from '../../support/hostile-peer.ts';
import { mutate, Random } from '../../support/random.ts';
import { expect, expectDrawingTogether, expectUnharmed, test } from '../../support/siege-test.ts';
import { laySiege, type Siege } from '../../support/siege.ts';

/** Where forged ink would stand, in the view. */
const BOX = { x: 900, y: 600, width: 220, height: 120 };
const FORGED = { type: 'rectangle', position: [910, 610], size: [180, 90], color: 'red', width: 4 };

const MUTATIONS = 100;

async function viewerOf(siege: Siege): Promise<{ viewer: HostilePeer; link: HostileLink }> {
	const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
	return { viewer, link: await viewer.joinVictim(siege.victimPeer) };
}

/** The message with its type written in more bytes than it needs. */
function overlong([type = 0, ...rest]: Uint8Array): Uint8Array {
	return Uint8Array.of(type | 0x80, 0x80, 0x00, ...rest);
}

/** What a document gains by the change. */
function changeOf(doc: Y.Doc, change: (elements: Y.Map<unknown>) => void): Uint8Array {
	const before = Y.encodeStateVector(doc);
	doc.transact(() => change(doc.getMap('elements')));
	return Y.encodeStateAsUpdate(doc, before);
}

test('a viewer changes nothing, whatever it sends', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const { viewer, link } = await viewerOf(siege);
		await link.askForMissing();
		const doc = link.document();
		expect(doc.getMap('elements').size).toBeGreaterThan(0);
		const { clientId } = await link.next('hello');
		const updates = [
			changeOf(doc, (elements) => elements.set('forged000001', FORGED)),
			changeOf(doc, (elements) => elements.clear())
		];
		const awareness = encoding.encode((encoder) => {
			for (const number of [1, clientId, 1_000]) encoding.writeVarUint(encoder, number);
			encoding.writeVarString(encoder, JSON.stringify({ name: 'Mallory' }));
		});
		const messages = [
			...updates.flatMap((update) => [
				encodeUpdate(update),
				encodeUpdate(update, { isAnswer: true }),
				encodeForwarded(siege.friendPeer, update),
				encodeForwarded(viewer.peer, update)
			]),
			encodeAwareness(awareness),
			encodeQueryAwareness(),
			encodeSynced(),
			encodeFull()
		];
		for (const channel of ['document', 'bulk', 'presence'] as const) {
			for (const message of messages) {
				link.wire.sendMessage(message, channel);
				link.wire.sendMessage(overlong(message), channel);
			}
		}
		await link.askForMissing();
		await link.settle();
		expect(link.wire.isClosed, 'a refused message is no reason to hang up').toBe(false);
		for (const type of [4, 77, 0x7f]) link.wire.sendMessage(overlong(Uint8Array.of(type, 0)));
		await link.whenClosed();
		// Among images none of these is a message.
		const other = await viewerOf(siege);
		for (const message of messages) other.link.wire.sendMessage(message, 'assets');
		await other.link.whenClosed();
	});
});

test('a channel that a peer opens by itself is closed, and what it says there is not heard', async ({
	siege
}) => {
	await expectUnharmed(siege, async () => {
		const writer = await siege.attacker({ keys: siege.keys });
		const link = await writer.joinVictim(siege.victimPeer);
		const update = encodeUpdate(changeOf(new Y.Doc(), (elements) => elements.set('forged000002', FORGED)));
		const messages = [update, Uint8Array.of(1, ...update)];
		const labels = ['document', 'bulk', '', 'document'];
		const areClosed = labels.map((label) => link.wire.sayInBand(label, messages));
		await link.askForMissing();
		await until(() => areClosed.every((isClosed) => isClosed()), 'closed channels');
		await link.askForMissing();
		expect(link.wire.isClosed).toBe(false);
	});
});

test('ink in progress is shown of those who may draw, and of nobody for another', async ({ siege }) => {
	const { victim } = siege;
	const ink = () => victim.inkIn(BOX, 'overlay');
	const draft = (elementId: string) =>
		encodePacket({ type: 'draft', seq: 1, elementId, fields: FORGED, offset: 0, points: new Uint8Array() });
	const far = (author: string, writes: 0 | 1, packet: Uint8Array) =>
		encoding.encode((encoder) => {
			encoding.writeUint8(encoder, 3);
			encoding.writeUint8(encoder, writes);
			encoding.writeVarString(encoder, author);
			encoding.writeVarUint(encoder, Date.now());
			encoding.writeUint8Array(encoder, packet);
		});
	await expectUnharmed(siege, async () => {
		const writer = await siege.attacker({ keys: siege.keys });
		const writing = await writer.joinVictim(siege.victimPeer);
		const { viewer, link } = await viewerOf(siege);
		link.wire.sendRaw('presence', Uint8Array.of(2, ...draft('forgedDraft1')));
		link.wire.sendRaw('presence', far(viewer.peer, 1, draft('forgedDraft2')));
		link.wire.sendRaw('presence', far(siege.friendPeer, 1, draft('forgedDraft3')));
		link.wire.sendRaw('presence', far(writer.peer, 1, draft('forgedDraft4')));
		writing.wire.sendRaw('presence', far(siege.friendPeer, 1, draft('forgedDraft5')));
		writing.wire.sendRaw('presence', far(siege.victimPeer, 1, draft('forgedDraft6')));
		for (const { wire } of [link, writing]) {
			for (let kind = 0; kind < 256; kind++) wire.sendRaw('presence', Uint8Array.of(kind, 1, 255, 255, 255));
		}
		await link.settle();
		await writing.settle();
		await victim.nextFrames(5);
		expect(await ink()).toBe(0);
		// The same from somebody who may.
		writing.wire.sendRaw('presence', Uint8Array.of(2, ...draft('forgedDraft7')));
		await expect.poll(ink).toBeGreaterThan(0);
		const end = encodePacket({ type: 'draft-end', seq: 2, elementId: 'forgedDraft7' });
		writing.wire.sendRaw('presence', Uint8Array.of(2, ...end));
		await expect.poll(ink).toBe(0);
	});
});

test('nobody says who another is', async ({ siege }) => {
	const { victim, victimPeer, friendPeer } = siege;
	const names = () => victim.board((board) => board.peers().map(({ name }) => name));
	const before = await names();
	await expectUnharmed(siege, async () => {
		const { viewer, link } = await viewerOf(siege);
		const { clientId } = await link.next('hello');
		const friend = await (await viewer.connect(friendPeer)).next('hello');
		const writer = await siege.attacker({ keys: siege.keys });
		const writing = await writer.joinVictim(victimPeer);
		const about = [
			{ peer: friendPeer, clientId: friend.clientId },
			{ peer: viewer.peer, clientId: friend.clientId },
			{ peer: writer.peer, clientId: friend.clientId },
			{ peer: createPeerId(), clientId: friend.clientId },
			{ peer: victimPeer, clientId },
			{ peer: createPeerId(), clientId }
		];
		for (const { wire } of [link, writing]) {
			for (const [i, whom] of about.entries()) {
				for (const { session } of [viewer, writer]) {
					const json = JSON.stringify({ userId: `mallory ${i}`, name: 'Mallory' });
					wire.sendMessage(signStatement({ ...whom, clock: 1_000 + i, json }, session).message);
				}
			}
		}
		await link.askForMissing();
		await writing.askForMissing();
		expect(await names()).toEqual(before);
	});
});

test('a writer that speaks for the victim is not believed', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const writer = await siege.attacker({ keys: siege.keys });
		const link = await writer.joinVictim(siege.victimPeer);
		await link.askForMissing();
		const doc = link.document();
		doc.clientID = (await link.next('hello')).clientId;
		const update = changeOf(doc, (elements) => elements.set('forged000003', FORGED));
		for (const message of [encodeUpdate(update), encodeForwarded(siege.friendPeer, update)]) {
			link.wire.sendMessage(message);
			link.wire.sendMessage(overlong(message));
		}
		await link.whenClosed();
	});
});

test('a hundred mutated updates of a writer leave all that was there, and both draw on', async ({
	browser,
	server
}) => {
	const siege = await laySiege(browser, server.url);
	const { victim, friend } = siege;
	const ids = await victim.board((board) => board.elements().map(({ id }) => id));
	const sceneOfThose = (board: typeof victim) =>
		board.board((api, wanted) => JSON.stringify(api.elements().filter(({ id }) => wanted.includes(id))), ids);
	const before = await sceneOfThose(victim);
	const doc = new Y.Doc();
	const update = changeOf(doc, (elements) => {
		elements.set('genuine00001', FORGED);
		elements.set('genuine00002', { ...FORGED, type: 'ellipse' });
		elements.set('unsound00001', { ...FORGED, position: [Number.NaN, 'left'] });
	});
	const writer = await (await siege.attacker({ keys: siege.keys })).joinVictim(siege.victimPeer);
	writer.wire.sendMessage(encodeUpdate(update));
	await victim.waitForCount(ids.length + 2);
	expect(await victim.board((board) => board.skipped)).toBe(1);
	let link = writer;
	let closings = 0;
	for (let seed = 1; seed <= MUTATIONS; seed++) {
		if (link.wire.isClosed) {
			closings++;
			link = await (await siege.attacker({ keys: siege.keys })).joinVictim(siege.victimPeer);
		}
		const random = new Random(seed);
		const mine = new Y.Doc();
		mine.clientID = 1_000 + seed;
		const sound = changeOf(mine, (elements) => {
			elements.set(`mutated${String(seed).padStart(5, '0')}`, { ...FORGED, points: random.bytes(40) });
			elements.set(`maimed${String(seed).padStart(6, '0')}`, { ...FORGED, type: random.text(5) });
		});
		link.wire.sendMessage(encodeUpdate(mutate(sound, random)));
		await link.settle();
	}
	siege.lift();
	const skipped = await victim.board((board) => board.skipped);
	console.log(`    ${closings} links were closed; of what got in, ${skipped} records were skipped`);
	expect(await sceneOfThose(victim)).toBe(before);
	expect(await sceneOfThose(friend)).toBe(before);
	await expect.poll(async () => (await victim.scene()) === (await friend.scene())).toBe(true);
	await expectDrawingTogether(siege);
	await victim.page.reload();
	await victim.ready();
	await victim.waitForPeers(1);
	expect(await sceneOfThose(victim)).toBe(before);
	await expectDrawingTogether(siege);
	expect([...victim.errors, ...friend.errors]).toEqual([]);
	await siege.end();
});
