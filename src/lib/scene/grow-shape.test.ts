import { describe, expect, it } from 'vitest';
import { DocumentPeer } from '../../../tests/support/document-peer.ts';
import { SHAPE_NAMES, type ShapeElement, type TextElement } from '../document/element.ts';
import { rotateAbout } from '../geometry/point.ts';
import { growToLabel, sizeForLabel } from './grow-shape.ts';
import { keepPlace } from './kept-place.ts';
import { textSize } from './laid-out-size.ts';
import { labelBox } from './label-box.ts';
import { layoutText, roughMeasure } from './text-layout.ts';

const TEXT = 'somebody has more to say than what fits into this small shape, and goes on typing '.repeat(3);

function peerWith(fields: object) {
	const peer = new DocumentPeer('alice');
	const id = peer.create({ type: 'rectangle', position: [10, 20], size: [160, 80], text: TEXT, ...fields });
	return { peer, id, read: () => peer.document.read(id) as ShapeElement };
}

/** By how much the text is higher than the room for it, page units. */
function overhangOf(shape: ShapeElement): number {
	const box = labelBox(shape);
	return layoutText(shape.text, shape, box.maxX - box.minX, roughMeasure).height - (box.maxY - box.minY);
}

function linesOf(shape: ShapeElement): string[] {
	const { minX, maxX } = labelBox(shape);
	return layoutText(shape.text.trim(), shape, maxX - minX, roughMeasure).lines.map((line) => line.trim());
}

describe('a shape whose text is too long for it', () => {
	it.each(SHAPE_NAMES)('grows until it holds all of it: %s', (type) => {
		const { peer, id, read } = peerWith({ type });
		expect(overhangOf(read())).toBeGreaterThan(10);
		growToLabel(peer.document, id, roughMeasure);
		expect(overhangOf(read())).toBeLessThan(1);
		expect(read().size[0]).toBeGreaterThanOrEqual(160);
		expect(read().position).toEqual([10, 20]);
		// No word is broken.
		expect(linesOf(read()).flatMap((line) => line.split(' '))).toEqual(TEXT.trim().split(' '));
	});
	it('breaks a word that is much too long, instead of becoming as wide', () => {
		const { peer, id, read } = peerWith({ text: 'x'.repeat(200) });
		growToLabel(peer.document, id, roughMeasure);
		expect(read().size[0]).toBe(160);
	});
	it('grows no further than it must', () => {
		const { peer, id, read } = peerWith({});
		growToLabel(peer.document, id, roughMeasure);
		const [, height] = read().size;
		expect(overhangOf({ ...read(), size: [160, height - 2] })).toBeGreaterThan(0);
	});
	it('stays as large as it was made when the text is short, or short again', () => {
		const { peer, id, read } = peerWith({ text: 'short' });
		growToLabel(peer.document, id, roughMeasure);
		expect(read().size).toEqual([160, 80]);
		expect(sizeForLabel({ ...read(), text: '' }, roughMeasure)).toEqual([160, 80]);
	});
	it('keeps its upper corner when it is turned', () => {
		const { peer, id, read } = peerWith({ rotation: 1 });
		const cornerOf = ({ position: [x, y], size: [width, height], rotation }: ShapeElement) =>
			rotateAbout({ x, y }, { x: x + width / 2, y: y + height / 2 }, rotation);
		const before = cornerOf(read());
		growToLabel(peer.document, id, roughMeasure);
		expect(cornerOf(read()).x).toBeCloseTo(before.x, 6);
		expect(cornerOf(read()).y).toBeCloseTo(before.y, 6);
	});
	it('grows in the step of undo in which it was typed into', () => {
		const { peer, id, read } = peerWith({ text: '' });
		peer.undo.mark();
		peer.document.transact(() => peer.document.text(id)?.insert(0, TEXT));
		growToLabel(peer.document, id, roughMeasure);
		expect(read().size[1]).toBeGreaterThan(80);
		peer.undo.undo();
		expect([read().text, read().size]).toEqual(['', [160, 80]]);
	});
});

it('nothing else grows', () => {
	const { peer, id } = peerWith({ type: 'note' });
	growToLabel(peer.document, id, roughMeasure);
	growToLabel(peer.document, 'nobody' as typeof id, roughMeasure);
	expect(peer.document.read(id)).toMatchObject({ size: [160, 80] });
});

describe('a text that is typed into', () => {
	it.each([
		['start', 0],
		['middle', 0.5],
		['end', 1]
	] as const)('stays with its %s where it was', (align, part) => {
		const peer = new DocumentPeer('alice');
		const id = peer.create({ type: 'text', position: [100, 100], text: 'some words', align });
		const read = () => peer.document.read(id) as TextElement;
		const placeOf = (text: TextElement) => text.position[0] + textSize(text, roughMeasure)[0] * part;
		const before = read();
		peer.document.transact(() => peer.document.text(id)?.insert(0, 'longer than '));
		keepPlace(peer.document, before, roughMeasure);
		expect(placeOf(read())).toBeCloseTo(placeOf(before), 1);
		expect(read().position[1]).toBe(100);
	});
});

describe('a turned text that is typed into', () => {
	it('stays with its beginning where it was', () => {
		const peer = new DocumentPeer('alice');
		const id = peer.create({ type: 'text', position: [100, 100], text: 'a', rotation: 1.2 });
		const read = () => peer.document.read(id) as TextElement;
		const cornerOf = (text: TextElement) => {
			const [width, height] = textSize(text, roughMeasure);
			const [x, y] = text.position;
			return rotateAbout({ x, y }, { x: x + width / 2, y: y + height / 2 }, text.rotation);
		};
		const before = read();
		peer.document.transact(() => peer.document.text(id)?.insert(1, ' longer text\nin two lines'));
		keepPlace(peer.document, before, roughMeasure);
		expect(cornerOf(read()).x).toBeCloseTo(cornerOf(before).x, 1);
		expect(cornerOf(read()).y).toBeCloseTo(cornerOf(before).y, 1);
	});
});
