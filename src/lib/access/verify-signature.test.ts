import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { forSeedsAsync } from '../../../tests/support/random.ts';
import { isSignedBy } from './verify-signature.ts';

const { secretKey, publicKey } = ed25519.keygen();
const message = new TextEncoder().encode('something said');
const signature = ed25519.sign(message, secretKey);

afterEach(() => vi.unstubAllGlobals());

describe.each([
	['beside the page', () => undefined],
	[
		'in script, at a plain http: address',
		() => vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
	]
])('a signature checked %s', (_where, prepare) => {
	it('counts for its message, its key and no other', async () => {
		prepare();
		expect(await isSignedBy(publicKey, signature, message)).toBe(true);
		expect(await isSignedBy(publicKey, signature, message.slice(1))).toBe(false);
		expect(await isSignedBy(ed25519.keygen().publicKey, signature, message)).toBe(false);
	});
	it('is none when it is anything else', async () => {
		prepare();
		await forSeedsAsync(20, async (random) => {
			const bytes = random.bytes(random.pick([0, 1, 63, 64, 65]));
			expect(await isSignedBy(publicKey, bytes, message)).toBe(false);
			expect(await isSignedBy(random.bytes(random.pick([0, 31, 32])), signature, message)).toBe(false);
		});
	});
});

it('is checked beside the page where that can be, so that the other way is worth its test', async () => {
	const verify = vi.spyOn(crypto.subtle, 'verify');
	await isSignedBy(publicKey.slice(), signature, message);
	expect(await verify.mock.results[0]?.value).toBe(true);
	vi.restoreAllMocks();
});
