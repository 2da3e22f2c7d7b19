import type { Box } from '../geometry/box.ts';
import type { PlacedElement } from '../scene/placements.ts';
import type { Region } from './paint-region.ts';

/** Side of a tile, device px: a view has about a dozen, and one is painted within a frame. */
export const TILE_PX = 512;

/** A piece of the board as a bitmap, at one scale. */
export interface Tile {
	readonly column: number;
	readonly row: number;
	/** What is shown; null before the first painting has come to its end. */
	canvas: HTMLCanvasElement | null;
	/** Whether what is shown is how the board looks now. */
	isFresh: boolean;
	/** Changed since it was painted, page space: small enough to be painted over in place. */
	dirty: Box | null;
	/** Came on top of everything since it was painted. */
	added: PlacedElement[];
	/** Goes on painting it; null when nobody has begun. */
	job: TileJob | null;
	/** The frame it was last shown in. */
	usedAt: number;
}

export interface TileJob {
	readonly canvas: HTMLCanvasElement;
	readonly steps: Generator<void, void>;
}

/** All tiles of one scale, device px a page unit. */
export class TileLevel {
	readonly scale: number;
	readonly tiles = new Map<string, Tile>();

	constructor(scale: number) {
		this.scale = scale;
	}

	get(column: number, row: number): Tile | undefined {
		return this.tiles.get(`${column} ${row}`);
	}

	/** The tile there, made if there is none. */
	at(column: number, row: number): Tile {
		const key = `${column} ${row}`;
		let tile = this.tiles.get(key);
		if (!tile) {
			tile = { column, row, canvas: null, isFresh: false, dirty: null, added: [], job: null, usedAt: -1 };
			this.tiles.set(key, tile);
		}
		return tile;
	}

	delete({ column, row }: Tile): void {
		this.tiles.delete(`${column} ${row}`);
	}
}

/** What of the level's pixels a tile holds. */
export function regionOf({ column, row }: Tile): Region {
	return { x: column * TILE_PX, y: row * TILE_PX, width: TILE_PX, height: TILE_PX };
}

/** Columns and rows of tiles that cover a region of their level; the last ones are included. */
export function tilesCovering({ x, y, width, height }: Region) {
	return {
		firstColumn: Math.floor(x / TILE_PX),
		lastColumn: Math.ceil((x + width) / TILE_PX) - 1,
		firstRow: Math.floor(y / TILE_PX),
		lastRow: Math.ceil((y + height) / TILE_PX) - 1
	};
}
