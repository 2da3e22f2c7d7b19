// Two honest people at a board with something on it, and the way in for those who are not honest.
import type { Browser } from '@playwright/test';
import { deriveBoardKeys, type BoardKeys } from '../../src/lib/access/board-keys.ts';
import { createBoardLink, formatBoardLink, viewLinkOf } from '../../src/lib/access/board-link.ts';
import type { PeerId } from '../../src/lib/signaling/messages.ts';
import { BoardPage } from './board-page.ts';
import { watchConnections } from './connection-watch.ts';
import { createPeerId, HostilePeer, type HostilePeerOptions } from './hostile-peer.ts';
import { RoomMember } from './room-member.ts';

export interface Siege {
	readonly serverUrl: string;
	readonly victim: BoardPage;
	readonly friend: BoardPage;
	readonly victimPeer: PeerId;
	readonly friendPeer: PeerId;
	/** Of the board's edit link, and of its view link. */
	readonly keys: BoardKeys;
	readonly viewKeys: BoardKeys;
	/** Somebody who joins the room with these keys; leaves at the end of the test. */
	attacker(options: Partial<HostilePeerOptions> & Pick<HostilePeerOptions, 'keys'>): Promise<HostilePeer>;
	/** A member of the room that says nothing by itself; leaves at the end of the test. */
	silentMember(peer?: PeerId): Promise<RoomMember>;
	/** Sends every attacker away. */
	lift(): void;
	end(): Promise<void>;
}

/** Opens the board for both, with so many strokes on it. */
export async function laySiege(
	browser: Browser,
	serverUrl: string,
	{ strokes = 40 }: { readonly strokes?: number } = {}
): Promise<Siege> {
	const link = createBoardLink();
	const keys = deriveBoardKeys(link);
	const viewKeys = deriveBoardKeys(viewLinkOf(keys));
	const room = keys.roomName;
	const attackers: { leave(): void }[] = [];
	const contexts = await Promise.all([browser.newContext(), browser.newContext()]);
	const [victim, friend] = await Promise.all(
		contexts.map(async (context) => {
			const page = await context.newPage();
			await watchConnections(page);
			return new BoardPage(page);
		})
	);
	if (!victim || !friend) throw new Error('expected two pages, got fewer');
	const url = `${serverUrl}/board${formatBoardLink(link)}`;
	const victimPeer = await openAndFind(victim, url, { serverUrl, room, known: [] });
	await fill(victim, strokes);
	const friendPeer = await openAndFind(friend, url, { serverUrl, room, known: [victimPeer] });
	await friend.waitForCount(strokes, 60_000);
	await victim.waitForPeers(1);
	const lift = () => {
		for (const attacker of attackers.splice(0)) attacker.leave();
	};
	return {
		serverUrl,
		victim,
		friend,
		victimPeer,
		friendPeer,
		keys,
		viewKeys,
		async attacker(options) {
			const peer = await HostilePeer.join({ serverUrl, room, ...options });
			attackers.push(peer);
			return peer;
		},
		async silentMember(peer = createPeerId()) {
			const member = await RoomMember.join({ serverUrl, room, peer });
			attackers.push(member);
			return member;
		},
		lift,
		async end() {
			lift();
			for (const context of contexts) await context.close();
		}
	};
}

/** Opens the board and gives back the page's peer id: that of the newcomer in the room. */
async function openAndFind(
	board: BoardPage,
	url: string,
	{ serverUrl, room, known }: { serverUrl: string; room: string; known: readonly PeerId[] }
): Promise<PeerId> {
	await board.goto(url);
	await board.page.waitForFunction(() => window.inkmesh?.board?.status.isOnline);
	const scout = await RoomMember.join({
		serverUrl,
		room,
		peer: createPeerId({ dials: false }),
		role: 'viewer'
	});
	scout.leave();
	const [peer] = scout.members.map((member) => member.peer).filter((id) => !known.includes(id));
	if (!peer) throw new Error('expected the page in the room, got nobody');
	return peer;
}

/** Strokes of 80 points, few of them in view at a time. */
async function fill(board: BoardPage, strokes: number): Promise<void> {
	await board.board((api, count) => {
		api.create(
			Array.from({ length: count }, (_, i) => ({
				type: 'stroke',
				color: 'blue',
				size: 3,
				points: Array.from({ length: 80 }, (_, k): [number, number, number] => [
					(i % 100) * 300 + Math.cos(k / 9 + i) * 20 + k,
					Math.floor(i / 100) * 300 + Math.sin(k / 7 + i) * 20,
					0.3 + ((k * 7 + i) % 40) / 100
				])
			}))
		);
	}, strokes);
}
