import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveBoardKeys } from './board-keys.ts';
import { createBoardLink, formatBoardLink, parseBoardLink, viewLinkOf } from './board-link.ts';

const seed = Uint8Array.from({ length: 16 }, (_, i) => i);

describe('board link', () => {
	it('survives being written and read', () => {
		const link = createBoardLink();
		expect(parseBoardLink(formatBoardLink(link))).toEqual(link);
		const view = viewLinkOf(deriveBoardKeys(link));
		expect(parseBoardLink(formatBoardLink(view))).toEqual(view);
	});
	it.each([
		'',
		'#',
		'#short',
		'#AAECAwQFBgcICQoLDA0OD',
		'#AAECAwQFBgcICQoLDA0ODw=',
		'#AAECAwQFBgcICQoLDA0ODx',
		'#v.',
		'#v.a.b',
		'#v.AAECAwQFBgcICQoLDA0ODw.AAECAwQFBgcICQoLDA0ODw',
		'#%00',
		`#${'A'.repeat(9_999)}`
	])('refuses %s', (fragment) => expect(parseBoardLink(fragment)).toBeNull());
});

describe('board keys', () => {
	it('never change for a seed: links people hold must go on opening their boards', () => {
		const keys = deriveBoardKeys({ role: 'editor', seed });
		expect(keys.boardId).toBe('CBxXLibMVURxJVCuZHG7gg');
		expect(keys.roomName).toBe('TkyX98_3x9zpjNOhu8CDzQ');
		expect(keys.mailboxName).toBe('ZFB4tOiIs5skk_bG-XBIsg');
		expect(Buffer.from(keys.readKey).toString('hex')).toBe(
			'a29ca891dc24b91641a9c3045029ea2f83112284f17814d5e0c3a80a0ae95ce5'
		);
		expect(Buffer.from(keys.writePublicKey).toString('hex')).toBe(
			'247cf6d258333034012c05b87c6b0a7f51b10b5ae32f4c6be015810716c41af5'
		);
	});
	it('are what RFC 5869 gives, by another hand', () => {
		const expected = hkdfSync('sha256', seed, new Uint8Array(), 'inkmesh read', 32);
		expect(deriveBoardKeys({ role: 'editor', seed }).readKey).toEqual(new Uint8Array(expected));
	});
	it('lead a viewer to the same room without the write key', () => {
		const editor = deriveBoardKeys({ role: 'editor', seed });
		const viewer = deriveBoardKeys(viewLinkOf(editor));
		expect(viewer).toEqual({ ...editor, role: 'viewer', writeKey: null });
	});
	it('differ for every board', () => {
		const names = Array.from({ length: 20 }, () => deriveBoardKeys(createBoardLink()).roomName);
		expect(new Set(names).size).toBe(20);
	});
});
