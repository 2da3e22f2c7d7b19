import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import {
	cameraToFit,
	limitCamera,
	MAX_ZOOM,
	MIN_ZOOM,
	pageToView,
	panBy,
	snapCamera,
	viewportOf,
	viewToPage,
	zoomAt,
	type Camera
} from './camera.ts';

const SIZE = { width: 800, height: 600 };

const randomCamera = (random: Random): Camera => ({
	x: random.between(-1e5, 1e5),
	y: random.between(-1e5, 1e5),
	zoom: random.between(MIN_ZOOM, MAX_ZOOM)
});
const randomView = (random: Random) => ({ x: random.between(0, 2000), y: random.between(0, 2000) });

describe('camera', () => {
	it('sees its own place at the top left of the view', () => {
		expect(pageToView({ x: 100, y: -50, zoom: 3 }, { x: 100, y: -50 })).toEqual({ x: 0, y: 0 });
		expect(pageToView({ x: 100, y: -50, zoom: 3 }, { x: 110, y: -50 })).toEqual({ x: 30, y: 0 });
	});
	it('leads from view to page and back', () => {
		forSeeds(300, (random) => {
			const [camera, view] = [randomCamera(random), randomView(random)];
			const back = pageToView(camera, viewToPage(camera, view));
			expect(back.x).toBeCloseTo(view.x, 4);
			expect(back.y).toBeCloseTo(view.y, 4);
		});
	});
	it('sees what lies between the corners of its view', () => {
		expect(viewportOf({ x: 10, y: 20, zoom: 2 }, SIZE)).toEqual({ minX: 10, minY: 20, maxX: 410, maxY: 320 });
	});
});

describe('panning', () => {
	it('keeps the page under the finger', () => {
		forSeeds(300, (random) => {
			const [camera, from, to] = [randomCamera(random), randomView(random), randomView(random)];
			const panned = panBy(camera, { x: to.x - from.x, y: to.y - from.y });
			expect(viewToPage(panned, to).x).toBeCloseTo(viewToPage(camera, from).x, 4);
			expect(viewToPage(panned, to).y).toBeCloseTo(viewToPage(camera, from).y, 4);
			expect(panned.zoom).toBe(camera.zoom);
		});
	});
});

describe('zooming', () => {
	it('keeps the page point under the pointer, even at the limits', () => {
		forSeeds(300, (random) => {
			const [camera, view] = [randomCamera(random), randomView(random)];
			const zoomed = zoomAt(camera, view, random.pick([0, 0.5, 1, 7, 1e9, random.between(0, 40)]));
			expect(viewToPage(zoomed, view).x).toBeCloseTo(viewToPage(camera, view).x, 4);
			expect(viewToPage(zoomed, view).y).toBeCloseTo(viewToPage(camera, view).y, 4);
		});
	});
	it.each([
		[0, MIN_ZOOM],
		[-4, MIN_ZOOM],
		[Infinity, MAX_ZOOM],
		[2, 2]
	])('to %d ends at %d', (zoom, expected) => {
		expect(zoomAt({ x: 0, y: 0, zoom: 1 }, { x: 5, y: 5 }, zoom).zoom).toBe(expected);
	});
});

describe('the camera that fits a box', () => {
	it('shows the whole box with its margin, in the middle', () => {
		forSeeds(300, (random) => {
			const [minX, minY] = [random.between(-1e4, 1e4), random.between(-1e4, 1e4)];
			const box = { minX, minY, maxX: minX + random.between(0, 9000), maxY: minY + random.between(0, 9000) };
			const camera = cameraToFit(box, SIZE, 40);
			const from = pageToView(camera, { x: box.minX, y: box.minY });
			const to = pageToView(camera, { x: box.maxX, y: box.maxY });
			expect(from.x + to.x).toBeCloseTo(SIZE.width, 4);
			expect(from.y + to.y).toBeCloseTo(SIZE.height, 4);
			expect(Math.min(from.x, from.y)).toBeGreaterThanOrEqual(40 - 1e-6);
			expect(camera.zoom).toBeLessThanOrEqual(1);
		});
	});
	it('comes no nearer to a small box than it is told to', () => {
		const dot = { minX: 5, minY: 5, maxX: 5, maxY: 5 };
		expect(cameraToFit(dot, SIZE, 40).zoom).toBe(1);
		expect(cameraToFit(dot, SIZE, 40, 4).zoom).toBe(4);
	});
	it('keeps to the limits for a box as large as the page, and a view smaller than its margins', () => {
		const page = { minX: -1e7, minY: -1e7, maxX: 1e7, maxY: 1e7 };
		expect(cameraToFit(page, SIZE, 40).zoom).toBe(MIN_ZOOM);
		expect(Number.isFinite(cameraToFit(page, { width: 0, height: 0 }, 40).x)).toBe(true);
	});
});

describe('a camera', () => {
	it.each([[{ x: NaN, y: 0, zoom: 1 }], [{ x: 0, y: Infinity, zoom: 1 }], [{ x: 0, y: 0, zoom: NaN }]])(
		'is refused when it is not finite: %o',
		(camera) => {
			expect(() => limitCamera(camera)).toThrow('finite camera');
		}
	);
	it('is kept to where coordinates are exact', () => {
		expect(limitCamera({ x: 1e12, y: -1e12, zoom: 0 })).toEqual({ x: 2e7, y: -2e7, zoom: MIN_ZOOM });
	});
});

describe('a snapped camera', () => {
	it('lies between two device px, and no further than half of one from where it was', () => {
		forSeeds(30, (random) => {
			const camera = randomCamera(random);
			const pixelRatio = random.pick([1, 1.5, 2, 3]);
			const snapped = snapCamera(camera, pixelRatio);
			const scale = camera.zoom * pixelRatio;
			expect(snapped.zoom).toBe(camera.zoom);
			for (const axis of ['x', 'y'] as const) {
				const px = snapped[axis] * scale;
				expect(Math.abs(px - Math.round(px))).toBeLessThan(1e-6);
				expect(Math.abs(snapped[axis] - camera[axis]) * scale).toBeLessThanOrEqual(0.5 + 1e-6);
			}
		});
	});
});
