import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { framesOf, MAX_REASSEMBLY_BYTES, Reassembler } from './framing.ts';

const FRAME = 1_024;
const sequence = (length: number) => Uint8Array.from({ length }, (_, i) => i * 7);

describe('framing', () => {
	it.each([
		[0, 1],
		[1, 1],
		[FRAME - 2, 1],
		[FRAME - 1, 1],
		[FRAME, 2],
		[2 * (FRAME - 1), 2],
		[2 * (FRAME - 1) + 1, 3]
	])('carries %i bytes in %i frames', (size, count) => {
		const message = sequence(size);
		const frames = [...framesOf(message, FRAME)];
		const reassembler = new Reassembler();
		expect(frames.length).toBe(count);
		for (const frame of frames.slice(0, -1)) {
			expect(reassembler.push(frame)).toBeNull();
			expect(reassembler.isPartial).toBe(true);
		}
		expect(reassembler.push(frames.at(-1) ?? sequence(0))).toEqual(message);
		expect(reassembler.isPartial).toBe(false);
	});
	it('carries any messages one after the other, in frames that are never too long', () => {
		forSeeds(50, (random) => {
			const maxFrameBytes = FRAME + random.int(300);
			const reassembler = new Reassembler();
			for (let i = 0; i < 5; i++) {
				const message = random.bytes(random.int(4_000));
				const results = [...framesOf(message, maxFrameBytes)].map((frame) => {
					expect(frame.length).toBeLessThanOrEqual(maxFrameBytes);
					return reassembler.push(frame);
				});
				expect(results.pop()).toEqual(message);
				expect(results.every((result) => result === null)).toBe(true);
			}
		});
	});
	it('refuses a frame size that a member would take for a trickle', () => {
		expect(() => [...framesOf(sequence(1), FRAME - 1)]).toThrow('got 1023');
	});
	it.each([
		['an empty frame', []],
		['a frame of an unknown kind', [2, 1, 2, 3]],
		['a frame that says there is more and brings nothing', [0]],
		['a frame that says there is more and brings next to nothing', [0, ...sequence(FRAME - 2)]]
	])('finds fault with %s', (_, frame) =>
		expect(new Reassembler().push(Uint8Array.from(frame))).toBe('fault')
	);
	it('finds fault with a message that does not end before the limit', () => {
		const frame = new Uint8Array(64 * 1024);
		const reassembler = new Reassembler();
		let collected = 0;
		let result: ReturnType<Reassembler['push']> = null;
		while (result === null && collected <= 2 * MAX_REASSEMBLY_BYTES) {
			result = reassembler.push(frame);
			collected += frame.length - 1;
		}
		expect(result).toBe('fault');
		expect(collected - MAX_REASSEMBLY_BYTES).toBeGreaterThan(0);
		expect(collected - MAX_REASSEMBLY_BYTES).toBeLessThan(frame.length);
	});
	it('takes of a stranger a short message only, and as much as of anybody once it is trusted', () => {
		const [message, longer] = [sequence(4 * 1024), sequence(4 * 1024 + 1)];
		const pushAll = (reassembler: Reassembler, bytes: Uint8Array) =>
			[...framesOf(bytes, FRAME)].map((frame) => reassembler.push(frame)).find((result) => result !== null);
		expect(pushAll(new Reassembler(4 * 1024), message)).toEqual(message);
		expect(pushAll(new Reassembler(4 * 1024), longer)).toBe('fault');
		const trusted = new Reassembler(4 * 1024);
		trusted.trust();
		expect(pushAll(trusted, longer)).toEqual(longer);
	});
	it('takes any bytes without throwing', () => {
		forSeeds(50, (random) => {
			const reassembler = new Reassembler();
			for (let i = 0; i < 50; i++) {
				const frame = random.bytes(random.int(20));
				const isFrame = frame[0] === 1;
				expect(reassembler.push(frame) === 'fault').toBe(!isFrame);
			}
		});
	});
});
