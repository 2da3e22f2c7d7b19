import { once } from 'node:events';
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createMailboxKeys, MailboxClient, randomEntry } from '../../tests/support/mailbox-client.ts';
import { Random } from '../../tests/support/random.ts';
import { RoomServerProcess } from '../../tests/support/room-server-process.ts';
import { readConfig, type Environment } from './config.ts';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
import { silentLog } from './log.ts';
import { startServer, type InkmeshServer } from './server.ts';

const cleanUps: (() => unknown)[] = [];
const poll = (read: () => unknown) => expect.poll(read, { interval: 5, timeout: 5_000 });
const TURN = { TURN_URLS: 'turn:turn.example.org', TURN_SECRET: 'a secret of the tests' };

afterEach(async () => {
	for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(
	environment: Environment = {},
	limits: Partial<ServerLimits> = {}
): Promise<InkmeshServer> {
	const read = readConfig({
		HOST: '127.0.0.1',
		PORT: '0',
		STUN_PORT: 'off',
		APP_DIR: 'off',
		MAILBOX_DIR: 'off',
		...environment
	});
	if ('mistakes' in read) throw new Error(read.mistakes.join('; '));
	// PORT=0 reads as any free port.
	const server = await startServer(read.config, { log: silentLog, limits: { ...DEFAULT_LIMITS, ...limits } });
	cleanUps.push(() => server.close());
	return server;
}

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** Node's fetch won't let a test choose its Host. */
async function get(
	port: number,
	path: string,
	headers: Record<string, string> = {},
	method = 'GET'
): Promise<Answer> {
	const request = httpRequest({ host: '127.0.0.1', port, path, headers, method, agent: false }).end();
	const [response] = await once(request, 'response');
	let body = '';
	for await (const chunk of response) body += chunk;
	return { status: response.statusCode, headers: response.headers, body };
}

/** The status of a handshake: 101 when it was taken. */
async function handshake(
	port: number,
	headers: Record<string, string> = {},
	path = '/signaling'
): Promise<number> {
	const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
	cleanUps.push(() => socket.terminate());
	return new Promise((resolve) => {
		socket.on('open', () => resolve(101));
		socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
		socket.on('error', () => undefined);
	});
}

/** A small app, as the build leaves it. */
function appFolder(config: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-app-'));
	cleanUps.push(() => rmSync(folder, { recursive: true }));
	mkdirSync(join(folder, '_app/immutable'), { recursive: true });
	writeFileSync(
		join(folder, 'index.html'),
		'<script>\n\tstart();\n</script><script src="/_app/x.js"></script>'
	);
	writeFileSync(join(folder, '_app/immutable/a.js'), '1');
	writeFileSync(join(folder, '.secret'), 'no');
	writeFileSync(join(folder, 'config.json'), config);
	return folder;
}

describe('the server’s /ice', () => {
	it('gives STUN of this server, by the name it was reached by, and TURN', async () => {
		const { port, stunPort } = await start({ STUN_PORT: '0', ...TURN });
		expect(stunPort).toBeGreaterThan(0);
		const { status, headers, body } = await get(port, '/ice', { Host: 'board.example.org:3000' });
		expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
		const { iceServers, ttlSeconds } = JSON.parse(body) as {
			iceServers: { urls: string[] }[];
			ttlSeconds: number;
		};
		expect(iceServers.map(({ urls }) => urls)).toEqual([
			[`stun:board.example.org:${stunPort}`],
			['turn:turn.example.org']
		]);
		expect(ttlSeconds).toBe(43_200);
	});
	it('believes a proxy about the name only when it is trusted', async () => {
		const headers = { Host: '10.0.0.2', 'X-Forwarded-Host': 'board.example.org' };
		const careful = await start({ STUN_PORT: '0' });
		expect((await get(careful.port, '/ice', headers)).body).toContain('stun:10.0.0.2:');
		const trusting = await start({ STUN_PORT: '0', TRUSTED_PROXIES: '127.0.0.1' });
		expect((await get(trusting.port, '/ice', headers)).body).toContain('stun:board.example.org:');
	});
	it('is for pages of the allowed origins only', async () => {
		const own = await start();
		const of = (origin: string) => ({ Host: 'board.example.org', Origin: origin });
		expect((await get(own.port, '/ice', of('https://board.example.org'))).status).toBe(200);
		expect((await get(own.port, '/ice', of('https://evil.example'))).status).toBe(403);
		const listed = await start({ ALLOWED_ORIGINS: 'https://a.example.org' });
		const allowed = await get(listed.port, '/ice', of('https://a.example.org'));
		expect(allowed.headers).toMatchObject({
			'access-control-allow-origin': 'https://a.example.org',
			vary: 'Origin'
		});
		expect((await get(listed.port, '/ice', of('https://board.example.org'))).status).toBe(403);
		const open = await start({ ALLOWED_ORIGINS: '*' });
		expect((await get(open.port, '/ice', of('null'))).headers['access-control-allow-origin']).toBe('*');
	});
	it('is for each client so many times', async () => {
		const { port } = await start(
			{ TRUSTED_PROXIES: '127.0.0.1' },
			{ iceRequests: { perSecond: 0.001, burst: 2 } }
		);
		const from = async (ip: string) => (await get(port, '/ice', { 'X-Forwarded-For': ip })).status;
		expect([await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.1')]).toEqual([
			200, 200, 429
		]);
		expect(await from('203.0.113.2')).toBe(200);
	});
	it('is read, never written', async () => {
		const { port } = await start();
		const answer = await get(port, '/ice', {}, 'POST');
		expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
	});
});

describe('the server’s health', () => {
	it('is told to everybody, and not ready while it ends', async () => {
		const server = await start();
		expect(await get(server.port, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
		expect(await get(server.port, '/readyz')).toMatchObject({ status: 200, body: 'ready\n' });
		// A request that is under way when it begins to end.
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/signaling`);
		await once(socket, 'open');
		const closed = once(socket, 'close');
		await server.close();
		expect((await closed)[0]).toBe(1012);
	});
	it('counts without naming anybody', async () => {
		const server = await start();
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/signaling`);
		socket.on('open', () =>
			socket.send(
				JSON.stringify({ type: 'join', room: 'room-of-the-tests', peer: 'peer-alice', role: 'editor' })
			)
		);
		await once(socket, 'message');
		const { body } = await get(server.port, '/metrics');
		expect(body).toContain('inkmesh_connections 1\n');
		expect(body).toContain('inkmesh_rooms 1\n');
		expect(body).toContain('inkmesh_messages_total{type="join"} 1\n');
		expect(body).toMatch(/process_resident_memory_bytes \d+/);
		expect(body).not.toMatch(/room-of-the-tests|peer-alice|127\.0\.0\.1/);
		for (const line of body.trim().split('\n'))
			expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.+\})? -?[\d.e+-]+)$/);
	});
	it('is counted for this machine only, unless told otherwise', async () => {
		const status = async (environment: Environment, headers: Record<string, string> = {}) =>
			(await get((await start(environment)).port, '/metrics', headers)).status;
		expect(await status({})).toBe(200);
		// A proxy on this machine has the same address.
		expect(await status({}, { 'X-Forwarded-For': '203.0.113.1' })).toBe(404);
		expect(await status({}, { Host: 'board.example.org' })).toBe(404);
		expect(await status({ METRICS: 'off' })).toBe(404);
		expect(await status({ METRICS: 'all' }, { Host: 'board.example.org' })).toBe(200);
	});
});

describe('the server’s files', () => {
	it('may run their own scripts and talk to their own server only', async () => {
		const { port } = await start({ APP_DIR: appFolder('{ "roomServer": "" }') });
		const { headers } = await get(port, '/', { Host: 'board.example.org' });
		const policy = String(headers['content-security-policy']);
		expect(policy).toContain("script-src 'self' 'sha256-");
		expect(policy.match(/sha256-/g)?.length).toBe(1);
		expect(policy).toContain("connect-src 'self' ws://board.example.org wss://board.example.org;");
	});
	it('may talk to the server that config.json names', async () => {
		const { port } = await start({
			APP_DIR: appFolder('{ "roomServer": "https://rooms.example.org/ink/" }')
		});
		const { headers } = await get(port, '/', { Host: "board.example.org'; script-src *" });
		expect(headers['content-security-policy']).toContain(
			"connect-src 'self' https://rooms.example.org wss://rooms.example.org;"
		);
	});
	it('are kept when their names are hashes, and asked for again otherwise', async () => {
		const { port } = await start({ APP_DIR: appFolder('no JSON') });
		const cacheOf = async (path: string) => (await get(port, path)).headers['cache-control'];
		expect(await cacheOf('/_app/immutable/a.js')).toContain('immutable');
		expect(await cacheOf('/')).toBe('no-cache');
		expect(await cacheOf('/config.json')).toBe('no-cache');
	});
	it('go compressed to whoever can read that', async () => {
		const folder = appFolder('{}');
		writeFileSync(join(folder, '_app/immutable/a.js.gz'), 'smaller');
		const { port } = await start({ APP_DIR: folder });
		const sent = (headers: Record<string, string>) => get(port, '/_app/immutable/a.js', headers);
		expect(await sent({})).toMatchObject({ body: '1' });
		expect(await sent({ 'Accept-Encoding': 'gzip, br' })).toMatchObject({
			body: 'smaller',
			headers: { 'content-encoding': 'gzip', 'content-type': expect.stringContaining('javascript') }
		});
	});
	it.each(['/.secret', '/../package.json', '/%2e%2e/package.json', '/nothing', '/%', '/\\..\\x'])(
		'are nothing but the app: %s',
		async (path) => {
			const { port } = await start({ APP_DIR: appFolder('{}') });
			expect((await get(port, path)).status).toBe(404);
		}
	);
});

it('serves rooms without the app', async () => {
	const { port } = await start({ APP_DIR: 'off' });
	expect((await get(port, '/')).status).toBe(404);
	expect((await get(port, '/healthz')).status).toBe(200);
});

describe('the server’s door', () => {
	it('is open to pages of the allowed origins, and to programs', async () => {
		const { port, metrics } = await start();
		expect(await handshake(port)).toBe(101);
		expect(await handshake(port, { Origin: `http://127.0.0.1:${port}` })).toBe(101);
		expect(await handshake(port, { Origin: 'https://evil.example' })).toBe(403);
		expect(await handshake(port, { Origin: 'null' })).toBe(403);
		expect(metrics.countOf('inkmesh_refused_total', 'reason="origin"')).toBe(2);
	});
	it('closes for who opens sockets too fast, and for nobody else', async () => {
		const { port } = await start(
			{ TRUSTED_PROXIES: '127.0.0.1' },
			{ openings: { perSecond: 0.001, burst: 2 } }
		);
		const from = (ip: string) => handshake(port, { 'X-Forwarded-For': ip });
		expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8::3')]).toEqual([
			101, 101, 429
		]);
		expect(await from('2001:db8:0:1::1')).toBe(101);
	});
});

describe('the server’s mailboxes', () => {
	const folder = () => {
		const path = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
		cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
		return path;
	};

	it('are at /mailbox, in a folder that is made for them', async () => {
		const dir = join(folder(), 'not', 'there', 'yet');
		const { port } = await start({ MAILBOX_DIR: dir });
		expect(await handshake(port, {}, '/mailbox')).toBe(101);
		expect(existsSync(join(dir, 'mailboxes.mdb'))).toBe(true);
		expect((await get(port, '/readyz')).status).toBe(200);
		expect((await get(port, '/metrics', { Host: `localhost:${port}` })).body).toContain(
			'inkmesh_mailboxes 0'
		);
	});
	it('are not there when they are off, and whoever asks is told so', async () => {
		const { port } = await start();
		const keys = createMailboxKeys(new Random(6));
		const client = await MailboxClient.connect(`http://127.0.0.1:${port}`, keys);
		expect(client.heard).toEqual([{ type: 'bye', reason: 'no mailbox' }]);
		await expect.poll(() => client.closeCode).toBe(1013);
		expect(await handshake(port)).toBe(101);
	});
	it('keep the server from starting when their folder can’t be had', async () => {
		const file = join(folder(), 'file');
		writeFileSync(file, '');
		await expect(start({ MAILBOX_DIR: file })).rejects.toThrow(`MAILBOX_DIR: the mailboxes in ${file}`);
	});
	it('are as they were after a restart', async () => {
		const dir = folder();
		const random = new Random(1);
		const keys = createMailboxKeys(random);
		const first = await start({ MAILBOX_DIR: dir });
		const alice = await MailboxClient.openToWrite(`http://127.0.0.1:${first.port}`, keys);
		await alice.append(randomEntry(keys, random));
		await first.close();
		const { port } = await start({ MAILBOX_DIR: dir });
		const bob = await MailboxClient.open(`http://127.0.0.1:${port}`, keys);
		cleanUps.push(() => bob.close());
		await bob.hears('caughtUp');
		expect(bob.entries).toHaveLength(1);
	});
});

describe('the server’s process', () => {
	it('tells everybody to come back, and ends, when it is told to', async () => {
		const server = await RoomServerProcess.start();
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/signaling`);
		await once(socket, 'open');
		const closed = once(socket, 'close');
		const began = performance.now();
		expect(await server.end('SIGTERM')).toBe(0);
		expect((await closed)[0]).toBe(1012);
		expect(performance.now() - began).toBeLessThan(5_000);
	});
	it('ends though somebody holds on, and at once when it is told twice', async () => {
		const server = await RoomServerProcess.start();
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/signaling`);
		await once(socket, 'open');
		// Never answers the wish to close.
		socket.pause();
		const began = performance.now();
		server.signal('SIGTERM');
		await poll(() => server.lines.some((line) => line.includes('closing'))).toBe(true);
		expect(await server.end('SIGINT')).toBe(0);
		expect(performance.now() - began).toBeLessThan(8_000);
		socket.terminate();
	});
	it('logs no secret, room, mailbox, peer or address', async () => {
		const MAILBOX_DIR = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
		cleanUps.push(() => rmSync(MAILBOX_DIR, { recursive: true, force: true }));
		const server = await RoomServerProcess.start({ ...TURN, LOG_LEVEL: 'trace', MAILBOX_DIR });
		const random = new Random(2);
		const keys = createMailboxKeys(random);
		const alice = await MailboxClient.openToWrite(server.url, keys);
		await alice.append(randomEntry(keys, random));
		alice.sayProof(createMailboxKeys(random));
		await poll(() => alice.closeCode).not.toBeNull();
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}/signaling`);
		await once(socket, 'open');
		socket.send(
			JSON.stringify({ type: 'join', room: 'room-of-the-tests', peer: 'peer-alice', role: 'editor' })
		);
		await once(socket, 'message');
		await get(server.port, '/ice');
		await handshake(server.port, { Origin: 'https://evil.example' });
		socket.terminate();
		await server.end('SIGTERM');
		const log = server.lines.join('\n');
		expect(log).toContain('"msg":"listening"');
		expect(log).toContain('another origin');
		expect(log).not.toContain(keys.mailbox);
		expect(log).not.toMatch(/a secret of the tests|room-of-the-tests|peer-alice|evil\.example/);
	});
});
