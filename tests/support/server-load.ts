// Many clients at one room server, in numbers that a test or a bench chooses; gives back what it saw.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { PeerId } from '../../src/lib/signaling/messages.ts';
import { SignalingClient } from '../../src/lib/signaling/signaling-client.ts';
import { Random } from './random.ts';
import { RoomServerProcess } from './room-server-process.ts';

export interface LoadSize {
	readonly sockets: number;
	readonly rooms: number;
	/** Of the sockets, so many are the app's own client. */
	readonly realClients: number;
	readonly signalsEach: number;
	readonly slowReaders: number;
	readonly garbage: number;
}

export interface LoadReport {
	/** From the first socket's start until everybody was joined. */
	readonly allJoinedMs: number;
	/** From a join until its answer, in that storm. */
	readonly joinMs: { readonly p50: number; readonly p95: number };
	readonly signals: number;
	readonly signalsPerSecond: number;
	readonly signalMs: { readonly p50: number; readonly p95: number };
	readonly memoryMiB: {
		readonly before: number;
		readonly loaded: number;
		readonly mostWithSlowReaders: number;
		readonly after: number;
	};
	readonly droppedSlowReaders: number;
	/** How long after the server was there again each real client was joined again, ms. */
	readonly backAfterKillMs: { readonly p50: number; readonly max: number };
	readonly backAfterTermMs: { readonly p50: number; readonly max: number };
	readonly termMs: number;
	/** What went wrong; [] when nothing did. */
	readonly failures: readonly string[];
}

/** Clients from many addresses, so that what one may take is not what is measured. */
const ENVIRONMENT = { TRUSTED_PROXIES: '127.0.0.1', METRICS: 'all' };
const MIB = 1024 * 1024;

/** Runs the whole course against a server process of its own. */
export async function runServerLoad(
	size: LoadSize,
	say: (line: string) => void = () => {}
): Promise<LoadReport> {
	const failures: string[] = [];
	let server = await RoomServerProcess.start(ENVIRONMENT);
	const { port } = server;
	const before = server.memoryBytes;

	say(`${size.sockets} sockets join ${size.rooms} rooms`);
	const stormBegan = performance.now();
	const members = Array.from(
		{ length: size.sockets - size.realClients },
		(_, i) => new Member(port, i, size.rooms)
	);
	const clients = Array.from({ length: size.realClients }, (_, i) => new Comeback(port, i, size.rooms));
	await within(60_000, 'everybody joins', Promise.all([...members, ...clients].map(({ joined }) => joined)));
	const allJoinedMs = Math.round(performance.now() - stormBegan);
	const joinMs = percentiles(members.map(({ joinMs }) => joinMs));
	const loaded = server.memoryBytes;

	say(`${size.signalsEach} signals from each to others in its room`);
	const began = performance.now();
	const delays = (
		await Promise.all(members.map((member) => member.signalOthers(size.signalsEach, members)))
	).flat();
	const signalsPerSecond = (delays.length / (performance.now() - began)) * 1_000;

	say(`${size.garbage} sockets send garbage, ${size.slowReaders} read nothing`);
	const random = new Random(7);
	await Promise.all(Array.from({ length: size.garbage }, () => sendGarbage(port, random)));
	const slow = await floodSlowReaders(server, size.slowReaders);
	if (members.some(({ isOpen }) => !isOpen)) failures.push('a bystander lost its connection');
	if (slow.dropped !== size.slowReaders)
		failures.push(`${slow.dropped} of ${size.slowReaders} slow readers dropped`);

	for (const member of members) member.close();
	await poll(server, 'inkmesh_connections', size.realClients);
	const after = server.memoryBytes;

	say('kill -9, and a start on the same port');
	await server.end('SIGKILL');
	server = await RoomServerProcess.start({ ...ENVIRONMENT, PORT: String(port) });
	const backAfterKillMs = await comeBack(clients);

	say('SIGTERM, and a start on the same port');
	const termBegan = performance.now();
	const code = await server.end('SIGTERM');
	const termMs = performance.now() - termBegan;
	if (code !== 0) failures.push(`SIGTERM ended it with ${code}`);
	server = await RoomServerProcess.start({ ...ENVIRONMENT, PORT: String(port) });
	const backAfterTermMs = await comeBack(clients);

	for (const client of clients) client.destroy();
	await server.end('SIGTERM');
	return {
		allJoinedMs,
		joinMs,
		signals: delays.length,
		signalsPerSecond: Math.round(signalsPerSecond),
		signalMs: percentiles(delays),
		memoryMiB: {
			before: Math.round(before / MIB),
			loaded: Math.round(loaded / MIB),
			mostWithSlowReaders: Math.round(slow.mostBytes / MIB),
			after: Math.round(after / MIB)
		},
		droppedSlowReaders: slow.dropped,
		backAfterKillMs,
		backAfterTermMs,
		termMs: Math.round(termMs),
		failures
	};

	async function comeBack(all: readonly Comeback[]) {
		const since = performance.now();
		const times = await within(
			60_000,
			'clients come back',
			Promise.all(all.map((client) => client.back(since)))
		);
		const { p50 } = percentiles(times);
		return { p50, max: Math.round(Math.max(...times)) };
	}
}

const roomOf = (i: number, rooms: number) => `room-of-the-load-${String(i % rooms).padStart(5, '0')}`;
const addressOf = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

/** A bare socket that joins and answers nothing. */
class Member {
	readonly joined: Promise<void>;
	joinMs = NaN;
	readonly #socket: WebSocket;
	readonly #peer: string;
	readonly #index: number;
	readonly #rooms: number;
	#onSignal: (sentAt: number) => void = () => {};

	constructor(port: number, index: number, rooms: number) {
		this.#index = index;
		this.#rooms = rooms;
		this.#peer = `peer-${index}-of-load`;
		let began = 0;
		const headers = { 'X-Forwarded-For': addressOf(index) };
		this.#socket = new WebSocket(`ws://127.0.0.1:${port}/signaling`, { headers });
		this.#socket.on('error', () => undefined);
		this.#socket.on('open', () => {
			began = performance.now();
			this.#say({ type: 'join', room: roomOf(index, rooms), peer: this.#peer, role: 'editor' });
		});
		this.joined = new Promise((resolve) => {
			this.#socket.on('message', (data) => {
				const message = JSON.parse(String(data)) as { type: string; signal?: { sentAt: number } };
				if (message.type === 'members') {
					this.joinMs = performance.now() - began;
					resolve();
				} else if (message.signal) this.#onSignal(message.signal.sentAt);
			});
		});
	}

	get isOpen(): boolean {
		return this.#socket.readyState === WebSocket.OPEN;
	}

	/** Sends one signal after the other arrives, to the next in its room; gives back how long each took. */
	async signalOthers(count: number, members: readonly Member[]): Promise<number[]> {
		const next = members[this.#index + this.#rooms] ?? members[this.#index % this.#rooms];
		if (!next) return [];
		const delays: number[] = [];
		for (let i = 0; i < count; i++) {
			const arrived = new Promise<number>((resolve) => (next.#onSignal = resolve));
			this.#say({
				type: 'signal',
				to: next.#peer,
				signal: { attempt: i, sentAt: performance.now(), sdp: 'v=0\r\n'.repeat(200) }
			});
			const sentAt = await within(30_000, 'a signal arrives', arrived);
			delays.push(performance.now() - sentAt);
		}
		return delays;
	}

	close(): void {
		this.#socket.terminate();
	}

	#say(message: object): void {
		this.#socket.send(JSON.stringify(message));
	}
}

/** The app's own client; knows when it was joined last. */
class Comeback {
	readonly joined: Promise<void>;
	readonly #client: SignalingClient;
	#joinedAt = -Infinity;
	#onJoined = () => {};

	constructor(port: number, index: number, rooms: number) {
		this.joined = new Promise((resolve) => (this.#onJoined = resolve));
		const headers = { 'X-Forwarded-For': addressOf(1_000_000 + index) };
		this.#client = new SignalingClient({
			url: `ws://127.0.0.1:${port}/signaling`,
			room: roomOf(index, rooms),
			self: `peer-${index}-comes-back` as PeerId,
			role: 'editor',
			onMembers: () => {
				this.#joinedAt = performance.now();
				this.#onJoined();
			},
			onJoined: () => undefined,
			onLeft: () => undefined,
			onSignal: () => undefined,
			onStatus: () => undefined,
			WebSocket: class extends WebSocket {
				constructor(url: string) {
					super(url, { headers });
				}
			} as unknown as typeof globalThis.WebSocket
		});
	}

	/** Resolves when it is joined again; gives back how long that took, ms. */
	async back(since: number): Promise<number> {
		if (this.#joinedAt < since) await new Promise<void>((resolve) => (this.#onJoined = resolve));
		return this.#joinedAt - since;
	}

	destroy(): void {
		this.#client.destroy();
	}
}

/** A socket that sends bytes without sense, inside or outside of frames, until it is hung up on. */
async function sendGarbage(port: number, random: Random): Promise<void> {
	const socket: Socket = connect(port, '127.0.0.1');
	socket.on('error', () => undefined).resume();
	const closed = once(socket, 'close');
	const address = addressOf(random.int(1 << 24));
	if (random.chance(0.7)) {
		socket.write(
			`GET /signaling HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Forwarded-For: ${address}\r\n` +
				'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
		);
	}
	socket.write(Buffer.concat([Buffer.from([0x80 | random.int(128), random.int(256)]), random.bytes(2_000)]));
	socket.end();
	await within(30_000, 'garbage is hung up on', closed);
}

/** Each of them is sent more than may wait for it, and reads nothing; gives back how many were dropped. */
async function floodSlowReaders(server: RoomServerProcess, count: number) {
	let mostBytes = server.memoryBytes;
	const watch = setInterval(() => (mostBytes = Math.max(mostBytes, server.memoryBytes)), 50);
	const dropped = await Promise.all(Array.from({ length: count }, (_, i) => floodOne(server.port, i)));
	clearInterval(watch);
	return { dropped: dropped.filter(Boolean).length, mostBytes };
}

async function floodOne(port: number, i: number): Promise<boolean> {
	const room = `room-of-slow-reader-${String(i).padStart(4, '0')}`;
	const open = async (peer: string, address: string) => {
		const socket = new WebSocket(`ws://127.0.0.1:${port}/signaling`, {
			headers: { 'X-Forwarded-For': address }
		});
		socket.on('error', () => undefined);
		await once(socket, 'open');
		socket.send(JSON.stringify({ type: 'join', room, peer, role: 'editor' }));
		await once(socket, 'message');
		return socket;
	};
	const sender = await open('peer-sends', addressOf(2_000_000 + i));
	const slow = await open('peer-reads-not', addressOf(3_000_000 + i));
	slow.pause();
	const left = new Promise<boolean>((resolve) => {
		sender.on('message', (data) => String(data).includes('"left"') && resolve(true));
		sender.on('close', () => resolve(false));
	});
	const signal = { attempt: 0, long: 'a'.repeat(60_000) };
	// Eleven megabytes: more than the machine's own buffers take.
	for (let n = 0; n < 180; n++) sender.send(JSON.stringify({ type: 'signal', to: 'peer-reads-not', signal }));
	const wasDropped = await Promise.race([
		left,
		new Promise<false>((resolve) => setTimeout(resolve, 20_000, false))
	]);
	sender.terminate();
	slow.terminate();
	return wasDropped;
}

/** Waits until the server counts this. */
async function poll({ url }: RoomServerProcess, name: string, value: number): Promise<void> {
	for (let i = 0; i < 200; i++) {
		const text = await (await fetch(`${url}/metrics`)).text();
		if (text.includes(`\n${name} ${value}\n`)) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`expected ${name} to become ${value}`);
}

function percentiles(values: readonly number[]): { p50: number; p95: number } {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (part: number) => Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 10) / 10;
	return { p50: at(0.5), p95: at(0.95) };
}

async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`expected that ${what} within ${timeoutMs} ms`)), timeoutMs);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
