// What members of a room can do through the room server alone: anybody who knows the room's name is one.
import { createPeerId, HostilePeer, strangeKeys, until } from '../../support/hostile-peer.ts';
import { NodePeerConnection } from '../../support/node-webrtc.ts';
import { expect, expectUnharmed, test } from '../../support/siege-test.ts';
import type { Siege } from '../../support/siege.ts';

const OFFERS = 400;
const CANDIDATES = 600;
/** With the two honest ones and those who look how it goes, as many as the room server lets in. */
const CROWD = 190;

/** Connections of the victim's page that are not closed. */
function connectionsOf({ victim }: Siege): Promise<number> {
	return victim.page.evaluate(
		() =>
			window.seenConnections.filter(
				(connection) => connection instanceof RTCPeerConnection && connection.signalingState !== 'closed'
			).length
	);
}

test('hundreds of offers and candidates through the room server harm nobody', async ({ siege }) => {
	const before = await connectionsOf(siege);
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
			member.signal(siege.victimPeer, { attempt, redial: true });
		}
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
	await expect.poll(() => connectionsOf(siege), { timeout: 30_000 }).toBeLessThanOrEqual(before);
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
		const most = await connectionsOf(siege);
		// What began a message and never ended it is hung up on after half a minute; by then the crowd has had its effect.
		await until(() => stalled.wire.isClosed, 'the end of a message that stopped in the middle', 45_000);
		console.log(`    connections: ${most} when all were there, ${await connectionsOf(siege)} later`);
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
