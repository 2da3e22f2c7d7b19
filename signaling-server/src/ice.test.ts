import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { iceAnswerFor } from './ice.ts';

const TURN = { urls: ['turn:turn.example.org:3478'], secret: 'a secret of the tests', ttlS: 600 };
const NOW = Date.UTC(2030, 0, 1);

describe('ICE answer', () => {
	it.each([
		['board.example.org', 'stun:board.example.org:3478'],
		['board.example.org:8443', 'stun:board.example.org:3478'],
		['192.168.1.5:3000', 'stun:192.168.1.5:3478'],
		['[2001:db8::5]:3000', 'stun:[2001:db8::5]:3478']
	])('names this server for a page that reached it by %s', (host, url) => {
		const { iceServers, ttlSeconds } = iceAnswerFor({ host, stunPort: 3478, turn: null });
		expect([iceServers, ttlSeconds]).toEqual([[{ urls: [url] }], 43_200]);
	});
	it.each([
		['localhost:3000', 3478],
		['127.0.0.1', 3478],
		['[::1]:3000', 3478],
		['board.example.org', null],
		[null, 3478]
	])('names nobody for host %s and port %s', (host, stunPort) => {
		expect(iceAnswerFor({ host, stunPort, turn: null }).iceServers).toEqual([]);
	});
	it('gives credentials as coturn wants them, others each time', () => {
		const answer = () => iceAnswerFor({ host: null, stunPort: null, turn: TURN, nowMs: NOW });
		const [server] = answer().iceServers;
		expect(server?.urls).toEqual(TURN.urls);
		const [expiry, id] = server?.username?.split(':') ?? [];
		expect(Number(expiry)).toBe(NOW / 1_000 + 600);
		expect(id?.length).toBeGreaterThan(10);
		expect(server?.credential).toBe(
			createHmac('sha1', TURN.secret)
				.update(server?.username ?? '')
				.digest('base64')
		);
		expect(answer().iceServers[0]?.username).not.toBe(server?.username);
		expect(answer().ttlSeconds).toBe(600);
		expect(JSON.stringify(answer())).not.toContain(TURN.secret);
	});
});
