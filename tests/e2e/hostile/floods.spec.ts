// Too much of everything: what it costs the victim is bounded, and mostly paid by whoever sends it.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { hashOf, MAX_ASSET_BYTES } from '../../../src/lib/assets/asset-hash.ts';
import { encodeAssetMessage, PART_BYTES, type AssetMessage } from '../../../src/lib/assets/asset-messages.ts';
import type { BoardKeys } from '../../../src/lib/access/board-keys.ts';
import { encodePacket } from '../../../src/lib/presence/packets.ts';
import { encodeDigest, encodeNeighbours, encodeSyncStep1 } from '../../../src/lib/sync/document-message.ts';
import { STATEMENT } from '../../../src/lib/sync/statements.ts';
import { mostBuffered } from '../../support/connection-watch.ts';
import { strangeKeys, until, type HostileLink } from '../../support/hostile-peer.ts';
import { expect, expectDrawingTogether, expectUnharmed, test } from '../../support/siege-test.ts';
import { laySiege, type Siege } from '../../support/siege.ts';

const FLOOD_MS = 3_000;
const FRAMES_A_SECOND = 10_000;

/** Calls `send` at this rate, evenly, for so long or until it is over; gives back how often. */
async function flood(
	send: (i: number) => void,
	{
		perSecond,
		ms = FLOOD_MS,
		isOver = () => false
	}: { perSecond: number; ms?: number; isOver?: () => boolean }
): Promise<number> {
	const startedAt = performance.now();
	let sent = 0;
	const elapsed = () => performance.now() - startedAt;
	await until(
		() => {
			while (sent < (Math.min(elapsed(), ms) / 1_000) * perSecond && !isOver()) send(sent++);
			return elapsed() >= ms || isOver();
		},
		'the end of the flood',
		ms + 10_000
	);
	return sent;
}

/** Floods without a pause: whenever the victim hangs up, somebody new goes on. Gives back how many it took. */
async function floodAnew(
	siege: Siege,
	keys: BoardKeys,
	send: (link: HostileLink, i: number) => void,
	perSecond = FRAMES_A_SECOND
): Promise<{ sent: number; links: number }> {
	const endsAt = performance.now() + FLOOD_MS;
	const total = { sent: 0, links: 0 };
	while (performance.now() < endsAt) {
		const attacker = await siege.attacker({ keys, role: 'viewer' });
		const link = await attacker.joinVictim(siege.victimPeer);
		total.links++;
		total.sent += await flood((i) => send(link, i), {
			perSecond,
			ms: Math.max(0, endsAt - performance.now()),
			isOver: () => link.wire.isClosed
		});
		attacker.leave();
	}
	return total;
}

test('a message without end closes the link', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const more = (size: number) => new Uint8Array(size);
		const ends = (['document', 'bulk'] as const).flatMap((channel) => [
			(async () => {
				const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
				const link = await viewer.joinVictim(siege.victimPeer);
				const frames = await flood(() => link.wire.sendRaw(channel, more(64 * 1024)), {
					perSecond: 16,
					ms: 8_000,
					isOver: () => link.wire.isClosed
				});
				await link.whenClosed();
				expect(frames).toBeLessThan(16 * 6);
			})(),
			(async () => {
				const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
				const link = await viewer.joinVictim(siege.victimPeer);
				for (let i = 0; i < 10; i++) link.wire.sendRaw(channel, more(100));
				await link.whenClosed();
			})(),
			(async () => {
				const stranger = await siege.attacker({ keys: strangeKeys() });
				const link = await stranger.connect(siege.victimPeer);
				for (let i = 0; i < 5; i++) link.wire.sendRaw(channel, more(1_024));
				await link.whenClosed();
			})()
		]);
		await Promise.all(ends);
	});
});

const neighbours = encodeNeighbours(
	Array.from({ length: 200 }, (_, i) => ({ peer: `somebody ${i}`, writes: true }))
);
const selection = Array.from({ length: 1_000 }, (_, i) => `id${String(i).padStart(10, '0')}`);

for (const [name, messageOf] of Object.entries<(link: HostileLink, i: number) => Uint8Array>({
	'frames of nothing': () => Uint8Array.of(),
	digests: (_, i) => encodeDigest(Uint8Array.of(i, i >> 8)),
	'lists of neighbours': () => neighbours,
	'questions for what is missing': () => encodeSyncStep1(new Y.Doc())
})) {
	test(`ten thousand messages a second harm nobody: ${name}`, async ({ siege }) => {
		await expectUnharmed(siege, async () => {
			const { sent, links } = await floodAnew(siege, siege.viewKeys, (link, i) => {
				link.wire.sendMessage(messageOf(link, i));
			});
			console.log(`    ${sent} on ${links} links`);
		});
	});
}

test('statements about oneself, each larger than life, harm nobody', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const link = await viewer.joinVictim(siege.victimPeer);
		const { peer, clientId, session } = viewer;
		// Its own link vouches for it, so none is signed: that would cost the sender more than the victim.
		const sent = await flood(
			(i) => {
				const about = { peer, clientId, clock: 10 + i, sessionKey: session.publicKey };
				link.wire.sendMessage(unsignedStatement(about, i));
			},
			{ perSecond: 900, isOver: () => link.wire.isClosed }
		);
		console.log(`    ${sent} statements; ${link.wire.isClosed ? 'hung up on' : 'still linked'}`);
	});
});

function unsignedStatement(
	about: { peer: string; clientId: number; clock: number; sessionKey: Uint8Array },
	i: number
): Uint8Array {
	const json = JSON.stringify({ userId: `mallory ${i}`, name: `Mallory ${i}`, selection });
	const body = encoding.encode((encoder) => {
		encoding.writeUint8Array(encoder, about.sessionKey);
		encoding.writeVarString(encoder, about.peer);
		encoding.writeVarUint(encoder, about.clientId);
		encoding.writeVarUint(encoder, about.clock);
		encoding.writeVarString(encoder, json);
	});
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, STATEMENT);
		encoding.writeVarUint8Array(encoder, body);
		encoding.writeVarUint8Array(encoder, new Uint8Array(64));
	});
}

test('ten thousand packets a second harm nobody, before the proof and after it', async ({ siege }) => {
	const cursor = Uint8Array.of(2, ...encodePacket({ type: 'cursor', seq: 1, x: 1, y: 1 }));
	await expectUnharmed(siege, async () => {
		const stranger = await siege.attacker({ keys: strangeKeys() });
		const early = await stranger.connect(siege.victimPeer);
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const link = await viewer.joinVictim(siege.victimPeer);
		for (const { wire } of [early, link]) {
			const ofNewerApp = Uint8Array.of(200);
			const say = (i: number) => {
				if (i % 20 === 0) wire.sendMessage(ofNewerApp, 'assets');
				else wire.sendRaw('presence', cursor);
			};
			await flood(say, {
				perSecond: FRAMES_A_SECOND,
				isOver: () => wire.isClosed
			});
		}
	});
});

test('images asked for, announced and sent as fast as they are let through harm nobody', async ({
	siege
}) => {
	await expectUnharmed(siege, async () => {
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const link = await viewer.joinVictim(siege.victimPeer);
		await flood(
			(i) => {
				const hash = hashOf(Uint8Array.of(i & 255, i >> 8));
				const messages: readonly AssetMessage[] = [
					{ type: 'want', hash },
					{ type: 'have', hash, sizeBytes: MAX_ASSET_BYTES },
					{ type: 'part', hash, offset: 0, bytes: new Uint8Array(PART_BYTES) },
					{ type: 'lack', hash },
					{ type: 'cancel', hash }
				];
				const message = messages[i % messages.length];
				if (message) link.wire.sendMessage(encodeAssetMessage(message), 'assets');
			},
			{ perSecond: 900, isOver: () => link.wire.isClosed }
		);
		expect(link.wire.isClosed, 'what nobody asked for is dropped').toBe(false);
	});
});

test('drafts as fast as they are let through harm nobody', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const writer = await siege.attacker({ keys: siege.keys });
		const link = await writer.joinVictim(siege.victimPeer);
		await flood(
			(i) => {
				const fields = { type: 'stroke', position: [0, 0], color: 'red', size: 4, index: 'a0' };
				const elementId = `flood${String(i % 2_000).padStart(7, '0')}`;
				const points = new Uint8Array(900).fill(2);
				const packet = encodePacket({ type: 'draft', seq: i, elementId, fields, offset: 1 << 17, points });
				link.wire.sendRaw('presence', Uint8Array.of(2, ...packet));
			},
			{ perSecond: 900, isOver: () => link.wire.isClosed }
		);
	});
	await siege.victim.nextFrames(2);
});

test('whoever asks for the whole board again and again is hung up on or gets it now and then, and costs no memory', async ({
	browser,
	server
}) => {
	const siege = await laySiege(browser, server.url, { strokes: 6_000 });
	const { victim } = siege;
	await expectUnharmed(siege, async () => {
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const link = await viewer.joinVictim(siege.victimPeer);
		const question = encodeSyncStep1(new Y.Doc());
		const startedAt = performance.now();
		const hasHadEnough = () => performance.now() - startedAt > 5_000 && link.count('synced') > 0;
		await flood(() => link.wire.sendMessage(question), {
			perSecond: 500,
			// A busy machine takes its time for the first answer.
			ms: 40_000,
			isOver: () => link.wire.isClosed || hasHadEnough()
		});
		const seconds = (performance.now() - startedAt) / 1_000;
		const waited = await mostBuffered(victim.page);
		const answers = link.count('synced');
		const megabytes = (link.receivedBytes / 1e6).toFixed(1);
		console.log(`    ${answers} answers, ${megabytes} MB; ${(waited / 1024).toFixed(0)} KiB waited at most`);
		expect(answers > 0 || link.wire.isClosed).toBe(true);
		expect(answers).toBeLessThanOrEqual(1 + Math.ceil(seconds / 2));
		expect(waited).toBeLessThan(2 * 1024 * 1024);
	});
	await expectDrawingTogether(siege);
	await siege.end();
});

test('state vectors of a million clients harm nobody', async ({ siege }) => {
	const vector = encoding.encode((encoder) => {
		const count = 400_000;
		encoding.writeVarUint(encoder, count);
		for (let i = 0; i < count; i++) {
			encoding.writeVarUint(encoder, i);
			encoding.writeVarUint(encoder, 1);
		}
	});
	const question = encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, 0);
		encoding.writeVarUint(encoder, 0);
		encoding.writeVarUint8Array(encoder, vector);
	});
	await expectUnharmed(siege, async () => {
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const link = await viewer.joinVictim(siege.victimPeer);
		await flood(() => link.wire.sendMessage(question), {
			perSecond: 10,
			isOver: () => link.wire.isClosed || link.wire.bufferedAmount('document') > 8e6
		});
	});
});
