import { crc32 as reference } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { crc32 } from './checksum.ts';

describe('the checksum', () => {
	it('is the CRC-32 that everybody computes', () => {
		expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
		const random = new Random(1);
		for (let length = 0; length < 40; length++) {
			const bytes = random.bytes(length);
			expect(crc32(bytes), `${length} bytes`).toBe(reference(bytes));
			expect(crc32(bytes.subarray(1)), `${length} bytes but the first`).toBe(reference(bytes.subarray(1)));
		}
	});
});
