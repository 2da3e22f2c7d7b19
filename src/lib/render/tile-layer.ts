// The board as tiles: what was painted once is only copied from then on, so that a frame costs as much as the window and not
// as the board. Painting goes on in slices of a frame's time. At rest a view is pixel for pixel what painting all of it
// anew would give; while the zoom changes, tiles of another scale stand in.
import { boxesIntersect, unionOf, type Box } from '../geometry/box.ts';
import type { Camera, ViewSize } from '../scene/camera.ts';
import type { PlacedElement } from '../scene/placements.ts';
import type { Scene } from '../scene/scene.ts';
import type { Backdrop } from './backdrop.ts';
import { copyTiles } from './copy-tiles.ts';
import { forgetPaths } from './element-paths.ts';
import { boxOfRegion, type Region, type RegionStyle } from './paint-region.ts';
import { regionOf, TileLevel, tilesCovering, TILE_PX, type Tile } from './tile-level.ts';
import { MAX_PATCHED, TilePainter } from './tile-painter.ts';

/** Painting may take so much of a frame: less while the view moves, since copying and the rest want their share. */
const BUDGET_MS = { moving: 5, resting: 10 };
/** The scale counts as changing for so long after it changed. */
const ZOOMING_MS = 140;
/** Tiles that are kept, views full of them. */
const KEPT_VIEWS = 4;
const MIN_KEPT_TILES = 48;
const MAX_LEVELS = 6;

export interface TileLayerInput {
	/** Of whole device px, see `snapCamera`. */
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly style: RegionStyle;
	readonly now: number;
}

export class TileLayer {
	/** While it is, nothing is painted: what there is to paint is still to come. */
	isHeld = false;
	readonly #scene: Scene;
	readonly #painter: TilePainter;
	readonly #levels: TileLevel[] = [];
	#frame = 0;
	#scale = 0;
	#zoomedAt = -Infinity;
	#lastView: Region = { x: 0, y: 0, width: 0, height: 0 };
	#backdrop: Backdrop | null = null;

	constructor(scene: Scene) {
		this.#scene = scene;
		this.#painter = new TilePainter(scene);
	}

	/** Shows this until the view is painted. */
	set backdrop(backdrop: Backdrop | null) {
		this.#backdrop?.image.close();
		this.#backdrop = backdrop;
	}

	/** The board looks different there. */
	invalidate(dirty: readonly Box[]): void {
		for (const level of this.#levels) {
			for (const tile of level.tiles.values()) this.#invalidateTile(level, tile, dirty);
		}
	}

	/** The bitmaps are lost, as when the graphics processor was reset. */
	forget(): void {
		this.#levels.length = 0;
		this.#painter.forget();
	}

	/** These lie on top of everything that was there. */
	addOnTop(elements: readonly PlacedElement[]): void {
		for (const level of this.#levels) {
			for (const tile of level.tiles.values()) {
				const box = boxOfRegion(regionOf(tile), level.scale);
				for (const placed of elements) {
					if (!placed.box || !boxesIntersect(placed.box, box)) continue;
					tile.added.push(placed);
					if (tile.job || tile.added.length > MAX_PATCHED.near) this.#painter.makeStale(tile);
				}
			}
		}
	}

	/** The board looks different everywhere. */
	invalidateAll(): void {
		for (const { tiles } of this.#levels) {
			for (const tile of tiles.values()) this.#painter.makeStale(tile);
		}
	}

	/** Copies the view's tiles, whose context is that of a canvas in device px. True asks for another frame. */
	draw(context: CanvasRenderingContext2D, input: TileLayerInput): boolean {
		const { style, now } = input;
		this.#frame++;
		if (style.scale !== this.#scale) {
			if (this.#scale !== 0) this.#zoomedAt = now;
			this.#scale = style.scale;
		}
		const isZooming = now - this.#zoomedAt < ZOOMING_MS;
		const level = this.#levelFor(isZooming ? bucketOf(style.scale) : style.scale);
		const factor = style.scale / level.scale;
		const view = viewAt(level.scale, input);
		const hasMoved = view.x !== this.#lastView.x || view.y !== this.#lastView.y || isZooming;
		this.#lastView = view;
		const wanted = this.#tilesIn(level, view);
		const deadline = performance.now() + (hasMoved ? BUDGET_MS.moving : BUDGET_MS.resting);
		let isDone = this.isHeld || this.#painter.paint(level, wanted, style, deadline);
		if (isDone && !this.isHeld) this.backdrop = null;
		// Where the view may go next. A board that is still being taken in needs the time itself, and changes there again.
		if (isDone && !this.isHeld && !isZooming && this.#scene.isWhole)
			isDone = this.#painter.paint(level, this.#tilesAround(level, view), style, deadline);
		const scene = this.#painter.isShort ? this.#scene : null;
		const [levels, backdrop] = [this.#levels, this.#backdrop];
		copyTiles(context, { level, tiles: wanted, view, factor, style, backdrop, levels, scene });
		this.#evict(wanted.length);
		return isZooming || !isDone;
	}

	destroy(): void {
		this.backdrop = null;
		this.forget();
		forgetPaths();
	}

	#invalidateTile(level: TileLevel, tile: Tile, dirty: readonly Box[]): void {
		const box = boxOfRegion(regionOf(tile), level.scale);
		for (const one of dirty) {
			if (!boxesIntersect(one, box)) continue;
			// What is being painted may have passed that place already.
			if (tile.job) return this.#painter.makeStale(tile);
			tile.dirty = tile.dirty ? unionOf(tile.dirty, one) : one;
		}
	}

	/** The level of this scale, made if there is none, and the last in the list. */
	#levelFor(scale: number): TileLevel {
		const at = this.#levels.findIndex((level) => level.scale === scale);
		const level = this.#levels[at] ?? new TileLevel(scale);
		if (at >= 0) this.#levels.splice(at, 1);
		this.#levels.push(level);
		return level;
	}

	/** The tiles at the view's edges, just out of sight. */
	#tilesAround(level: TileLevel, view: Region): Tile[] {
		const { x, y, width, height } = view;
		const wider = {
			x: x - TILE_PX / 2,
			y: y - TILE_PX / 2,
			width: width + TILE_PX,
			height: height + TILE_PX
		};
		return this.#painter.isShort ? [] : this.#tilesIn(level, wider);
	}

	/** The tiles of a view, those in its middle first. */
	#tilesIn(level: TileLevel, view: Region): Tile[] {
		const { firstColumn, lastColumn, firstRow, lastRow } = tilesCovering(view);
		const tiles: Tile[] = [];
		for (let row = firstRow; row <= lastRow; row++) {
			for (let column = firstColumn; column <= lastColumn; column++) {
				const tile = level.at(column, row);
				tile.usedAt = this.#frame;
				tiles.push(tile);
			}
		}
		const middle = { column: (firstColumn + lastColumn) / 2, row: (firstRow + lastRow) / 2 };
		const distance = ({ column, row }: Tile) => Math.hypot(column - middle.column, row - middle.row);
		return tiles.sort((a, b) => distance(a) - distance(b));
	}

	/** Lets go of what was not shown for the longest time, and of levels with nothing left. */
	#evict(inView: number): void {
		const kept = this.#painter.isShort ? inView : Math.max(MIN_KEPT_TILES, KEPT_VIEWS * inView);
		const count = this.#levels.reduce((sum, { tiles }) => sum + tiles.size, 0);
		if (count > kept) {
			const old = this.#levels
				.flatMap((level) => [...level.tiles.values()].map((tile) => ({ level, tile })))
				.filter(({ tile }) => tile.usedAt < this.#frame)
				.sort((a, b) => a.tile.usedAt - b.tile.usedAt);
			for (const { level, tile } of old.slice(0, count - kept)) {
				this.#painter.release(tile);
				level.delete(tile);
			}
		}
		while (this.#levels.length > MAX_LEVELS) this.#levels.shift();
		this.#painter.trim(inView);
	}
}

/** Scales that stand in while the zoom changes: none is further than a factor of 1.5 from one of them. */
function bucketOf(scale: number): number {
	return 2 ** Math.round(Math.log2(scale));
}

/** The view in pixels of a level. */
function viewAt(scale: number, { camera, size, style }: TileLayerInput): Region {
	const { pixelRatio } = style;
	const [x, y] = [camera.x * scale, camera.y * scale];
	const factor = (scale / style.scale) * pixelRatio;
	const [width, height] = [size.width * factor, size.height * factor];
	// The camera is one of whole pixels at its own scale; what is left is what the numbers can't say.
	return scale === style.scale
		? { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) }
		: { x, y, width, height };
}
