import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws';
import {
	attachRoomServer,
	SIGNALING_PATH,
	type RoomServer
} from '../../../signaling-server/src/room-server.ts';
import type { PeerId, Signal } from './messages.ts';
import { SignalingClient, type SignalingOptions, type SignalingStatus } from './signaling-client.ts';

const [ALICE, BOB, CAROL] = ['peer-alice', 'peer-bob-1', 'peer-carol'] as [PeerId, PeerId, PeerId];
const ROOM = 'room-of-the-tests';
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
	vi.restoreAllMocks();
	for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Running {
	readonly rooms: RoomServer;
	readonly port: number;
	/** As when the process ends. */
	stop(): Promise<void>;
}

/** The real room server on a port of this machine. */
async function startServer(port = 0): Promise<Running> {
	const http: Server = createServer();
	const rooms = attachRoomServer(http);
	http.listen(port, '127.0.0.1');
	await once(http, 'listening');
	let isStopped = false;
	const stop = async () => {
		if (isStopped) return;
		isStopped = true;
		rooms.close();
		http.closeAllConnections();
		http.close();
		await once(http, 'close');
	};
	cleanUps.push(stop);
	return { rooms, port: (http.address() as AddressInfo).port, stop };
}

function openClient(port: number, self: PeerId, room = ROOM, more: Partial<SignalingOptions> = {}) {
	const heard: unknown[] = [];
	const statuses: SignalingStatus[] = [];
	const client = new SignalingClient({
		url: `ws://127.0.0.1:${port}${SIGNALING_PATH}`,
		room,
		self,
		role: self === CAROL ? 'viewer' : 'editor',
		onMembers: (members) => void heard.push(['members', ...members.map(({ peer }) => peer)]),
		onJoined: ({ peer, role }) => void heard.push(['joined', peer, role]),
		onLeft: (peer) => void heard.push(['left', peer]),
		onSignal: (from, signal: Signal) => void heard.push(['signal', from, signal]),
		onStatus: (status) => void statuses.push(status),
		WebSocket: NodeWebSocket as unknown as typeof globalThis.WebSocket,
		...more
	});
	cleanUps.push(() => client.destroy());
	return { client, heard, statuses };
}

/** A server that says only what a test says, and the client that has connected to it. */
async function openSilentServer() {
	const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
	cleanUps.push(() => server.close());
	await once(server, 'listening');
	const connected = once(server, 'connection');
	const alice = openClient((server.address() as AddressInfo).port, ALICE);
	const [socket] = (await connected) as [NodeWebSocket];
	cleanUps.push(() => socket.terminate());
	await once(socket, 'message');
	return { server, alice, socket };
}

const poll = (read: () => unknown) => expect.poll(read, { interval: 5, timeout: 5_000 });

describe('signaling client', () => {
	it('joins its room, and hears who is there, who comes and who leaves', async () => {
		const { port } = await startServer();
		const alice = openClient(port, ALICE);
		await poll(() => alice.heard).toEqual([['members']]);
		const bob = openClient(port, BOB);
		await poll(() => bob.heard).toEqual([['members', ALICE]]);
		bob.client.destroy();
		await poll(() => alice.heard).toEqual([['members'], ['joined', BOB, 'editor'], ['left', BOB]]);
		expect(alice.statuses).toEqual(['connecting', 'joined']);
	});
	it('sends a signal to the one peer it is for', async () => {
		const { port } = await startServer();
		const alice = openClient(port, ALICE);
		await poll(() => alice.heard.length).toBe(1);
		const bob = openClient(port, BOB);
		await poll(() => bob.heard.length).toBe(1);
		const carol = openClient(port, CAROL);
		await poll(() => carol.heard.length).toBe(1);
		const signal = { attempt: 3, data: { type: 'offer', sdp: 'v=0\r\n€' } };
		alice.client.sendSignal(CAROL, signal);
		carol.client.sendSignal(BOB, { attempt: 3, redial: true });
		await poll(() => carol.heard.at(-1)).toEqual(['signal', ALICE, signal]);
		await poll(() => bob.heard.at(-1)).toEqual(['signal', CAROL, { attempt: 3, redial: true }]);
		expect(bob.heard.flat()).not.toContainEqual(signal);
	});
	it('hears nothing of another room', async () => {
		const { port } = await startServer();
		const alice = openClient(port, ALICE);
		await poll(() => alice.heard.length).toBe(1);
		const bob = openClient(port, BOB, 'another-room-of-tests');
		await poll(() => bob.heard).toEqual([['members']]);
		bob.client.sendSignal(ALICE, { attempt: 1 });
		const carol = openClient(port, CAROL);
		await poll(() => alice.heard).toEqual([['members'], ['joined', CAROL, 'viewer']]);
		expect(carol.heard).toEqual([['members', ALICE]]);
	});
	it('comes back when the server was restarted', async () => {
		const first = await startServer();
		const [alice, bob] = [openClient(first.port, ALICE), openClient(first.port, BOB)];
		await poll(() => [alice.statuses.at(-1), bob.statuses.at(-1)]).toEqual(['joined', 'joined']);
		await first.stop();
		await poll(() => [alice.statuses.at(-1), bob.statuses.at(-1)]).not.toContain('joined');
		// What can't be sent now would be stale later.
		alice.client.sendSignal(BOB, { attempt: 9 });
		const second = await startServer(first.port);
		await poll(() => [alice.statuses.at(-1), bob.statuses.at(-1)]).toEqual(['joined', 'joined']);
		await poll(() => second.rooms.rooms.memberCount).toBe(2);
		bob.client.sendSignal(ALICE, { attempt: 10 });
		await poll(() => alice.heard.at(-1)).toEqual(['signal', BOB, { attempt: 10 }]);
		expect(bob.heard.flat()).not.toContainEqual({ attempt: 9 });
	});
	it('tries at once when told that the network came back', async () => {
		const first = await startServer();
		const alice = openClient(first.port, ALICE);
		await poll(() => alice.statuses.at(-1)).toBe('joined');
		await first.stop();
		await poll(() => alice.statuses.at(-1)).toBe('waiting');
		await startServer(first.port);
		alice.client.probe();
		expect(alice.statuses.at(-1)).toBe('connecting');
		await poll(() => alice.statuses.at(-1)).toBe('joined');
	});
	it('drops garbage from the server and goes on', async () => {
		const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
		cleanUps.push(() => server.close());
		await once(server, 'listening');
		const alice = openClient((server.address() as AddressInfo).port, ALICE);
		const [socket] = (await once(server, 'connection')) as [NodeWebSocket];
		cleanUps.push(() => socket.terminate());
		const garbage = [
			'',
			'hello',
			'{',
			'{"type":"joined","peer":7}',
			'{"type":"members"}',
			'a'.repeat(70_000),
			Buffer.of(1, 2)
		];
		for (const text of garbage) socket.send(text);
		socket.send(JSON.stringify({ type: 'members', peers: [{ peer: BOB, role: 'editor' }] }));
		await poll(() => alice.heard).toEqual([['members', BOB]]);
		expect(alice.client.refusedCount).toBe(garbage.length);
		expect(warnings.mock.calls.length).toBe(1);
		expect(alice.statuses.at(-1)).toBe('joined');
	});
	it('gives up a socket that is silent, and opens another', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] });
		cleanUps.push(() => vi.useRealTimers());
		const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
		cleanUps.push(() => server.close());
		await once(server, 'listening');
		const connected = once(server, 'connection');
		const alice = openClient((server.address() as AddressInfo).port, ALICE);
		const [socket] = (await connected) as [NodeWebSocket];
		cleanUps.push(() => socket.terminate());
		// Answered for a while, then not any more.
		const [joined] = (await once(socket, 'message')) as [Buffer];
		expect(JSON.parse(String(joined))).toEqual({ type: 'join', room: ROOM, peer: ALICE, role: 'editor' });
		socket.send(JSON.stringify({ type: 'members', peers: [] }));
		await poll(() => alice.statuses.at(-1)).toBe('joined');
		for (let i = 0; i < 2; i++) {
			const pinged = once(socket, 'message');
			vi.advanceTimersByTime(2_500);
			expect(JSON.parse(String((await pinged)[0]))).toEqual({ type: 'ping' });
			if (i > 0) break;
			socket.send(JSON.stringify({ type: 'left', peer: BOB }));
			await poll(() => alice.heard.at(-1)).toEqual(['left', BOB]);
		}
		vi.advanceTimersByTime(3_400);
		expect(alice.statuses.at(-1)).toBe('joined');
		const again = once(server, 'connection');
		vi.advanceTimersByTime(100);
		expect(alice.statuses.at(-1)).toBe('waiting');
		const [other] = (await again) as [NodeWebSocket];
		cleanUps.push(() => other.terminate());
	});
	it('checks a socket with little patience when the network came back', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
		cleanUps.push(() => vi.useRealTimers());
		const { socket, alice, server } = await openSilentServer();
		socket.send(JSON.stringify({ type: 'members', peers: [] }));
		await poll(() => alice.statuses.at(-1)).toBe('joined');
		const again = once(server, 'connection');
		alice.client.probe();
		vi.advanceTimersByTime(1_900);
		expect(alice.statuses.at(-1)).toBe('joined');
		vi.advanceTimersByTime(100);
		const [other] = (await again) as [NodeWebSocket];
		cleanUps.push(() => other.terminate());
		expect(alice.statuses).toEqual(['connecting', 'joined', 'waiting']);
	});
	it.each(['room is full', 'server is full', 'too many from here'] as const)(
		'says that it was refused (%s), and waits longer',
		async (reason) => {
			vi.spyOn(console, 'warn').mockImplementation(() => undefined);
			vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
			cleanUps.push(() => vi.useRealTimers());
			const { socket, alice, server } = await openSilentServer();
			vi.spyOn(Math, 'random').mockReturnValue(0.5);
			socket.send(JSON.stringify({ type: 'refused', reason }));
			socket.close(1013);
			await poll(() => alice.statuses.at(-1)).toBe(reason);
			const connections: NodeWebSocket[] = [];
			server.on('connection', (other: NodeWebSocket) => void connections.push(other));
			alice.client.probe();
			vi.advanceTimersByTime(19_900);
			expect(alice.statuses).toEqual(['connecting', reason]);
			const again = once(server, 'connection');
			vi.advanceTimersByTime(200);
			const [other] = (await again) as [NodeWebSocket];
			cleanUps.push(() => other.terminate());
			other.send(JSON.stringify({ type: 'members', peers: [] }));
			await poll(() => alice.statuses.at(-1)).toBe('joined');
			expect([connections.length, alice.statuses]).toEqual([1, ['connecting', reason, 'joined']]);
		}
	);
	it('comes back within three seconds, at no fixed moment, after a server that restarts', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
		cleanUps.push(() => vi.useRealTimers());
		const { socket, alice, server } = await openSilentServer();
		const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
		socket.close(1012);
		await poll(() => alice.statuses.at(-1)).toBe('waiting');
		const connections: NodeWebSocket[] = [];
		server.on('connection', (other: NodeWebSocket) => void connections.push(other));
		vi.advanceTimersByTime(1_590);
		const again = once(server, 'connection');
		vi.advanceTimersByTime(20);
		await again;
		expect(connections.length).toBe(1);
		for (const other of connections) cleanUps.push(() => other.terminate());
		random.mockRestore();
	});
	it('opens another socket while one hangs, and gives that up as soon as one is open', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
		cleanUps.push(() => vi.useRealTimers());
		// Takes connections and says nothing on the first two, as where a line is cut in the middle of a handshake.
		const http = createServer();
		const rooms = attachRoomServer(http);
		const hanging: Socket[] = [];
		const front = createTcpServer((socket) => {
			if (hanging.length < 2) hanging.push(socket.on('error', () => undefined).resume());
			else http.emit('connection', socket);
		});
		front.listen(0, '127.0.0.1');
		await once(front, 'listening');
		cleanUps.push(() => {
			rooms.close();
			http.closeAllConnections();
			for (const socket of hanging) socket.destroy();
			front.close();
		});
		const alice = openClient((front.address() as AddressInfo).port, ALICE);
		await poll(() => hanging.length).toBe(1);
		const closed = once(hanging[0] as Socket, 'close');
		vi.advanceTimersByTime(2_400);
		await poll(() => hanging.length).toBe(2);
		expect(alice.statuses).toEqual(['connecting', 'waiting']);
		vi.advanceTimersByTime(2_400);
		await poll(() => alice.statuses.at(-1)).toBe('joined');
		await closed;
		expect(alice.statuses).toEqual(['connecting', 'waiting', 'joined']);
	});
	it('tries less often while nobody is looking', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
		cleanUps.push(() => vi.useRealTimers());
		const { port, stop } = await startServer();
		await stop();
		let tries = 0;
		class Counted extends NodeWebSocket {
			constructor(url: string) {
				super(url);
				tries++;
			}
		}
		const triesWithin = async (isVisible: boolean) => {
			tries = 0;
			const { client } = openClient(port, ALICE, ROOM, {
				isVisible: () => isVisible,
				WebSocket: Counted as unknown as typeof globalThis.WebSocket
			});
			for (let ms = 0; ms < 60_000; ms += 500) {
				await vi.advanceTimersByTimeAsync(500);
				await new Promise((resolve) => setImmediate(resolve));
			}
			client.destroy();
			return tries;
		};
		expect(await triesWithin(true)).toBeGreaterThan(20);
		expect(await triesWithin(false)).toBeLessThan(6);
	});
	it('is quiet after the end, even while it was connecting or waiting', async () => {
		const { port, rooms, stop } = await startServer();
		const [early, joined] = [openClient(port, ALICE), openClient(port, BOB)];
		early.client.destroy();
		await poll(() => joined.statuses.at(-1)).toBe('joined');
		joined.client.destroy();
		joined.client.destroy();
		await poll(() => rooms.rooms.memberCount).toBe(0);
		const waiting = openClient(port, CAROL);
		await poll(() => waiting.statuses.at(-1)).toBe('joined');
		await stop();
		await poll(() => waiting.statuses.at(-1)).toBe('waiting');
		waiting.client.destroy();
		for (const { client, statuses } of [early, joined, waiting]) {
			const count = statuses.length;
			client.probe();
			client.sendSignal(ALICE, { attempt: 1 });
			expect(statuses.length).toBe(count);
		}
		expect(early.heard).toEqual([]);
	});
});
