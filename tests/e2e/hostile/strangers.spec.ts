// What those can do who have no key, or less than they say: nothing.
import { hashOf } from '../../../src/lib/assets/asset-hash.ts';
import { encodeAssetMessage } from '../../../src/lib/assets/asset-messages.ts';
import type { BoardKeys } from '../../../src/lib/access/board-keys.ts';
import { encodeSyncStep1, encodeUpdate } from '../../../src/lib/sync/document-message.ts';
import { encodeHello, encodeProof } from '../../../src/lib/sync/handshake-messages.ts';
import { createPeerId, strangeKeys, type HostileLink } from '../../support/hostile-peer.ts';
import { expect, expectThrownOut, expectUnharmed, test } from '../../support/siege-test.ts';
import type { Siege } from '../../support/siege.ts';
import * as Y from 'yjs';

async function connect(siege: Siege, keys: BoardKeys = strangeKeys()): Promise<HostileLink> {
	return (await siege.attacker({ keys })).connect(siege.victimPeer);
}

const forgedUpdate = () => {
	const doc = new Y.Doc();
	doc.getMap('elements').set('forged000001', { type: 'ellipse', position: [500, 400], size: [80, 60] });
	return encodeUpdate(Y.encodeStateAsUpdate(doc));
};

test('whoever has no key is never a member, dialling or dialled', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		for (const dials of [true, false]) {
			const stranger = await siege.attacker({ keys: strangeKeys(), peer: createPeerId({ dials }) });
			const link = await stranger.connect(siege.victimPeer);
			await link.shakeHands();
			await expectThrownOut(link);
		}
	});
});

test('a view link lets nobody in who says that it may draw', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const { writeKey } = strangeKeys();
		for (const key of [writeKey, null]) {
			const link = await connect(siege, { ...siege.viewKeys, role: 'editor', writeKey: key });
			await link.shakeHands();
			await expectThrownOut(link);
		}
	});
});

test('a proof of one link proves nothing on another', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const peer = createPeerId();
		const honest = await siege.attacker({ keys: siege.keys, peer });
		const recorded = await honest.joinVictim(siege.victimPeer);
		honest.leave();
		const thief = await siege.attacker({ keys: strangeKeys(), peer });
		const link = await thief.connect(siege.victimPeer);
		for (const message of recorded.said) link.wire.sendMessage(message);
		await expectThrownOut(link);
	});
});

test('a proof proves nothing when it is sent back to its maker, on its own link or beside it', async ({
	siege
}) => {
	await expectUnharmed(siege, async () => {
		const links = [await connect(siege), await connect(siege)];
		for (const { wire, handshake } of links) wire.sendMessage(handshake.hello);
		const [own, other] = await Promise.all(links.map((link) => link.next('proof')));
		for (const link of links) if (own && other) link.wire.sendMessage(encodeProof(own));
		for (const link of links) await expectThrownOut(link);
		const echo = await connect(siege);
		echo.wire.sendMessage(encodeHello(await echo.next('hello')));
		await expectThrownOut(echo);
	});
});

test('whatever is said before the hello ends the link, and is lost', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		for (const channel of ['document', 'bulk'] as const) {
			for (const message of [
				forgedUpdate(),
				encodeSyncStep1(new Y.Doc()),
				Uint8Array.of(),
				Uint8Array.of(77)
			]) {
				const link = await connect(siege);
				link.wire.sendMessage(message, channel);
				await expectThrownOut(link);
			}
		}
		// Packets and images may overtake the handshake: they are lost, and no reason to hang up.
		const link = await connect(siege, siege.viewKeys);
		for (let i = 0; i < 100; i++) {
			link.wire.sendRaw('presence', Uint8Array.of(i % 5, 1, 2, 3));
			link.wire.sendMessage(encodeAssetMessage({ type: 'want', hash: hashOf(Uint8Array.of(i)) }), 'assets');
		}
		await link.becomeMember();
	});
});

test('a handshake is done once, in its order', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const proof = { membership: new Uint8Array(32), write: new Uint8Array() };
		const early = await connect(siege, siege.viewKeys);
		early.wire.sendMessage(encodeProof(proof));
		await expectThrownOut(early);
		const twice = await connect(siege, siege.viewKeys);
		twice.wire.sendMessage(twice.handshake.hello);
		twice.wire.sendMessage(twice.handshake.hello);
		await expectThrownOut(twice);
		for (const again of [0, 1]) {
			const member = await (await connect(siege, siege.viewKeys)).becomeMember();
			const message = member.said[again];
			if (!message) throw new Error('expected a hello and a proof, got fewer');
			member.wire.sendMessage(message);
			await member.whenClosed();
		}
	});
});

test('a second offer of the same attempt changes nothing', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const link = await viewer.joinVictim(siege.victimPeer);
		const { attempt } = viewer;
		const answered: unknown[] = [];
		const hear = viewer.member.onSignal;
		viewer.member.onSignal = (from, signal) => {
			if (signal.attempt === attempt) answered.push(signal);
			hear(from, signal);
		};
		const { sdp } = link.wire;
		viewer.member.signal(siege.victimPeer, { attempt, data: { type: 'offer', sdp } });
		link.wire.sendMessage(encodeSyncStep1(new Y.Doc()));
		await link.next('synced');
		expect(link.wire.isClosed).toBe(false);
		// The room server keeps the order: whatever follows from the second offer comes before this is answered.
		await viewer.joinVictim(siege.victimPeer);
		expect(answered).toEqual([]);
	});
});

test('nobody can be linked as somebody else', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		const scout = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const [victim, friend] = [
			await (await scout.connect(siege.victimPeer)).next('hello'),
			await (await scout.connect(siege.friendPeer)).next('hello')
		];
		for (const keys of [siege.keys, siege.viewKeys]) {
			const own = await siege.attacker({ keys, clientId: victim.clientId });
			const same = await own.connect(siege.victimPeer);
			same.wire.sendMessage(same.handshake.hello);
			await expectThrownOut(same);
			const another = await siege.attacker({ keys, clientId: friend.clientId });
			const link = await another.connect(siege.victimPeer);
			await link.shakeHands();
			await expectThrownOut(link);
		}
		const impostor = await connect(siege, siege.keys);
		impostor.wire.sendMessage(encodeHello(friend));
		await expectThrownOut(impostor);
	});
});
