import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_SIGNALING_BYTES } from '../../src/lib/signaling/messages.ts';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
import { Metrics } from './metrics.ts';
import { attachRoomServer, SIGNALING_PATH, type RoomServer } from './room-server.ts';
import { refuseOtherUpgrades } from './socket-door.ts';

const ROOM = 'room-of-the-tests';
const [ALICE, BOB, MALLORY] = ['peer-alice', 'peer-bob-1', 'peer-mallory'];
const sockets: (Socket | WebSocket)[] = [];

let server: RoomServer;
let http: ReturnType<typeof createServer>;
let port: number;
let metrics: Metrics;
let lastAttempt = 1_000;

/** The same server with other limits. */
function restart(limits: Partial<ServerLimits>): void {
	server.close();
	metrics = new Metrics();
	server = attachRoomServer(http, { limits: { ...DEFAULT_LIMITS, ...limits }, metrics });
}

beforeEach(async () => {
	http = createServer((_request, response) => response.end('ok'));
	server = attachRoomServer(http);
	http.listen(0, '127.0.0.1');
	await once(http, 'listening');
	port = (http.address() as AddressInfo).port;
});

afterEach(async () => {
	vi.useRealTimers();
	server.close();
	for (const socket of sockets.splice(0)) {
		if (socket instanceof WebSocket) socket.terminate();
		else socket.destroy();
	}
	http.closeAllConnections();
	http.close();
	await once(http, 'close');
});

interface Client {
	readonly socket: WebSocket;
	readonly heard: unknown[];
	say(message: unknown): void;
	/** The code its connection ended with; null while it is open. */
	closeCode(): number | null;
}

async function openClient(path = SIGNALING_PATH): Promise<Client> {
	const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
	sockets.push(socket);
	const heard: unknown[] = [];
	let code: number | null = null;
	socket.on('message', (data) => void heard.push(JSON.parse(String(data))));
	socket.on('close', (closeCode) => (code = closeCode));
	socket.on('error', () => undefined);
	await once(socket, 'open');
	return { socket, heard, say: (message) => socket.send(JSON.stringify(message)), closeCode: () => code };
}

async function join(peer: string): Promise<Client> {
	const client = await openClient();
	client.say({ type: 'join', room: ROOM, peer, role: 'editor' });
	await poll(() => client.heard.length).toBeGreaterThan(0);
	return client;
}

/** A socket on which a test writes its own bytes; `answer` is what came back so far. */
async function openRaw(path: string | null = null) {
	const socket = connect(port, '127.0.0.1');
	sockets.push(socket);
	let answer = '';
	socket.on('data', (data) => (answer += data.toString('latin1')));
	socket.on('error', () => undefined);
	await once(socket, 'connect');
	if (path) {
		socket.write(
			`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
				'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
		);
	}
	return { socket, answer: () => answer };
}

/** A frame as a client sends it, masked with zeros; up to 65,535 bytes. */
function frameOf(text: string): Buffer {
	const body = Buffer.from(text);
	const length =
		body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
	return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), body]);
}

const poll = (read: () => unknown) => expect.poll(read, { interval: 5, timeout: 5_000 });

/** Others still reach each other, and newcomers still get in. */
async function expectServing(alice: Client, bob: Client): Promise<void> {
	const attempt = ++lastAttempt;
	alice.say({ type: 'signal', to: BOB, signal: { attempt } });
	await poll(() => bob.heard).toContainEqual({ type: 'signal', from: ALICE, signal: { attempt } });
	expect([alice.closeCode(), bob.closeCode()]).toEqual([null, null]);
	const carol = await join('peer-carol');
	expect(carol.heard[0]).toMatchObject({ type: 'members' });
}

const deep = `{"attempt":1,"data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;

describe('room server', () => {
	it.each<[string, (mallory: Client) => void]>([
		['text that is no JSON', ({ socket }) => socket.send('hello')],
		['half of a JSON text', ({ socket }) => socket.send('{"type":"join","room":')],
		['an empty text', ({ socket }) => socket.send('')],
		['a message of an unknown type', ({ say }) => say({ type: 'shutdown' })],
		[
			'a room name that is none',
			({ say }) => say({ type: 'join', room: '../../etc', peer: MALLORY, role: 'editor' })
		],
		['a signal before joining', ({ say }) => say({ type: 'signal', to: BOB, signal: { attempt: 1 } })],
		['binary', ({ socket }) => socket.send(Buffer.from(JSON.stringify({ type: 'ping' })))],
		['a frame that is too long', ({ socket }) => socket.send('a'.repeat(MAX_SIGNALING_BYTES + 1))],
		['a megabyte', ({ socket }) => socket.send(Buffer.alloc(1024 * 1024))],
		[
			'too much in pieces',
			({ socket }) => {
				for (let i = 0; i < 20; i++) socket.send('a'.repeat(8_000), { fin: i === 19 });
			}
		],
		[
			'a signal nested so deep that it can’t be forwarded',
			({ socket }) => {
				socket.send(JSON.stringify({ type: 'join', room: ROOM, peer: MALLORY, role: 'editor' }));
				socket.send(`{"type":"signal","to":"${BOB}","signal":${deep}}`);
			}
		],
		[
			'a second name',
			({ say }) => {
				say({ type: 'join', room: ROOM, peer: MALLORY, role: 'editor' });
				say({ type: 'join', room: ROOM, peer: 'peer-mallory-2', role: 'editor' });
			}
		]
	])('hangs up on who sends %s, and on nobody else', async (_, misbehave) => {
		const [alice, bob, mallory] = [await join(ALICE), await join(BOB), await openClient()];
		misbehave(mallory);
		await poll(() => mallory.closeCode()).not.toBeNull();
		await poll(() => server.rooms.memberCount).toBe(2);
		await expectServing(alice, bob);
	});
	it.each<[string, Buffer]>([
		['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
		['a frame that is not masked', Buffer.from([0x81, 0x02, 0x68, 0x69])],
		['a frame of a reserved kind', Buffer.from([0x8b, 0x80, 0, 0, 0, 0])],
		['a frame with reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
		['a frame that claims to be endless', Buffer.from([0x81, 0xff, 0x7f, ...Array<number>(11).fill(0xff)])]
	])('hangs up on who sends %s', async (_, bytes) => {
		const [alice, bob, mallory] = [await join(ALICE), await join(BOB), await openRaw(SIGNALING_PATH)];
		await poll(mallory.answer).toContain('101 Switching Protocols');
		const closed = once(mallory.socket, 'close');
		mallory.socket.write(bytes);
		await closed;
		await expectServing(alice, bob);
	});
	it.each<[string, (socket: Socket) => void]>([
		['resets before a word', (socket) => socket.resetAndDestroy()],
		[
			'resets in the middle of a request',
			(socket) => void socket.write('GET /sig', () => socket.resetAndDestroy())
		],
		[
			'resets in the middle of a frame',
			(socket) => void socket.write(frameOf('hello').subarray(0, 4), () => socket.resetAndDestroy())
		],
		['says something else than HTTP', (socket) => void socket.write('\0\x01\x02 hello\r\n\r\n')],
		['ends its half and waits', (socket) => void socket.end()]
	])('stays up when a socket %s', async (_, misbehave) => {
		const [alice, bob] = [await join(ALICE), await join(BOB)];
		for (const path of [null, SIGNALING_PATH]) {
			const { socket, answer } = await openRaw(path);
			if (path) await poll(answer).toContain('101');
			const closed = once(socket, 'close');
			misbehave(socket);
			await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 50))]);
		}
		await expectServing(alice, bob);
	});
	it('refuses a malformed handshake', async () => {
		const { socket, answer } = await openRaw();
		const closed = once(socket, 'close');
		socket.write(
			`GET ${SIGNALING_PATH} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
		);
		await closed;
		expect(answer()).toContain('400 Bad Request');
	});
	it('takes no further word from who is being hung up on, though it goes on talking', async () => {
		const [alice, mallory] = [await join(ALICE), await openRaw(SIGNALING_PATH)];
		await poll(mallory.answer).toContain('101');
		mallory.socket.write(
			frameOf(JSON.stringify({ type: 'join', room: ROOM, peer: MALLORY, role: 'editor' }))
		);
		await poll(() => alice.heard).toContainEqual({ type: 'joined', peer: MALLORY, role: 'editor' });
		// Never answers the server's wish to close.
		mallory.socket.write(frameOf('garbage'));
		mallory.socket.write(frameOf(JSON.stringify({ type: 'signal', to: ALICE, signal: { attempt: 66 } })));
		const bob = await join(BOB);
		await expectServing(alice, bob);
		expect(alice.heard).not.toContainEqual({ type: 'signal', from: MALLORY, signal: { attempt: 66 } });
	});
	it('forgets a socket that died without a word', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		server.close();
		server = attachRoomServer(http);
		const [alice, silent] = [await join(ALICE), await openRaw(SIGNALING_PATH)];
		await poll(silent.answer).toContain('101');
		silent.socket.write(frameOf(JSON.stringify({ type: 'join', room: ROOM, peer: BOB, role: 'editor' })));
		await poll(() => server.rooms.memberCount).toBe(2);
		// Answers no ping, as if the cable were cut; alice's socket answers by itself.
		const pinged = once(alice.socket, 'ping');
		vi.advanceTimersByTime(25_000);
		await pinged;
		alice.say({ type: 'ping' });
		await poll(() => alice.heard).toContainEqual({ type: 'pong' });
		vi.advanceTimersByTime(25_000);
		await poll(() => alice.heard).toContainEqual({ type: 'left', peer: BOB });
		expect(alice.closeCode()).toBeNull();
	});
	it('asks a member that is doubted, and drops it at once if it is silent', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		const [alice, bob, silent] = [await join(ALICE), await join(BOB), await openRaw(SIGNALING_PATH)];
		await poll(silent.answer).toContain('101');
		silent.socket.write(frameOf(JSON.stringify({ type: 'join', room: ROOM, peer: MALLORY, role: 'editor' })));
		await poll(() => server.rooms.memberCount).toBe(3);
		for (const peer of [BOB, MALLORY, MALLORY, 'nobody-here']) alice.say({ type: 'doubt', peer });
		await once(bob.socket, 'ping');
		await expectServing(alice, bob);
		vi.advanceTimersByTime(5_000);
		await poll(() => alice.heard).toContainEqual({ type: 'left', peer: MALLORY });
		await expectServing(alice, bob);
	});
	it('lets nobody doubt the members of another room', async () => {
		const [alice, stranger] = [await join(ALICE), await openClient()];
		stranger.say({ type: 'doubt', peer: ALICE });
		stranger.say({ type: 'join', room: 'another-room-of-tests', peer: MALLORY, role: 'editor' });
		const pings = vi.fn();
		alice.socket.on('ping', pings);
		stranger.say({ type: 'doubt', peer: ALICE });
		stranger.say({ type: 'ping' });
		await poll(() => stranger.heard).toContainEqual({ type: 'pong' });
		alice.say({ type: 'ping' });
		await poll(() => alice.heard).toContainEqual({ type: 'pong' });
		expect(pings).not.toHaveBeenCalled();
	});
	it('takes everything that 60 people behind one address exchange when they come at one moment', async () => {
		const people = await Promise.all(Array.from({ length: 60 }, (_, i) => join(`peer-${100 + i}`)));
		await poll(() => server.rooms.memberCount).toBe(60);
		const heard = people.map(() => 0);
		for (const [i, { socket }] of people.entries()) {
			socket.removeAllListeners('message');
			socket.on('message', (data) => {
				if (String(data).startsWith('{"type":"signal"')) heard[i] = (heard[i] ?? 0) + 1;
			});
		}
		for (let round = 0; round < 20; round++) {
			for (const [i, { say }] of people.entries()) {
				for (let j = 0; j < 60; j++) {
					if (i !== j) say({ type: 'signal', to: `peer-${100 + j}`, signal: { attempt: round } });
				}
			}
			await poll(() => Math.min(...heard)).toBe((round + 1) * 59);
		}
		expect(people.map(({ closeCode }) => closeCode())).toEqual(people.map(() => null));
	});
	it('answers a ping', async () => {
		const client = await openClient();
		client.say({ type: 'ping' });
		await poll(() => client.heard).toEqual([{ type: 'pong' }]);
	});
	it('takes a query after its path', async () => {
		const client = await openClient(`${SIGNALING_PATH}?v=1`);
		client.say({ type: 'ping' });
		await poll(() => client.heard).toEqual([{ type: 'pong' }]);
	});
	it('leaves other upgrades and all requests to others', async () => {
		const upgrades: string[] = [];
		http.on('upgrade', (request, socket) => {
			upgrades.push(request.url ?? '');
			if (request.url !== SIGNALING_PATH) socket.end('HTTP/1.1 418 Of others\r\n\r\n');
		});
		const { answer } = await openRaw('/vite-hmr');
		await poll(answer).toContain('418 Of others');
		const similar = await openRaw(`${SIGNALING_PATH}-more`);
		await poll(similar.answer).toContain('418 Of others');
		expect(upgrades).toEqual(['/vite-hmr', `${SIGNALING_PATH}-more`]);
		expect(await (await fetch(`http://127.0.0.1:${port}${SIGNALING_PATH}`)).text()).toBe('ok');
	});
	it('ends upgrades that nobody takes, where it is told that there are no others', async () => {
		refuseOtherUpgrades(http, [SIGNALING_PATH]);
		const [alice, bob] = [await join(ALICE), await join(BOB)];
		const polite = await openRaw('/elsewhere');
		await poll(polite.answer).toContain('404 Not Found');
		// Would end the process, were nobody to listen for the error.
		const rude = await openRaw('/elsewhere');
		rude.socket.resetAndDestroy();
		await expectServing(alice, bob);
	});
	it('hangs up on who sends too much, and on nobody else', async () => {
		restart({ messages: { perSecond: 0.001, burst: 20 } });
		const [alice, bob, mallory] = [await join(ALICE), await join(BOB), await join(MALLORY)];
		for (let i = 0; i < 30; i++) mallory.say({ type: 'ping' });
		await poll(() => mallory.closeCode()).toBe(1013);
		expect(mallory.heard.at(-1)).toEqual({ type: 'refused', reason: 'too many messages' });
		await expectServing(alice, bob);
	});
	it('counts long messages as several', async () => {
		restart({ messages: { perSecond: 0.001, burst: 20 } });
		const [alice, mallory] = [await join(ALICE), await join(MALLORY)];
		for (let i = 0; i < 2; i++) {
			mallory.say({ type: 'signal', to: ALICE, signal: { attempt: i, data: 'a'.repeat(60_000) } });
		}
		await poll(() => mallory.closeCode()).toBe(1013);
		expect(alice.heard.filter((message) => JSON.stringify(message).includes('"signal"')).length).toBe(1);
	});
	it('tells those beyond the bounds why, and lets others in when somebody leaves', async () => {
		restart({ connections: 3, connectionsPerClient: 2 });
		const [alice] = [await join(ALICE), await join(BOB)];
		const carol = await openClient();
		await poll(() => carol.heard).toEqual([{ type: 'refused', reason: 'too many from here' }]);
		await poll(() => carol.closeCode()).toBe(1013);
		alice.socket.close();
		await poll(() => server.rooms.memberCount).toBe(1);
		expect((await join('peer-dave')).heard[0]).toMatchObject({ type: 'members' });
		restart({ connections: 1 });
		await join(ALICE);
		const late = await openClient();
		await poll(() => late.heard).toEqual([{ type: 'refused', reason: 'server is full' }]);
	});
	it('drops who never joins', async () => {
		restart({ joinWithinMs: 100 });
		const [alice, idle] = [await join(ALICE), await openClient()];
		idle.say({ type: 'ping' });
		await poll(() => idle.closeCode()).toBe(1006);
		expect(alice.closeCode()).toBeNull();
	});
	it.each([
		['one reader', { unsentBytes: 200_000 }],
		['all readers together', { unsentBytesInAll: 200_000 }]
	])('drops a reader that is too slow when %s may be so far behind', async (_, limits) => {
		restart(limits);
		const [alice, slow] = [await join(ALICE), await join(BOB)];
		slow.socket.pause();
		const long = 'a'.repeat(60_000);
		// Until the machine's own buffers are full, too.
		for (let i = 0; i < 180; i++) alice.say({ type: 'signal', to: BOB, signal: { attempt: i, long } });
		await poll(() => alice.heard).toContainEqual({ type: 'left', peer: BOB });
		expect(metrics.countOf('inkmesh_slow_readers_dropped_total')).toBe(1);
		expect(alice.closeCode()).toBeNull();
	});
	it('hangs up on everybody when it is closed, and takes nobody in any more', async () => {
		const alice = await join(ALICE);
		server.close();
		server.close();
		await poll(() => alice.closeCode()).toBe(1012);
		expect(http.listenerCount('upgrade')).toBe(0);
	});
});
