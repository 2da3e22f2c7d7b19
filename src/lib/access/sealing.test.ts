import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { Sealing } from './sealing.ts';

const random = new Random(3);
const key = random.bytes(32);
const text = new TextEncoder();

describe('sealing', () => {
	const sealing = new Sealing(key);

	it.each([0, 1, 199, 200, 5_000, 400_000])('gives %d bytes back as they were', async (length) => {
		const content = random.bytes(length);
		expect(await sealing.open('label', await sealing.seal('label', content), length)).toEqual(content);
	});

	it('makes what repeats itself smaller', async () => {
		const content = text.encode('a stroke from here to there '.repeat(1_000));
		expect((await sealing.seal('label', content)).length).toBeLessThan(content.length / 20);
	});

	it('shows nothing of what it holds', async () => {
		const sealed = await sealing.seal('label', text.encode('Harbour'));
		expect(Buffer.from(sealed).includes('Harbour')).toBe(false);
	});

	it('seals the same content the same, and any other with another nonce', async () => {
		const nonces = new Set<string>();
		for (const content of ['one', 'two', 'one']) {
			const sealed = await sealing.seal('label', text.encode(content));
			nonces.add(Buffer.from(sealed.subarray(0, 24)).toString('hex'));
		}
		nonces.add(
			Buffer.from((await sealing.seal('lab', text.encode('elone'))).subarray(0, 24)).toString('hex')
		);
		expect(nonces.size).toBe(3);
	});

	it('opens nothing under another key or label, changed in any byte, or cut short', async () => {
		const sealed = await sealing.seal('label', text.encode('Lighthouse '.repeat(40)));
		expect(await new Sealing(random.bytes(32)).open('label', sealed, 1e6)).toBeNull();
		expect(await sealing.open('labels', sealed, 1e6)).toBeNull();
		for (let i = 0; i < sealed.length; i++) {
			const changed = sealed.slice();
			changed[i] = (changed[i] ?? 0) ^ 1;
			expect(await sealing.open('label', changed, 1e6)).toBeNull();
			expect(await sealing.open('label', sealed.subarray(0, i), 1e6)).toBeNull();
		}
	});

	it('does not unfold more than it may', async () => {
		const bomb = await sealing.seal('label', new Uint8Array(5_000_000));
		expect(bomb.length).toBeLessThan(10_000);
		expect(await sealing.open('label', bomb, 4_999_999)).toBeNull();
		expect((await sealing.open('label', bomb, 5_000_000))?.length).toBe(5_000_000);
	});
});
