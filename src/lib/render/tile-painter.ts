// Paints tiles in slices of a frame's time, and over small changes in the frame in which they come.
import { expandBox, unionOf, type Box } from '../geometry/box.ts';
import type { Scene } from '../scene/scene.ts';
import { paintElements } from './paint-elements.ts';
import { boxOfRegion, drawRegion, paintRegion, type Region, type RegionStyle } from './paint-region.ts';
import { regionOf, TILE_PX, type Tile, type TileJob, type TileLevel } from './tile-level.ts';

/** So much is recorded before it is turned into pixels. */
const SETTLE_MS = 1.5;
/**
 * Elements of a dirty piece that is painted over in the frame in which it changed; what has more is painted in slices,
 * with the old one shown meanwhile. Far out they cost a microsecond each.
 */
export const MAX_PATCHED = { near: 300, far: 4_000 };
const FAR_SCALE = 0.25;

export class TilePainter {
	readonly #scene: Scene;
	/** Canvases that no tile needs any more. */
	readonly #spare: HTMLCanvasElement[] = [];
	#probe: CanvasRenderingContext2D | null = null;
	#isShort = false;

	constructor(scene: Scene) {
		this.#scene = scene;
	}

	/** The browser gives no more bitmaps: phones have a limit for all of a page. */
	get isShort(): boolean {
		return this.#isShort;
	}

	/** Paints what is not fresh, as far as the time goes; true when nothing is left to do. */
	paint(level: TileLevel, tiles: readonly Tile[], style: RegionStyle, deadline: number): boolean {
		const hasTime = () => performance.now() < deadline;
		for (const tile of tiles) {
			if (tile.dirty) this.#patch(level, tile, style);
			else if (tile.added.length > 0) this.#paintOver(level, tile, style);
		}
		// Holes first, then what shows how it was before.
		const missing = tiles.filter(({ canvas, isFresh }) => !canvas && !isFresh);
		const stale = tiles.filter(({ canvas, isFresh }) => canvas && !isFresh);
		let isFirst = true;
		for (const tile of [...missing, ...stale]) {
			if (!isFirst && !hasTime()) return false;
			isFirst = false;
			if (!this.#goOn(level, tile, style, hasTime)) return false;
		}
		return true;
	}

	/** Paints on at a tile while there is time; true when it is done. */
	#goOn(level: TileLevel, tile: Tile, style: RegionStyle, hasTime: () => boolean): boolean {
		tile.job ??= this.#begin(level, tile, style);
		if (!tile.job) return true;
		const { canvas, steps } = tile.job;
		let settledAt = performance.now();
		while (!steps.next().done) {
			if (performance.now() - settledAt < SETTLE_MS) continue;
			this.#settle(canvas);
			settledAt = performance.now();
			if (!hasTime()) return false;
		}
		this.#settle(canvas);
		if (tile.canvas) this.#spare.push(tile.canvas);
		tile.canvas = tile.job.canvas;
		tile.job = null;
		tile.isFresh = true;
		return true;
	}

	/**
	 * Has what was painted turned into pixels now, while it is counted: browsers put it off until the bitmap is looked at, and
	 * then a whole tile's worth comes in the frame that shows it.
	 */
	#settle(canvas: HTMLCanvasElement): void {
		this.#probe ??= makeCanvas().getContext('2d');
		this.#probe?.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
	}

	/** Null when there is no bitmap to be had for it. */
	#begin(level: TileLevel, tile: Tile, style: RegionStyle): TileJob | null {
		const canvas = this.#spare.pop() ?? makeCanvas();
		const context = contextOf(canvas, style);
		if (!context) {
			if (!this.#isShort) console.warn('The browser gives no more bitmaps; drawing is slower from now on.');
			this.#isShort = true;
			return null;
		}
		const steps = paintRegion(context, this.#scene, regionOf(tile), { ...style, scale: level.scale });
		return { canvas, steps };
	}

	/** What it shows is not how the board looks. */
	makeStale(tile: Tile): void {
		if (tile.job) this.#spare.push(tile.job.canvas);
		tile.job = null;
		tile.isFresh = false;
		tile.dirty = null;
		tile.added = [];
	}

	/** Nobody wants the tile any more. */
	release({ canvas, job }: Tile): void {
		if (canvas) this.#spare.push(canvas);
		if (job) this.#spare.push(job.canvas);
	}

	/** Keeps so many spare bitmaps at the most. */
	trim(count: number): void {
		this.#spare.length = Math.min(this.#spare.length, count);
	}

	/** The bitmaps are lost. */
	forget(): void {
		this.#spare.length = 0;
		this.#probe = null;
		this.#isShort = false;
	}

	/** Paints over the dirty piece of a tile in the frame in which it changed, if that is little work. */
	#patch(level: TileLevel, tile: Tile, style: RegionStyle): void {
		const { dirty, canvas, isFresh } = tile;
		// What was added lies within what changed, or is painted with it.
		const added = tile.added.flatMap(({ box }) => box ?? []);
		tile.dirty = null;
		tile.added = [];
		if (!dirty || !canvas || !isFresh) return this.makeStale(tile);
		const whole = regionOf(tile);
		const piece = pieceOf(whole, added.reduce(unionOf, dirty), level.scale);
		if (piece.width <= 0 || piece.height <= 0) return;
		const most = level.scale < FAR_SCALE ? MAX_PATCHED.far : MAX_PATCHED.near;
		if (this.#scene.search(boxOfRegion(piece, level.scale)).length > most) return this.makeStale(tile);
		const context = contextOf(canvas, style);
		if (!context) return this.makeStale(tile);
		context.save();
		context.beginPath();
		context.rect(piece.x - whole.x, piece.y - whole.y, piece.width, piece.height);
		context.clip();
		const scene = { within: () => this.#scene.within(boxOfRegion(piece, level.scale)) };
		drawRegion(context, scene, whole, { ...style, scale: level.scale });
		context.restore();
	}

	/** Paints what came on top over what is there. */
	#paintOver(level: TileLevel, tile: Tile, style: RegionStyle): void {
		const { added, canvas, isFresh } = tile;
		tile.added = [];
		if (!canvas || !isFresh) return this.makeStale(tile);
		const { x, y } = regionOf(tile);
		const context = contextOf(canvas, style);
		if (!context) return this.makeStale(tile);
		context.setTransform(level.scale, 0, 0, level.scale, -x, -y);
		const steps = paintElements(context, added, { ...style, scale: level.scale });
		let step = steps.next();
		while (!step.done) step = steps.next();
		context.setTransform(1, 0, 0, 1, 0, 0);
		// It is there at once; exactly as with all others follows.
		if (step.value) tile.isFresh = false;
	}
}

/** The dirty piece of a region in whole pixels, with room for antialiasing. */
function pieceOf(whole: Region, dirty: Box, scale: number): Region {
	const { minX, minY, maxX, maxY } = expandBox(dirty, 1 / scale);
	const x = Math.max(whole.x, Math.floor(minX * scale));
	const y = Math.max(whole.y, Math.floor(minY * scale));
	return {
		x,
		y,
		width: Math.min(whole.x + whole.width, Math.ceil(maxX * scale)) - x,
		height: Math.min(whole.y + whole.height, Math.ceil(maxY * scale)) - y
	};
}

function makeCanvas(): HTMLCanvasElement {
	const canvas = document.createElement('canvas');
	canvas.width = TILE_PX;
	canvas.height = TILE_PX;
	return canvas;
}

/** Null where the browser gives none. */
function contextOf(canvas: HTMLCanvasElement, { paper }: RegionStyle): CanvasRenderingContext2D | null {
	return canvas.getContext('2d', { alpha: paper === 'none' });
}
