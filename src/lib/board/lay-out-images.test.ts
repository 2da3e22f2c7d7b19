import { boxContains, boxesIntersect, boxOfCorners } from '$lib/geometry/box';
import { describe, expect, it } from 'vitest';
import { layOutImages } from './lay-out-images.ts';

const room = { width: 1000, height: 600 };

describe('laying out pictures', () => {
	it('shows one at its own size, its middle at the point', () => {
		expect(layOutImages([{ width: 200, height: 100 }], room, { x: 50, y: -50 })).toEqual([
			{ minX: -50, minY: -100, maxX: 150, maxY: 0 }
		]);
	});
	it('makes one that is too large as small as the room', () => {
		const [box] = layOutImages([{ width: 4000, height: 3000 }], room, { x: 0, y: 0 });
		expect(box).toEqual({ minX: -400, minY: -300, maxX: 400, maxY: 300 });
	});
	it.each([2, 3, 5, 9, 50])('shows all %i within the room, none over another', (count) => {
		const images = Array.from({ length: count }, (_, i) => ({
			width: 300 + 170 * (i % 4),
			height: 900 - 90 * (i % 7)
		}));
		const boxes = layOutImages(images, room, { x: 500, y: 300 });
		expect(boxes).toHaveLength(count);
		const whole = boxOfCorners({ x: -0.001, y: -0.001 }, { x: 1000.001, y: 600.001 });
		for (const [i, box] of boxes.entries()) {
			expect(boxContains(whole, box)).toBe(true);
			for (const other of boxes.slice(i + 1)) expect(boxesIntersect(box, other)).toBe(false);
		}
	});
	it('keeps the shape of each', () => {
		for (const box of layOutImages(Array(7).fill({ width: 1600, height: 900 }), room, { x: 0, y: 0 })) {
			expect((box.maxX - box.minX) / (box.maxY - box.minY)).toBeCloseTo(16 / 9);
		}
	});
});
