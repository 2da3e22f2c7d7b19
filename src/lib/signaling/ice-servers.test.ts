import { afterEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../../signaling-server/src/config.ts';
import { silentLog } from '../../../signaling-server/src/log.ts';
import { startServer } from '../../../signaling-server/src/server.ts';
import { IceServers } from './ice-servers.ts';

const URL_OF_TESTS = 'https://board.example.org/ice';
const STUN = { urls: ['stun:board.example.org:3478'] };
const TURN = {
	urls: ['turn:turn.example.org', 'turns:turn.example.org:443?transport=tcp'],
	username: '1:a',
	credential: 'b'
};
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
	for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
	vi.useRealTimers();
});

/** What a server says, one answer after the other; the last one again and again. */
function answering(...answers: (unknown | Error)[]) {
	const log = { asked: 0 };
	const fetch = async () => {
		const answer = answers[Math.min(log.asked++, answers.length - 1)];
		if (answer instanceof Error) throw answer;
		if (answer instanceof Response) return answer;
		return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer));
	};
	return { log, fetch: fetch as typeof globalThis.fetch };
}

function open(fetch: typeof globalThis.fetch) {
	const servers = new IceServers({ url: URL_OF_TESTS, fetch });
	cleanUps.push(() => servers.destroy());
	return servers;
}

describe('ICE servers', () => {
	it('are what the real server says', async () => {
		const read = readConfig({
			HOST: '127.0.0.1',
			PORT: '0',
			STUN_PORT: '0',
			APP_DIR: 'off',
			MAILBOX_DIR: 'off',
			TURN_URLS: TURN.urls.join(),
			TURN_SECRET: 'a secret of the tests',
			TRUSTED_PROXIES: '127.0.0.1'
		});
		if ('mistakes' in read) throw new Error(read.mistakes.join());
		const server = await startServer(read.config, { log: silentLog });
		cleanUps.push(() => server.close());
		const viaProxy: typeof globalThis.fetch = (url, init) =>
			fetch(url, { ...init, headers: { 'X-Forwarded-Host': 'board.example.org' } });
		const servers = new IceServers({ url: `http://127.0.0.1:${server.port}/ice`, fetch: viaProxy });
		cleanUps.push(() => servers.destroy());
		expect([servers.status, servers.current, servers.hasTurn]).toEqual(['loading', [], false]);
		expect(await servers.whenReady(5_000)).toMatchObject([
			{ urls: [`stun:board.example.org:${server.stunPort}`] },
			{ urls: TURN.urls }
		]);
		expect([servers.status, servers.hasTurn]).toEqual(['ready', true]);
	});
	it.each<[string, unknown]>([
		['no JSON', 'hello'],
		['nothing', ''],
		['an error page', new Response('{}', { status: 500 })],
		['no servers', { ttlSeconds: 600 }],
		['an address WebRTC would throw at', { iceServers: [{ urls: ['http://a.example'] }], ttlSeconds: 600 }],
		[
			'TURN without a password',
			{ iceServers: [{ urls: ['turn:a.example'], username: 'a' }], ttlSeconds: 600 }
		],
		['STUN over TCP', { iceServers: [{ urls: ['stun:a.example?transport=tcp'] }], ttlSeconds: 600 }],
		['too many servers', { iceServers: Array<object>(11).fill(STUN), ttlSeconds: 600 }],
		['no time', { iceServers: [STUN], ttlSeconds: 0 }],
		['an endless time', { iceServers: [STUN], ttlSeconds: 1e300 }],
		['too much', `${' '.repeat(70_000)}{"iceServers":[],"ttlSeconds":600}`]
	])('are none when the server says %s', async (_, answer) => {
		const servers = open(answering(answer).fetch);
		expect(await servers.whenReady(5_000)).toEqual([]);
		expect([servers.status, servers.hasTurn]).toEqual(['failed', false]);
	});
	it('never keep anybody waiting longer than asked', async () => {
		vi.useFakeTimers();
		const servers = open((() => new Promise(() => undefined)) as typeof globalThis.fetch);
		const ready = servers.whenReady(500);
		await vi.advanceTimersByTimeAsync(500);
		expect(await ready).toEqual([]);
		expect(servers.status).toBe('loading');
	});
	it('are asked for again after a failure, with growing waits, until they are there', async () => {
		vi.useFakeTimers();
		const { log, fetch } = answering(new TypeError('no network'), 'hello', {
			iceServers: [STUN],
			ttlSeconds: 600
		});
		const servers = open(fetch);
		const statuses: string[] = [];
		servers.onChange(() => statuses.push(servers.status));
		await vi.advanceTimersByTimeAsync(4_000);
		expect([log.asked, statuses, servers.current]).toEqual([3, ['failed', 'failed', 'ready'], [STUN]]);
	});
	it('are renewed at about three quarters of their time', async () => {
		vi.useFakeTimers();
		const { log, fetch } = answering(
			{ iceServers: [TURN], ttlSeconds: 1_000 },
			{ iceServers: [{ ...TURN, username: '2:a' }], ttlSeconds: 1_000 }
		);
		const servers = open(fetch);
		await vi.advanceTimersByTimeAsync(699_000);
		expect(log.asked).toBe(1);
		await vi.advanceTimersByTimeAsync(102_000);
		expect([log.asked, servers.current[0]?.username]).toEqual([2, '2:a']);
	});
	it('stay good until they expire though the server is away, then only what needs no password', async () => {
		vi.useFakeTimers();
		const { fetch } = answering({ iceServers: [STUN, TURN], ttlSeconds: 1_000 }, new TypeError('no network'));
		const servers = open(fetch);
		await vi.advanceTimersByTimeAsync(990_000);
		expect([servers.status, servers.current]).toEqual(['ready', [STUN, TURN]]);
		await vi.advanceTimersByTimeAsync(60_000);
		expect([servers.status, servers.current, servers.hasTurn]).toEqual(['failed', [STUN], false]);
	});
	it('are asked for at once after a sleep that outlasted them', async () => {
		vi.useFakeTimers();
		const { log, fetch } = answering({ iceServers: [TURN], ttlSeconds: 1_000 });
		const servers = open(fetch);
		await vi.advanceTimersByTimeAsync(0);
		servers.refreshIfExpired();
		await vi.advanceTimersByTimeAsync(0);
		expect(log.asked).toBe(1);
		// Timers stood still meanwhile.
		vi.setSystemTime(Date.now() + 2_000_000);
		expect(servers.current).toEqual([]);
		servers.refreshIfExpired();
		await vi.advanceTimersByTimeAsync(0);
		expect([log.asked, servers.current]).toEqual([2, [TURN]]);
	});
	it('are quiet after the end, and keep nobody waiting', async () => {
		vi.useFakeTimers();
		const { log, fetch } = answering(new TypeError('no network'));
		const servers = open(fetch);
		const ready = servers.whenReady(60_000);
		servers.destroy();
		servers.destroy();
		expect(await ready).toEqual([]);
		servers.refreshIfExpired();
		await vi.advanceTimersByTimeAsync(120_000);
		expect(log.asked).toBe(1);
		expect(await servers.whenReady(60_000)).toEqual([]);
	});
});
