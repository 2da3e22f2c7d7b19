import { execFile, execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { forSeeds, mutate } from '../../tests/support/random.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { silentLog } from './log.ts';
import { Metrics } from './metrics.ts';
import { BINDING_REQUEST, BINDING_SUCCESS, encodeBindingSuccess, parseStun } from './stun-message.ts';
import { startStunServer, type StunOptions, type StunServer } from './stun-server.ts';

const TRANSACTION = Uint8Array.from({ length: 12 }, (_, i) => i + 1);
const REQUEST = Uint8Array.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...TRANSACTION]);
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
	for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: Partial<StunOptions> = {}) {
	const metrics = new Metrics();
	const server = await startStunServer({
		port: 0,
		host: '127.0.0.1',
		limits: DEFAULT_LIMITS,
		metrics,
		log: silentLog,
		...options
	});
	cleanUps.push(
		() => server?.close(),
		() => metrics.destroy()
	);
	return { server: server as StunServer, metrics };
}

async function openClient(type: 'udp4' | 'udp6' = 'udp4'): Promise<Socket> {
	const socket = createSocket(type);
	cleanUps.push(() => socket.close());
	socket.bind(0, type === 'udp4' ? '127.0.0.1' : '::1');
	await once(socket, 'listening');
	return socket;
}

async function ask(socket: Socket, port: number, request = REQUEST, host = '127.0.0.1') {
	const answered = once(socket, 'message');
	socket.send(request, port, host);
	const [answer] = (await answered) as [Buffer];
	return { bytes: answer, message: parseStun(answer) };
}

/** From a socket of its own, so that answers are not mistaken for each other. */
async function askAnother(port: number): Promise<void> {
	await ask(await openClient(), port);
}

const outcomes = (metrics: Metrics) =>
	Object.fromEntries(
		['answered', 'malformed', 'limited', 'unknown_attribute'].map((outcome) => [
			outcome,
			metrics.countOf('inkmesh_stun_requests_total', `outcome="${outcome}"`)
		])
	);

const hasStunClient = (() => {
	try {
		execFileSync('which', ['turnutils_stunclient']);
		return true;
	} catch {
		console.log('No turnutils_stunclient (Debian: coturn): its test is skipped.');
		return false;
	}
})();
const lanAddress = Object.values(networkInterfaces())
	.flatMap((addresses) => addresses ?? [])
	.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('STUN server', () => {
	it('tells who asks the address that it is seen by', async () => {
		const { server, metrics } = await start();
		const client = await openClient();
		const { bytes, message } = await ask(client, server.port);
		expect(message).toMatchObject({ type: BINDING_SUCCESS });
		expect(Buffer.from(bytes)).toEqual(
			Buffer.from(encodeBindingSuccess(TRANSACTION, '127.0.0.1', client.address().port))
		);
		expect(outcomes(metrics)).toMatchObject({ answered: 1 });
	});
	it('answers over IPv6 on the same port', async ({ skip }) => {
		const { server } = await start({ host: undefined });
		const client = await openClient('udp6').catch(() => skip('no IPv6 here'));
		const { bytes } = await ask(client, server.port, REQUEST, '::1');
		expect(Buffer.from(bytes)).toEqual(
			Buffer.from(encodeBindingSuccess(TRANSACTION, '::1', client.address().port))
		);
		const { message } = await ask(await openClient(), server.port);
		expect(message?.type).toBe(BINDING_SUCCESS);
	});
	it('answers nothing that is no proper request, and goes on', async () => {
		const { server, metrics } = await start({
			limits: {
				...DEFAULT_LIMITS,
				stunRequests: { perSecond: 1, burst: 100_000 },
				stunRequestsInAll: { perSecond: 1, burst: 100_000 }
			}
		});
		const client = await openClient();
		const heard: Buffer[] = [];
		client.on('message', (bytes) => heard.push(bytes));
		const packets: Uint8Array[] = [];
		forSeeds(3_000, (random) =>
			packets.push(random.chance(0.2) ? random.bytes(random.int(600)) : mutate(REQUEST, random))
		);
		for (const [i, packet] of packets.entries()) {
			client.send(packet, server.port, '127.0.0.1');
			// Not faster than they are read: the machine would drop them.
			if (i % 20 === 0) await askAnother(server.port);
		}
		await askAnother(server.port);
		const good = packets.filter((packet) => parseStun(packet)?.type === BINDING_REQUEST).length;
		const { answered = 0, malformed, unknown_attribute = 0, limited } = outcomes(metrics);
		expect({ limited, malformed }).toEqual({ limited: 0, malformed: packets.length - good });
		expect(answered + unknown_attribute).toBe(good + packets.length / 20 + 1);
		expect(heard.length).toBe(good);
		for (const bytes of heard) expect(bytes.length).toBeLessThanOrEqual(60);
	});
	it.each([
		['one client', { stunRequests: { perSecond: 0.001, burst: 3 } }],
		['everybody', { stunRequestsInAll: { perSecond: 0.001, burst: 3 } }]
	])('answers %s only so often', async (_, limits) => {
		const { server, metrics } = await start({ limits: { ...DEFAULT_LIMITS, ...limits } });
		const client = await openClient();
		for (let i = 0; i < 3; i++) await ask(client, server.port);
		for (let i = 0; i < 5; i++) client.send(REQUEST, server.port, '127.0.0.1');
		await expect.poll(() => outcomes(metrics), { interval: 5 }).toMatchObject({ answered: 3, limited: 5 });
	});
	it('is off where its port is taken, and nothing else ends', async () => {
		const { server } = await start();
		expect((await start({ port: server.port })).server).toBeNull();
		server.close();
		server.close();
	});
	it.skipIf(!hasStunClient)('is understood by coturn’s client', async () => {
		const { server } = await start();
		const { stdout } = await promisify(execFile)('turnutils_stunclient', [
			'-p',
			String(server.port),
			'127.0.0.1'
		]);
		expect(stdout).toMatch(/UDP reflexive addr: 127\.0\.0\.1:\d+/);
	});
	it.skipIf(!hasStunClient || !lanAddress)(
		'is understood by it from an address of the network, too',
		async () => {
			const { server } = await start({ host: undefined });
			const { stdout } = await promisify(execFile)('turnutils_stunclient', [
				'-p',
				String(server.port),
				String(lanAddress)
			]);
			expect(stdout).toContain(`UDP reflexive addr: ${lanAddress}:`);
		}
	);
});
