import { describe, expect, it } from 'vitest';
import { DocumentPeer } from '../../../tests/support/document-peer.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import type { Point } from '../geometry/point.ts';
import { elementsInMarquee, elementsOnWay, hitTest } from './hit-test.ts';
import { Scene } from './scene.ts';
import { roughMeasure } from './text-layout.ts';

const at = (x: number, y: number): Point => ({ x, y });

/** A scene of these elements, and what is hit in it, by id. */
function board(...inputs: readonly ElementInput[]) {
	const alice = new DocumentPeer('alice');
	const ids = alice.document.create(inputs);
	const scene = new Scene(alice.document, roughMeasure);
	return {
		ids,
		scene,
		hit: (x: number, y: number, tolerance = 0): ElementId | undefined =>
			hitTest(scene, at(x, y), tolerance)?.element.id,
		onWay: (a: Point, b: Point, tolerance = 0) =>
			elementsOnWay(scene, a, b, tolerance).map(({ element }) => element.id),
		inMarquee: (minX: number, minY: number, maxX: number, maxY: number) =>
			elementsInMarquee(scene, { minX, minY, maxX, maxY }).map(({ element }) => element.id)
	};
}

const shape = (type: string, more: Partial<ElementInput> = {}): ElementInput => ({
	type,
	position: [0, 0],
	size: [100, 100],
	strokeWidth: 2,
	...more
});
const stroke = (more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'stroke',
	points: [
		[0, 0],
		[100, 0],
		[100, 100]
	],
	size: 4,
	...more
});

describe('a hit', () => {
	it.each<[string, ElementInput, Point, boolean]>([
		['on the ink of a stroke', stroke(), at(50, 0), true],
		['within half the width of a stroke', stroke(), at(50, 1.9), true],
		['beyond it', stroke(), at(50, 2.5), false],
		["between a stroke's arms", stroke(), at(50, 50), false],
		['on a dot', { type: 'stroke', points: [[5, 5]], size: 4 }, at(6, 6), true],
		[
			'on a line',
			{
				type: 'line',
				points: [
					[0, 0],
					[100, 100]
				]
			},
			at(50, 51),
			true
		],
		['on an arrow', { type: 'arrow', start: { point: [0, 0] }, end: { point: [100, 0] } }, at(50, 1), true],
		[
			'on the straight way of a bent arrow',
			{ type: 'arrow', start: { point: [0, 0] }, end: { point: [100, 0] }, bend: 30 },
			at(50, 0),
			false
		],
		[
			'on the curve of a bent arrow',
			{ type: 'arrow', start: { point: [0, 0] }, end: { point: [100, 0] }, bend: 30 },
			at(50, -30),
			true
		],
		['inside an empty rectangle', shape('rectangle'), at(50, 50), false],
		['on its edge', shape('rectangle'), at(0, 50), true],
		['inside a filled rectangle', shape('rectangle', { fill: 'solid' }), at(50, 50), true],
		['inside a lettered rectangle', shape('rectangle', { text: 'hello' }), at(50, 50), true],
		['in the corner of a filled ellipse', shape('ellipse', { fill: 'solid' }), at(8, 8), false],
		['in the middle of a filled ellipse', shape('ellipse', { fill: 'solid' }), at(50, 50), true],
		['on the edge of an empty ellipse', shape('ellipse'), at(50, 0), true],
		['in the corner of a filled diamond', shape('diamond', { fill: 'solid' }), at(20, 20), false],
		['on the edge of an empty diamond', shape('diamond'), at(25, 25), true],
		['inside a frame', shape('frame'), at(50, 50), false],
		['on the name of a frame', shape('frame'), at(20, -10), true],
		['beside the name of a frame', shape('frame'), at(95, -10), false],
		['above the name of a frame', shape('frame'), at(20, -26), false],
		['on the edge of a frame', shape('frame'), at(100, 50), true],
		['inside a note', shape('note'), at(50, 50), true],
		['inside an image', shape('image', { asset: 'x' }), at(99, 99), true],
		['beside an image', shape('image', { asset: 'x' }), at(101, 50), false],
		['on a text', { type: 'text', position: [0, 0], text: 'hello' }, at(5, 5), true],
		['below a text', { type: 'text', position: [0, 0], text: 'hello' }, at(5, 50), false],
		['on an element of a newer app', shape('spiral'), at(50, 50), true]
	])('%s', (_name, input, point, isHit) => {
		const { hit, ids } = board(input);
		expect(hit(point.x, point.y)).toBe(isHit ? ids[0] : undefined);
	});

	it('reaches as far as its tolerance', () => {
		const { hit, ids } = board(stroke());
		expect(hit(50, -6.5, 5)).toBe(ids[0]);
		expect(hit(50, -7.5, 5)).toBeUndefined();
	});
	it('takes the topmost, and what lies below through an empty one', () => {
		const under = shape('note', { size: [60, 60], position: [20, 20] });
		const covered = board(under, shape('rectangle', { fill: 'solid' }));
		expect(covered.hit(50, 50)).toBe(covered.ids[1]);
		const seenThrough = board(under, shape('rectangle'));
		expect(seenThrough.hit(50, 50)).toBe(seenThrough.ids[0]);
	});
	it('goes by how an element is turned', () => {
		const input = shape('rectangle', { size: [100, 20], fill: 'solid', rotation: Math.PI / 2 });
		const { hit, ids } = board(input);
		expect(hit(50, 50)).toBe(ids[0]);
		expect(hit(5, 10)).toBeUndefined();
	});
	it('goes by how a stroke is scaled', () => {
		const { hit, ids } = board(stroke({ scale: [2, 1] }));
		expect(hit(190, 0)).toBe(ids[0]);
		expect(hit(200, 90)).toBe(ids[0]);
		expect(hit(100, 50)).toBeUndefined();
	});
	it('is nothing on an empty board', () => expect(board().hit(0, 0, 100)).toBeUndefined());
	it('finds every point of every stroke', () => {
		forSeeds(100, (random) => {
			const points = Array.from({ length: random.integer(1, 20) }, (): [number, number] => [
				random.between(-1000, 1000),
				random.between(-1000, 1000)
			]);
			const { hit, ids } = board(stroke({ points }));
			const [x, y] = random.pick(points);
			expect(hit(x, y, 0)).toBe(ids[0]);
		});
	});
});

describe('the way of an eraser', () => {
	it('meets what lies between two places, however far apart', () => {
		const { onWay, ids } = board(
			{
				type: 'stroke',
				points: [
					[100, -500],
					[100, 500]
				]
			},
			{
				type: 'stroke',
				points: [
					[200, -500],
					[200, 500]
				]
			},
			{
				type: 'stroke',
				points: [
					[900, -500],
					[900, 500]
				]
			}
		);
		expect(onWay(at(0, 0), at(300, 0))).toEqual([ids[0], ids[1]]);
	});
	it('passes through an empty shape without its edge', () => {
		const { onWay, ids } = board(shape('rectangle'));
		expect(onWay(at(20, 50), at(80, 50))).toEqual([]);
		expect(onWay(at(20, 50), at(180, 50))).toEqual(ids);
	});
	it('keeps paint order', () => {
		const { onWay, ids } = board(stroke(), stroke(), stroke());
		expect(onWay(at(50, -10), at(50, 10))).toEqual(ids);
	});
});

describe('a marquee', () => {
	it('catches what it holds wholly', () => {
		const { inMarquee, ids } = board(stroke(), shape('ellipse'), shape('note'), {
			type: 'text',
			position: [0, 0],
			text: 'a'
		});
		expect(inMarquee(-20, -20, 120, 120)).toEqual(ids);
	});
	it('catches ink that runs through it, without an end inside', () => {
		const { inMarquee, ids } = board(stroke());
		expect(inMarquee(40, -10, 60, 10)).toEqual(ids);
	});
	it('does not catch a stroke by the empty corner of its bounds', () => {
		expect(board(stroke()).inMarquee(10, 50, 60, 90)).toEqual([]);
	});
	it('does not catch an empty shape that it is drawn inside of', () => {
		expect(board(shape('rectangle')).inMarquee(20, 20, 80, 80)).toEqual([]);
	});
	it('catches a note or an image that it touches', () => {
		const { inMarquee, ids } = board(shape('note'), shape('image', { asset: 'x' }));
		expect(inMarquee(90, 90, 200, 200)).toEqual(ids);
	});
	it('leaves out what is locked, and groups', () => {
		const { inMarquee } = board(stroke({ isLocked: true }), { type: 'group' });
		expect(inMarquee(-500, -500, 500, 500)).toEqual([]);
	});
	it('of no size catches the ink under it', () => {
		const { inMarquee, ids } = board(stroke());
		expect(inMarquee(50, 0, 50, 0)).toEqual(ids);
	});
});
