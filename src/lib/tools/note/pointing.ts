import { quantize } from '../../document/packed-points.ts';
import type { Pair } from '../../geometry/point.ts';
import { insideFrame } from '../inside-frame.ts';
import { gridPoint } from '../snap.ts';
import { fieldsFor } from '../tool-style.ts';
import type { StateFactory } from '../tool.ts';

const NOTE_SIZE = 180;
const SIZE: Pair = [NOTE_SIZE, NOTE_SIZE];
const NOTE_COLOR = 'yellow';

/** A click puts a note there and the caret into it. */
export const pointing: StateFactory = (context, go) => ({
	pointerUp({ point, modifiers }) {
		go('idle');
		const corner = { x: point.x - NOTE_SIZE / 2, y: point.y - NOTE_SIZE / 2 };
		const { x, y } = gridPoint(context, corner, modifiers);
		const position: Pair = [quantize(x), quantize(y)];
		const color = context.style.color === 'black' ? NOTE_COLOR : context.style.color;
		context.mark();
		const note = { ...fieldsFor('note', context.style), type: 'note', position, size: SIZE, color };
		const [elementId] = context.document.create([insideFrame(context, note, point)]);
		if (!elementId) return;
		if (!context.keepsTool) context.setTool('select');
		context.selection = new Set([elementId]);
		context.editText({ elementId, isNew: false, position });
	},
	cancel: () => go('idle')
});
