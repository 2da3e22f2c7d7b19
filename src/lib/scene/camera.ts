import type { Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';

/** What part of the page is seen: `x`, `y` is the page point at the view's top left corner, `zoom` view px a page unit. */
export interface Camera {
	readonly x: number;
	readonly y: number;
	readonly zoom: number;
}

/** Width and height of the view in CSS px. */
export interface ViewSize {
	readonly width: number;
	readonly height: number;
}

export const MIN_ZOOM = 0.02;
export const MAX_ZOOM = 30;
/** How far from the origin the camera may go, so that coordinates stay exact. */
const MAX_DISTANCE = 2e7;

/** The page point under a view point. */
export function viewToPage(camera: Camera, view: Point): Point {
	return { x: camera.x + view.x / camera.zoom, y: camera.y + view.y / camera.zoom };
}

/** The view point of a page point. */
export function pageToView(camera: Camera, page: Point): Point {
	return { x: (page.x - camera.x) * camera.zoom, y: (page.y - camera.y) * camera.zoom };
}

/** The nearest camera whose corner lies between two device px: what was drawn for it can be moved by whole ones. */
export function snapCamera({ x, y, zoom }: Camera, pixelRatio: number): Camera {
	const scale = zoom * pixelRatio;
	return { x: Math.round(x * scale) / scale, y: Math.round(y * scale) / scale, zoom };
}

/** The part of the page that is seen. */
export function viewportOf(camera: Camera, { width, height }: ViewSize): Box {
	return {
		minX: camera.x,
		minY: camera.y,
		maxX: camera.x + width / camera.zoom,
		maxY: camera.y + height / camera.zoom
	};
}

/** The camera moved by so many view px; the page follows the finger. */
export function panBy(camera: Camera, view: Point): Camera {
	return limitCamera({ ...camera, x: camera.x - view.x / camera.zoom, y: camera.y - view.y / camera.zoom });
}

/** The camera at another zoom, with the same page point under `view`. */
export function zoomAt(camera: Camera, view: Point, zoom: number): Camera {
	const limited = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
	const page = viewToPage(camera, view);
	return limitCamera({ x: page.x - view.x / limited, y: page.y - view.y / limited, zoom: limited });
}

/** A camera that shows the whole box in the middle, with `margin` view px around, at no more than `maxZoom`. */
export function cameraToFit(box: Box, size: ViewSize, margin: number, maxZoom = 1): Camera {
	const width = Math.max(1, box.maxX - box.minX);
	const height = Math.max(1, box.maxY - box.minY);
	const room = { width: Math.max(1, size.width - 2 * margin), height: Math.max(1, size.height - 2 * margin) };
	const fit = Math.min(room.width / width, room.height / height, maxZoom);
	const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, fit));
	return {
		x: (box.minX + box.maxX) / 2 - size.width / 2 / zoom,
		y: (box.minY + box.maxY) / 2 - size.height / 2 / zoom,
		zoom
	};
}

/** The camera kept to a zoom and a place that can be drawn. @throws on NaN, which is always our mistake. */
export function limitCamera({ x, y, zoom }: Camera): Camera {
	if (!Number.isFinite(x + y + zoom)) throw new Error(`expected a finite camera, got ${x}, ${y}, ${zoom}`);
	const clamp = (value: number) => Math.min(MAX_DISTANCE, Math.max(-MAX_DISTANCE, value));
	return { x: clamp(x), y: clamp(y), zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom)) };
}
