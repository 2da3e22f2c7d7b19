import { afterEach, describe, expect, it, vi } from 'vitest';
import { roomServerUrls } from './room-server-urls.ts';

const PAGE = new URL('https://board.example.org/ink/board#secret');
const OWN = {
	signaling: 'wss://board.example.org/ink/signaling',
	mailbox: 'wss://board.example.org/ink/mailbox',
	ice: 'https://board.example.org/ink/ice'
};

afterEach(() => void vi.restoreAllMocks());

function answering(body: string, status = 200) {
	const asked: string[] = [];
	const fetch = (url: unknown) => {
		asked.push(String(url));
		return Promise.resolve(new Response(body, { status }));
	};
	return { asked, fetch: fetch as typeof globalThis.fetch };
}

describe('the room server’s address', () => {
	it('is the page’s own folder where config.json names none', async () => {
		const { asked, fetch } = answering('{ "roomServer": "" }');
		expect(await roomServerUrls(PAGE, { fetch })).toEqual(OWN);
		expect(asked).toEqual(['https://board.example.org/ink/config.json']);
	});
	it.each([
		['https://rooms.example.org', 'wss://rooms.example.org/', 'https://rooms.example.org/'],
		['https://rooms.example.org/a/b', 'wss://rooms.example.org/a/b/', 'https://rooms.example.org/a/b/'],
		['https://rooms.example.org/a/?x#y', 'wss://rooms.example.org/a/', 'https://rooms.example.org/a/'],
		['http://192.168.1.5:3000', 'ws://192.168.1.5:3000/', 'http://192.168.1.5:3000/']
	])('is what config.json names: %s', async (roomServer, ws, http) => {
		const { fetch } = answering(JSON.stringify({ roomServer }));
		expect(await roomServerUrls(PAGE, { fetch })).toEqual({
			signaling: `${ws}signaling`,
			mailbox: `${ws}mailbox`,
			ice: `${http}ice`
		});
	});
	it.each([
		'',
		'null',
		'{}',
		'<!doctype html>',
		'{ "roomServer": 7 }',
		'{ "roomServer": "javascript:alert(1)" }',
		'{ "roomServer": "ftp://rooms.example.org" }',
		'{ "roomServer": "rooms.example.org" }',
		`{ "roomServer": "https://${'a'.repeat(20_000)}" }`
	])('is the page’s own where config.json says nothing of use: %.50s', async (body) => {
		vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		expect(await roomServerUrls(PAGE, { fetch: answering(body).fetch })).toEqual(OWN);
	});
	it('is the page’s own where config.json is missing, or can’t be had', async () => {
		vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		expect(await roomServerUrls(PAGE, { fetch: answering('Not found', 404).fetch })).toEqual(OWN);
		const fetch = () => Promise.reject(new TypeError('no network'));
		expect(await roomServerUrls(PAGE, { fetch })).toEqual(OWN);
	});
	it('is beside the page at a plain address too', async () => {
		const { fetch } = answering('{ "roomServer": "" }');
		expect(await roomServerUrls(new URL('http://localhost:3000/board'), { fetch })).toEqual({
			signaling: 'ws://localhost:3000/signaling',
			mailbox: 'ws://localhost:3000/mailbox',
			ice: 'http://localhost:3000/ice'
		});
	});
});
