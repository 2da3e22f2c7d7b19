// Runs in a page: a board of elements of every kind, shown by tiles and, beside them, painted plainly at once.
import * as Y from 'yjs';
import { BoardDocument } from '../../src/lib/document/board-document.ts';
import type { ElementId } from '../../src/lib/document/element.ts';
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { packPoints } from '../../src/lib/document/packed-points.ts';
import { createMeasure } from '../../src/lib/render/fonts.ts';
import { drawRegion, type RegionStyle } from '../../src/lib/render/paint-region.ts';
import { TileLayer } from '../../src/lib/render/tile-layer.ts';
import { snapCamera, type Camera } from '../../src/lib/scene/camera.ts';
import { Scene } from '../../src/lib/scene/scene.ts';
import { Random } from './random.ts';

/** How far two pictures are apart. */
export interface Difference {
	/** The largest, of one channel of one pixel, 0–255. */
	readonly largest: number;
	/** Of all pixels, the same measure. */
	readonly mean: number;
	/** Pixels that differ by more than antialiasing would. */
	readonly pixels: number;
	/** Pixels that are no paper. */
	readonly ink: number;
	/** Until all was sharp, and how long the longest of them took. */
	readonly frames: number;
	readonly longestMs: number;
}

declare global {
	interface Window {
		tilePage: TilePage;
	}
}

const SIZE = { width: 640, height: 400 };
const COLORS = ['black', 'red', 'blue', 'green', '#c0ffee'];
/** Of one channel: an edge pixel may be rounded another way where a path begins at another corner of a bitmap. */
const ANTIALIASING = 64;

class TilePage {
	readonly #document = new BoardDocument(new Y.Doc(), { userId: 'tester' });
	readonly #scene: Scene;
	readonly #tiles: TileLayer;
	readonly #random: Random;
	readonly #style: Pick<RegionStyle, 'paint' | 'paper'>;
	#faint: ReadonlySet<ElementId> = new Set();
	#hidden: ReadonlySet<ElementId> = new Set();
	#pixelRatio = 1;
	#now = 0;
	readonly #views = new Map<string, CanvasRenderingContext2D>();

	constructor(seed: number) {
		this.#random = new Random(seed);
		const measure = createMeasure(contextOf(1, 1));
		this.#scene = new Scene(this.#document, measure);
		this.#tiles = new TileLayer(this.#scene);
		this.#style = { paint: { theme: 'light', measure }, paper: 'dotted' };
		this.#scene.onChange(({ touched, dirty, isOnTop }) => {
			if (isOnTop) this.#tiles.addOnTop([...touched].flatMap((id) => this.#scene.placed(id) ?? []));
			else this.#tiles.invalidate(dirty);
		});
	}

	get count(): number {
		return this.#scene.count;
	}

	setPixelRatio(pixelRatio: number): void {
		this.#pixelRatio = pixelRatio;
	}

	add(count: number): void {
		this.#document.create(Array.from({ length: count }, () => this.#anyElement()));
	}

	/** What a peer of another kind, or one who means harm, could have written; so many strokes lie on one spot. */
	addBad(onOneSpot: number): void {
		const common = { index: 'a1', color: 'red', by: 'somebody', at: 0 };
		const long: number[] = [];
		for (let i = 0; i < 80_000; i++) long.push(300 * Math.sin(i / 9), 300 * Math.cos(i / 7), (i % 10) / 10);
		const records: object[] = [
			{ type: 'rectangle', position: [NaN, 0], size: [10, 10] },
			{ type: 'rectangle', position: [0, Infinity], size: [10, 10] },
			{ type: 'rectangle', position: [1e9, 1e9], size: [1e9, 1e9] },
			{ type: 'rectangle', position: [-1e9, -1e9], size: [4e9, 4e9], fill: 'none' },
			{ type: 'ellipse', position: [50, 50], size: [0, 0] },
			{ type: 'rectangle', position: [60, 50], size: [0, 100], rotation: 1e300 },
			{ type: 'stroke', position: [50, 60], points: packPoints([0, 0, 0.5]), size: 1e9 },
			{ type: 'stroke', position: [50, 60], points: new Uint8Array([255, 255, 255]), size: 4 },
			{ type: 'stroke', position: [400, 300], points: packPoints(long), size: 4, hasPressure: true },
			{ type: 'stroke', position: [40, 40], points: packPoints([0, 0, 0.5, 9, 9, 0.5]), scale: [1e9, NaN] },
			{ type: 'arrow', start: { point: [0, 0] }, end: { point: [NaN, 1] } },
			{ type: 'line', position: [0, 0], points: new Uint8Array() },
			{ type: 'text', position: [10, 10], fontSize: 1e9 },
			null as unknown as object,
			[] as object
		];
		const { elements } = this.#document.maps;
		this.#document.transact(() => {
			records.forEach((record, i) => elements.set(`bad${i}`, record && { ...common, ...record }));
		});
		const points: [number, number, number][] = this.#wanderingFrom(300, 200);
		this.#document.create(Array.from({ length: onOneSpot }, () => ({ type: 'stroke', points, size: 4 })));
	}

	/** Changes, moves, restacks, deletes some, and adds some. */
	change(): void {
		const ids = [...this.#scene.ids()];
		for (let i = 0; i < 12; i++) {
			const id = this.#random.pick(ids);
			const element = this.#scene.get(id);
			if (!element) continue;
			switch (this.#random.int(4)) {
				case 0:
					if ('position' in element)
						this.#document.update(id, { position: [this.#random.between(0, 2_000), element.position[1]] });
					break;
				case 1:
					this.#document.update(id, { color: this.#random.pick(COLORS) });
					break;
				case 2:
					this.#document.update(id, { index: this.#scene.get(this.#random.pick(ids))?.index ?? 'a0' });
					break;
				default:
					this.#document.remove([id]);
			}
		}
		this.add(3);
	}

	/** From now on the browser gives so many bitmaps more, and then none. */
	limitBitmaps(count: number): void {
		let left = count;
		const create = document.createElement.bind(document);
		document.createElement = ((name: string) => {
			const element = create(name);
			if (name === 'canvas' && left-- <= 0) (element as HTMLCanvasElement).getContext = () => null;
			return element;
		}) as typeof document.createElement;
		this.#tiles.forget();
	}

	/** Hides some, as while they are moved, and shows others faint, as under the eraser. */
	mark(): void {
		const ids = [...this.#scene.ids()];
		const before = [...this.#hidden, ...this.#faint];
		this.#hidden = new Set(ids.slice(0, 5));
		this.#faint = new Set(ids.slice(5, 10));
		this.#tiles.invalidate(this.#scene.boxesOf([...before, ...this.#hidden, ...this.#faint]));
	}

	/** Shows the board at this camera until all is sharp, and compares it with a plain painting. */
	compare(wanted: Camera): Difference {
		const ratio = this.#pixelRatio;
		const camera = snapCamera(wanted, ratio);
		const scale = camera.zoom * ratio;
		const [width, height] = [SIZE.width * ratio, SIZE.height * ratio];
		const style = { ...this.#style, scale, pixelRatio: ratio, hidden: this.#hidden, faint: this.#faint };
		const shown = this.#viewOf('shown', width, height);
		let frames = 0;
		let wantsMore = true;
		let longestMs = 0;
		for (; wantsMore && frames < 5_000; frames++) {
			this.#now += 16;
			const startedAt = performance.now();
			wantsMore = this.#tiles.draw(shown, { camera, size: SIZE, style, now: this.#now });
			longestMs = Math.max(longestMs, performance.now() - startedAt);
		}
		const plain = this.#viewOf('plain', width, height);
		drawRegion(
			plain,
			this.#scene,
			{ x: Math.round(camera.x * scale), y: Math.round(camera.y * scale), width, height },
			style
		);
		return { ...differenceOf(shown, plain), frames, longestMs };
	}

	#viewOf(name: string, width: number, height: number): CanvasRenderingContext2D {
		const known = this.#views.get(name);
		const view = known?.canvas.width === width ? known : contextOf(width, height);
		this.#views.set(name, view);
		return view;
	}

	#anyElement(): ElementInput {
		const random = this.#random;
		const [x, y] = [random.between(-500, 2_500), random.between(-500, 2_500)];
		const common = {
			color: random.pick(COLORS),
			opacity: random.chance(0.2) ? 0.5 : 1,
			rotation: random.chance(0.2) ? random.between(-3, 3) : 0
		};
		const size = [random.between(10, 300), random.between(10, 200)] as const;
		switch (random.int(8)) {
			case 0:
				return { type: 'rectangle', position: [x, y], size, fill: random.pick(['none', 'tint']), ...common };
			case 1:
				return { type: 'ellipse', position: [x, y], size, fill: random.pick(['none', 'solid']), ...common };
			case 2:
				return { type: 'text', position: [x, y], text: 'some words\nand more', fontSize: 24, ...common };
			case 3:
				return { type: 'note', position: [x, y], size: [160, 120], text: 'a note', ...common };
			case 4: {
				const end = { point: [x + size[0], y - size[1]] as const };
				return { type: 'arrow', start: { point: [x, y] }, end, ...common, rotation: 0 };
			}
			default:
				return {
					type: 'stroke',
					points: this.#wanderingFrom(x, y),
					size: random.pick([2, 4, 12]),
					...common
				};
		}
	}

	#wanderingFrom(x: number, y: number): [number, number, number][] {
		const random = this.#random;
		let direction = random.between(0, 6);
		return Array.from({ length: 60 }, () => {
			direction += random.between(-0.5, 0.5);
			x += 5 * Math.cos(direction);
			y += 5 * Math.sin(direction);
			return [x, y, random.between(0.3, 0.8)];
		});
	}
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
	if (!context) throw new Error('expected a 2D canvas, got none');
	return context;
}

function differenceOf(
	a: CanvasRenderingContext2D,
	b: CanvasRenderingContext2D
): Omit<Difference, 'frames' | 'longestMs'> {
	const { width, height } = a.canvas;
	const [ours, theirs] = [a.getImageData(0, 0, width, height), b.getImageData(0, 0, width, height)];
	let [largest, sum, pixels, ink] = [0, 0, 0, 0];
	for (let i = 0; i < ours.data.length; i += 4) {
		let apart = 0;
		for (let channel = 0; channel < 3; channel++) {
			apart = Math.max(apart, Math.abs((ours.data[i + channel] ?? 0) - (theirs.data[i + channel] ?? 0)));
		}
		largest = Math.max(largest, apart);
		sum += apart;
		if (apart > ANTIALIASING) pixels++;
		if ((theirs.data[i] ?? 255) < 200) ink++;
	}
	return { largest, mean: sum / (width * height), pixels, ink };
}

export function openTilePage(seed: number): void {
	window.tilePage = new TilePage(seed);
}
