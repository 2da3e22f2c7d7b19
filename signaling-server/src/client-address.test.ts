import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, limitKeyOf, visitorOf } from './client-address.ts';
import { rangesOf } from './config.ts';
import { isAllowedOrigin } from './origins.ts';

function requestFrom(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
	return {
		headers: { host: 'board.example.org', ...headers },
		socket: { remoteAddress }
	} as unknown as IncomingMessage;
}

const NOBODY = rangesOf([]);
const PROXIES = rangesOf(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

describe('client address', () => {
	it.each([
		['203.0.113.5', '', '203.0.113.5'],
		['::ffff:203.0.113.5', '', '203.0.113.5'],
		['127.0.0.1', '203.0.113.5', '203.0.113.5'],
		['::ffff:127.0.0.1', '203.0.113.5', '203.0.113.5'],
		['127.0.0.1', '198.51.100.1, 203.0.113.5', '203.0.113.5'],
		['127.0.0.1', '198.51.100.1, 203.0.113.5, 10.1.2.3', '203.0.113.5'],
		['10.0.0.1', '2001:db8::7', '2001:db8::7'],
		['fd00::1', '10.0.0.9, 10.0.0.8', '10.0.0.9'],
		['127.0.0.1', 'unknown', '127.0.0.1'],
		['127.0.0.1', '203.0.113.5, <script>', '127.0.0.1'],
		['127.0.0.1', ',,,', '127.0.0.1'],
		['203.0.113.5', '198.51.100.1', '203.0.113.5']
	])('of a request from %s for "%s" is %s', (near, forwardedFor, ip) => {
		const headers = { ...(forwardedFor && { 'x-forwarded-for': forwardedFor }) };
		expect(visitorOf(requestFrom(near, headers), PROXIES).ip).toBe(ip);
	});
	it('is never taken from a header where no proxy is trusted', () => {
		const request = requestFrom('127.0.0.1', {
			'x-forwarded-for': '203.0.113.5',
			'x-forwarded-host': 'evil.example'
		});
		expect(visitorOf(request, NOBODY)).toEqual({
			ip: '127.0.0.1',
			host: 'board.example.org',
			isForwarded: true,
			isEncrypted: false
		});
	});
	it('comes with the host and protocol that a trusted proxy tells', () => {
		const request = requestFrom('10.0.0.1', {
			'x-forwarded-host': 'Board.Example:8443',
			'x-forwarded-proto': 'https'
		});
		expect(visitorOf(request, PROXIES)).toMatchObject({ host: 'board.example:8443', isEncrypted: true });
	});
	it.each([
		'',
		'a b',
		'a/b',
		'a.example.org:port',
		'[::1',
		'a\u0000',
		"a'; script-src *",
		'x'.repeat(300),
		'-a'
	])('has no host where the header is none: %j', (host) =>
		expect(visitorOf(requestFrom('203.0.113.5', { host }), NOBODY).host).toBeNull()
	);
	it.each(['localhost', 'localhost:3000', '127.0.0.1', '127.1.2.3:80', '[::1]', '[::1]:3000'])(
		'is this machine’s for the host %s',
		(host) => expect(isLoopbackHost(host)).toBe(true)
	);
	it.each(['localhost.example.org', '192.168.1.5', '[2001:db8::1]:80', 'my127.0.0.1'])(
		'is another for the host %s',
		(host) => expect(isLoopbackHost(host)).toBe(false)
	);
	it.each([
		['203.0.113.5', '203.0.113.5'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
		['2001:db8:1:2::9', '2001:db8:1:2'],
		['2001:db8::1:2:3', '2001:db8:0:0'],
		['::1', '0:0:0:0'],
		['fe80::1%eth0', 'fe80:0:0:0'],
		['2001:0db8:0001:0002::', '2001:db8:1:2']
	])('%s counts as %s', (ip, key) => expect(limitKeyOf(ip)).toBe(key));
});

describe('origin', () => {
	const host = 'board.example.org:8443';
	it.each([
		[undefined, true],
		['https://board.example.org:8443', true],
		['https://Board.Example.org:8443', true],
		['https://board.example.org', false],
		['https://evil.example', false],
		['https://evil.example/board.example.org:8443', false],
		['null', false],
		['', false]
	])('%s of a page may use the server that it is from: %s', (origin, isAllowed) => {
		expect(isAllowedOrigin(origin, { host }, 'same')).toBe(isAllowed);
	});
	it('may be one of a list, and only of that', () => {
		const allowed = ['https://a.example.org'];
		expect(isAllowedOrigin('https://a.example.org', { host }, allowed)).toBe(true);
		expect(isAllowedOrigin('https://board.example.org:8443', { host }, allowed)).toBe(false);
		expect(isAllowedOrigin('https://anything.example', { host }, 'all')).toBe(true);
	});
});
