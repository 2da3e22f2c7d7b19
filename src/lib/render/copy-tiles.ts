// Shows a view's tiles, and what stands in for those that are not painted yet.
import type { Scene } from '../scene/scene.ts';
import { drawBackdrop, type Backdrop } from './backdrop.ts';
import { boxOfRegion, drawRegion, type Region, type RegionStyle } from './paint-region.ts';
import { paperOf } from './palette.ts';
import { regionOf, tilesCovering, TILE_PX, type Tile, type TileLevel } from './tile-level.ts';

export interface TileView {
	readonly level: TileLevel;
	/** Those of the level that are in view. */
	readonly tiles: readonly Tile[];
	/** The view in pixels of the level. */
	readonly view: Region;
	/** Device px a pixel of the level. */
	readonly factor: number;
	readonly style: RegionStyle;
	/** Stands in below them. */
	readonly backdrop: Backdrop | null;
	/** Levels whose tiles may stand in, the last the sharpest. */
	readonly levels: readonly TileLevel[];
	/** Where tiles without a bitmap are painted as they are seen, each time; null where there will be bitmaps. */
	readonly scene: Pick<Scene, 'within'> | null;
}

/** Where a tile is seen, device px. */
interface Place {
	readonly x: number;
	readonly y: number;
	readonly side: number;
	readonly style: RegionStyle;
}

/** Copies the tiles to a canvas, whose context is in device px. */
export function copyTiles(context: CanvasRenderingContext2D, shown: TileView): void {
	const { tiles, view, factor, style, scene } = shown;
	context.setTransform(1, 0, 0, 1, 0, 0);
	context.imageSmoothingEnabled = factor !== 1;
	context.imageSmoothingQuality = 'low';
	const side = TILE_PX * factor;
	for (const tile of tiles) {
		const x = (tile.column * TILE_PX - view.x) * factor;
		const y = (tile.row * TILE_PX - view.y) * factor;
		if (!tile.canvas && scene) paintThere(context, scene, tile, { x, y, side, style });
		else if (!tile.canvas) standIn(context, shown, tile, { x, y, side, style });
		else if (factor === 1) context.drawImage(tile.canvas, x, y);
		else context.drawImage(tile.canvas, x, y, side, side);
	}
}

/** Paints a tile that has no bitmap where it is seen. */
function paintThere(
	context: CanvasRenderingContext2D,
	scene: Pick<Scene, 'within'>,
	tile: Tile,
	{ x, y, side, style }: Place
): void {
	const { x: left, y: top } = regionOf(tile);
	const factor = side / TILE_PX;
	const region = { x: left * factor - x, y: top * factor - y, width: x + side, height: y + side };
	context.save();
	context.beginPath();
	context.rect(x, y, side, side);
	context.clip();
	const box = boxOfRegion({ x: left * factor, y: top * factor, width: side, height: side }, style.scale);
	drawRegion(context, { within: () => scene.within(box) }, region, style);
	context.restore();
}

/** Shows other levels' tiles where one is missing, the sharpest on top. */
function standIn(
	context: CanvasRenderingContext2D,
	{ level, levels, backdrop, view, factor }: TileView,
	tile: Tile,
	{ x, y, side, style }: Place
): void {
	if (style.paper === 'none') context.clearRect(x, y, side, side);
	else {
		context.fillStyle = paperOf(style.paint);
		context.fillRect(x, y, side, side);
	}
	context.save();
	context.beginPath();
	context.rect(x, y, side, side);
	context.clip();
	context.imageSmoothingEnabled = true;
	if (backdrop) {
		const corner = { x: view.x * factor, y: view.y * factor };
		drawBackdrop(context, backdrop, { view: corner, scale: style.scale });
	}
	for (const other of levels) {
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
