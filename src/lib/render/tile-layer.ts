// The board as tiles: what was painted once is only copied from then on, so that a frame costs as much as the window and not
// as the board. Painting goes on in slices of a frame's time. At rest a view is pixel for pixel what painting all of it
// anew would give; while the zoom changes, tiles of another scale stand in.
import { boxesIntersect, expandBox, unionOf, type Box } from '../geometry/box.ts';
import type { Camera, ViewSize } from '../scene/camera.ts';
import type { PlacedElement, Scene } from '../scene/scene.ts';
import { forgetPaths } from './element-paths.ts';
import { paintElements } from './paint-elements.ts';
import { boxOfRegion, drawRegion, paintRegion, type Region, type RegionStyle } from './paint-region.ts';
import { PALETTES } from './palette.ts';
import { regionOf, TileLevel, tilesCovering, TILE_PX, type Tile, type TileJob } from './tile-level.ts';

/** Painting may take so much of a frame: less while the view moves, since copying and the rest want their share. */
const BUDGET_MS = { moving: 5, resting: 10 };
/** So much is recorded before it is turned into pixels. */
const SETTLE_MS = 1.5;
/** The scale counts as changing for so long after it changed. */
const ZOOMING_MS = 140;
/**
 * Elements of a dirty piece that is painted over in the frame in which it changed; what has more is painted in slices,
 * with the old one shown meanwhile. Far out they cost a microsecond each.
 */
const MAX_PATCHED = { near: 300, far: 4_000 };
const FAR_SCALE = 0.25;
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
	readonly #scene: Scene;
	readonly #levels: TileLevel[] = [];
	/** Canvases that no tile needs any more. */
	readonly #spare: HTMLCanvasElement[] = [];
	#probe: CanvasRenderingContext2D | null = null;
	#frame = 0;
	#scale = 0;
	#zoomedAt = -Infinity;
	#lastView: Region = { x: 0, y: 0, width: 0, height: 0 };
	/** The browser gives no more bitmaps: phones have a limit for all of a page. Then what has none is painted each time. */
	#isShort = false;

	constructor(scene: Scene) {
		this.#scene = scene;
	}

	/** Bitmaps there are, bytes. */
	get bytes(): number {
		const tiles = this.#levels.flatMap((level) => [...level.tiles.values()]);
		const canvases = tiles.reduce((sum, { canvas, job }) => sum + Number(!!canvas) + Number(!!job), 0);
		return (canvases + this.#spare.length) * TILE_PX * TILE_PX * 4;
	}

	/** The board looks different there. */
	invalidate(dirty: readonly Box[]): void {
		for (const level of this.#levels) {
			for (const tile of level.tiles.values()) this.#invalidateTile(level, tile, dirty);
		}
	}

	/** The bitmaps are lost, as when the graphics processor was reset. */
	forget(): void {
		this.destroy();
		this.#isShort = false;
	}

	/** These lie on top of everything that was there. */
	addOnTop(elements: readonly PlacedElement[]): void {
		for (const level of this.#levels) {
			for (const tile of level.tiles.values()) {
				const box = boxOfRegion(regionOf(tile), level.scale);
				for (const placed of elements) {
					if (!placed.box || !boxesIntersect(placed.box, box)) continue;
					tile.added.push(placed);
					if (tile.job || tile.added.length > MAX_PATCHED.near) this.#makeStale(tile);
				}
			}
		}
	}

	/** The board looks different everywhere. */
	invalidateAll(): void {
		for (const { tiles } of this.#levels) {
			for (const tile of tiles.values()) this.#makeStale(tile);
		}
	}

	/** Copies the view's tiles, whose context is that of a canvas in device px. True asks for another frame. */
	draw(context: CanvasRenderingContext2D, input: TileLayerInput): boolean {
		const { camera, style, now } = input;
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
		let isDone = this.#paint(level, wanted, style, deadline);
		// Where the view may go next.
		if (isDone && !isZooming) isDone = this.#paint(level, this.#tilesAround(level, view), style, deadline);
		this.#copy(context, { level, tiles: wanted, view, factor, style, camera });
		this.#evict(wanted.length);
		return isZooming || !isDone;
	}

	destroy(): void {
		this.#levels.length = 0;
		this.#spare.length = 0;
		forgetPaths();
	}

	#invalidateTile(level: TileLevel, tile: Tile, dirty: readonly Box[]): void {
		const box = boxOfRegion(regionOf(tile), level.scale);
		for (const one of dirty) {
			if (!boxesIntersect(one, box)) continue;
			// What is being painted may have passed that place already.
			if (tile.job) return this.#makeStale(tile);
			tile.dirty = tile.dirty ? unionOf(tile.dirty, one) : one;
		}
	}

	#makeStale(tile: Tile): void {
		if (tile.job) this.#spare.push(tile.job.canvas);
		tile.job = null;
		tile.isFresh = false;
		tile.dirty = null;
		tile.added = [];
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
		return this.#isShort ? [] : this.#tilesIn(level, wider);
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

	/** Paints what is not fresh, as far as the time goes; true when nothing is left to do. */
	#paint(level: TileLevel, tiles: readonly Tile[], style: RegionStyle, deadline: number): boolean {
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

	/** Paints over the dirty piece of a tile in the frame in which it changed, if that is little work. */
	#patch(level: TileLevel, tile: Tile, style: RegionStyle): void {
		const { dirty, canvas, isFresh } = tile;
		// What was added lies within what changed, or is painted with it.
		const added = tile.added.flatMap(({ box }) => box ?? []);
		tile.dirty = null;
		tile.added = [];
		if (!dirty || !canvas || !isFresh) return this.#makeStale(tile);
		const whole = regionOf(tile);
		const piece = pieceOf(whole, added.reduce(unionOf, dirty), level.scale);
		if (piece.width <= 0 || piece.height <= 0) return;
		const most = level.scale < FAR_SCALE ? MAX_PATCHED.far : MAX_PATCHED.near;
		if (this.#scene.search(boxOfRegion(piece, level.scale)).length > most) return this.#makeStale(tile);
		const context = contextOf(canvas, style);
		if (!context) return this.#makeStale(tile);
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
		if (!canvas || !isFresh) return this.#makeStale(tile);
		const { x, y } = regionOf(tile);
		const context = contextOf(canvas, style);
		if (!context) return this.#makeStale(tile);
		context.setTransform(level.scale, 0, 0, level.scale, -x, -y);
		const steps = paintElements(context, added, { ...style, scale: level.scale });
		let step = steps.next();
		while (!step.done) step = steps.next();
		context.setTransform(1, 0, 0, 1, 0, 0);
		// It is there at once; exactly as with all others follows.
		if (step.value) tile.isFresh = false;
	}

	#copy(
		context: CanvasRenderingContext2D,
		{
			level,
			tiles,
			view,
			factor,
			style
		}: {
			level: TileLevel;
			tiles: readonly Tile[];
			view: Region;
			factor: number;
			style: RegionStyle;
			camera: Camera;
		}
	): void {
		context.setTransform(1, 0, 0, 1, 0, 0);
		context.imageSmoothingEnabled = factor !== 1;
		context.imageSmoothingQuality = 'low';
		const side = TILE_PX * factor;
		for (const tile of tiles) {
			const x = (tile.column * TILE_PX - view.x) * factor;
			const y = (tile.row * TILE_PX - view.y) * factor;
			if (!tile.canvas && this.#isShort) this.#paintThere(context, tile, { x, y, side, style });
			else if (!tile.canvas) this.#standIn(context, level, tile, { x, y, side, style });
			else if (factor === 1) context.drawImage(tile.canvas, x, y);
			else context.drawImage(tile.canvas, x, y, side, side);
		}
	}

	/** Paints a tile that has no bitmap where it is seen. */
	#paintThere(
		context: CanvasRenderingContext2D,
		tile: Tile,
		{ x, y, side, style }: { x: number; y: number; side: number; style: RegionStyle }
	): void {
		const { x: left, y: top } = regionOf(tile);
		const factor = side / TILE_PX;
		const region = { x: left * factor - x, y: top * factor - y, width: x + side, height: y + side };
		context.save();
		context.beginPath();
		context.rect(x, y, side, side);
		context.clip();
		const box = boxOfRegion({ x: left * factor, y: top * factor, width: side, height: side }, style.scale);
		drawRegion(context, { within: () => this.#scene.within(box) }, region, style);
		context.restore();
	}

	/** Shows other levels' tiles where one is missing, the sharpest on top. */
	#standIn(
		context: CanvasRenderingContext2D,
		level: TileLevel,
		tile: Tile,
		{ x, y, side, style }: { x: number; y: number; side: number; style: RegionStyle }
	): void {
		if (style.paper === 'none') context.clearRect(x, y, side, side);
		else {
			context.fillStyle = PALETTES[style.paint.theme].paper;
			context.fillRect(x, y, side, side);
		}
		context.save();
		context.beginPath();
		context.rect(x, y, side, side);
		context.clip();
		context.imageSmoothingEnabled = true;
		for (const other of this.#levels) {
			if (other === level) continue;
			const ratio = other.scale / level.scale;
			const part = {
				x: tile.column * TILE_PX * ratio,
				y: tile.row * TILE_PX * ratio,
				width: TILE_PX * ratio,
				height: TILE_PX * ratio
			};
			const { firstColumn, lastColumn, firstRow, lastRow } = tilesCovering(part);
			// Far too small pieces of it: nothing would be made out, and there are hundreds.
			if (lastColumn - firstColumn > 8) continue;
			const size = (TILE_PX / part.width) * side;
			for (let row = firstRow; row <= lastRow; row++) {
				for (let column = firstColumn; column <= lastColumn; column++) {
					const canvas = other.get(column, row)?.canvas;
					if (!canvas) continue;
					const left = x + ((column * TILE_PX - part.x) / part.width) * side;
					const top = y + ((row * TILE_PX - part.y) / part.height) * side;
					context.drawImage(canvas, left, top, size, size);
				}
			}
		}
		context.restore();
	}

	/** Lets go of what was not shown for the longest time, and of levels with nothing left. */
	#evict(inView: number): void {
		const kept = this.#isShort ? inView : Math.max(MIN_KEPT_TILES, KEPT_VIEWS * inView);
		const tiles = this.#levels.flatMap((level) => [...level.tiles.values()].map((tile) => ({ level, tile })));
		if (tiles.length > kept) {
			const old = tiles
				.filter(({ tile }) => tile.usedAt < this.#frame)
				.sort((a, b) => a.tile.usedAt - b.tile.usedAt);
			for (const { level, tile } of old.slice(0, tiles.length - kept)) {
				if (tile.canvas) this.#spare.push(tile.canvas);
				if (tile.job) this.#spare.push(tile.job.canvas);
				level.delete(tile);
			}
		}
		while (this.#levels.length > MAX_LEVELS) this.#levels.shift();
		this.#spare.length = Math.min(this.#spare.length, inView);
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
