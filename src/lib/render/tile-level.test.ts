import { describe, expect, it } from 'vitest';
import { regionOf, TileLevel, tilesCovering, TILE_PX } from './tile-level.ts';

describe('tiles', () => {
	it('cover a region without one more than it takes', () => {
		const exact = { x: -TILE_PX, y: 0, width: 2 * TILE_PX, height: TILE_PX };
		expect(tilesCovering(exact)).toEqual({ firstColumn: -1, lastColumn: 0, firstRow: 0, lastRow: 0 });
		const wider = { ...exact, x: exact.x - 1, width: exact.width + 2 };
		expect(tilesCovering(wider)).toEqual({ firstColumn: -2, lastColumn: 1, firstRow: 0, lastRow: 0 });
	});
	it('are each where their column and row say', () => {
		const level = new TileLevel(1);
		const tile = level.at(-2, 3);
		expect(regionOf(tile)).toEqual({ x: -2 * TILE_PX, y: 3 * TILE_PX, width: TILE_PX, height: TILE_PX });
		expect(level.at(-2, 3)).toBe(tile);
		expect(level.get(3, -2)).toBeUndefined();
		level.delete(tile);
		expect(level.get(-2, 3)).toBeUndefined();
	});
});
