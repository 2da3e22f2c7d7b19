// What members of a room can do through the room server alone: anybody who knows the room's name is one.
import { countConnections } from '../../support/connection-watch.ts';
import { createPeerId, HostilePeer, strangeKeys, until } from '../../support/hostile-peer.ts';
import { NodePeerConnection } from '../../support/node-webrtc.ts';
import { expect, expectUnharmed, test } from '../../support/siege-test.ts';

/** Chromium refuses a page its 500th connection, closed ones included until they are collected. */
const OFFERS = 1_200;
const CANDIDATES = 250;
/** With the two honest ones and those who look how it goes, as many as the room server lets in. */
const CROWD = 190;

test('hundreds of offers and candidates through the room server harm nobody', async ({ siege }) => {
	const before = await countConnections(siege.victim.page);
	await expectUnharmed(siege, async () => {
		const connection = new NodePeerConnection();
		connection.createDataChannel('document', { negotiated: true, id: 0 });
		const { sdp } = await connection.createOffer();
		connection.close();
		const member = await siege.silentMember();
		const answers = new Set<number>();
		member.onSignal = (_, { attempt, data }) => {
			if ((data as { type?: unknown } | undefined)?.type === 'answer') answers.add(attempt);
		};
		const candidate = { candidate: 'candidate:1 1 udp 2113937151 192.0.2.77 9 typ host', sdpMid: '0' };
		for (let attempt = 1; attempt <= OFFERS; attempt++) {
			member.signal(siege.victimPeer, { attempt, data: { type: 'offer', sdp } });
			member.signal(siege.victimPeer, { attempt, data: { type: 'offer', sdp: 'v=0 and so on' } });
		}
		member.signal(siege.victimPeer, { attempt: 1, redial: true });
		for (let i = 0; i < CANDIDATES; i++) {
			member.signal(siege.victimPeer, { attempt: OFFERS, data: { type: 'candidate', candidate } });
			member.signal(siege.victimPeer, { attempt: OFFERS, data: { type: 'renegotiate' } });
		}
		// Somebody else is answered behind all that.
		const viewer = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		await viewer.joinVictim(siege.victimPeer);
		console.log(`    ${answers.size} of ${OFFERS} offers were answered`);
		member.leave();
	});
	await expect
		.poll(() => countConnections(siege.victim.page), { timeout: 30_000 })
		.toBeLessThanOrEqual(before);
});

test('a crowd that joins and never answers does not part those who are linked', async ({ siege }) => {
	const { victim } = siege;
	await expectUnharmed(siege, async () => {
		const stalling = await siege.attacker({ keys: siege.viewKeys, role: 'viewer' });
		const stalled = await stalling.joinVictim(siege.victimPeer);
		stalled.wire.sendRaw('document', new Uint8Array(2_048));
		const crowd = [];
		for (let i = 0; i < CROWD; i++) {
			crowd.push(siege.silentMember(createPeerId({ dials: i % 2 === 0 })));
		}
		await Promise.all(crowd);
		const most = await countConnections(siege.victim.page);
		// What began a message and never ended it is hung up on after half a minute; by then the crowd has had its effect.
		await until(() => stalled.wire.isClosed, 'the end of a message that stopped in the middle', 45_000);
		console.log(
			`    connections: ${most} when all were there, ${await countConnections(siege.victim.page)} later`
		);
		expect(await victim.board((board) => board.peers().length)).toBe(1);
	});
});

test('whoever joins again and again costs nothing', async ({ siege }) => {
	await expectUnharmed(siege, async () => {
		for (let i = 0; i < 100; i++) {
			const peer = createPeerId({ dials: i % 2 === 0 });
			const passing = await HostilePeer.join({
				serverUrl: siege.serverUrl,
				room: siege.keys.roomName,
				keys: strangeKeys(),
				peer
			});
			passing.leave();
		}
	});
});
