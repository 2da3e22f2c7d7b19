import { createElementId } from '../../document/element-id.ts';
import type { ElementId } from '../../document/element.ts';
import { MAX_PACKED_BYTES, POINT_STRIDE, quantize } from '../../document/packed-points.ts';
import type { Pair } from '../../geometry/point.ts';
import type { Go, PointerInput, PointerSample, ToolState } from '../tool.ts';
import type { ElementDraft, ToolContext } from '../tool-context.ts';
import { insideFrame } from '../inside-frame.ts';
import { fieldsFor } from '../tool-style.ts';
import { strokeSize } from './stroke-size.ts';

/** What a point can take at the most: two coordinates of five bytes, a pressure of one. */
const MAX_POINT_BYTES = 11;
/** A stroke of more points is committed and continued in another, which begins where it ended. */
const MAX_POINTS = Math.floor(MAX_PACKED_BYTES / MAX_POINT_BYTES);

/** How much wider than ink a highlighter is, of the same chosen width. */
const HIGHLIGHTER_WIDTH = 4;

/** A pointer that rests is not where it was expected. */
const AHEAD_MS = 30;

export function drawing(
	context: ToolContext,
	go: Go,
	start: PointerInput,
	{ isHighlighter = false } = {}
): ToolState {
	const hasPressure = start.pointerType === 'pen';
	let draft = beginDraft(context, start, { hasPressure, isHighlighter });
	/** What this gesture has written already, of a stroke too long for one element. */
	const committed: ElementId[] = [];

	function flatten({ point, pressure }: PointerSample): [number, number, number] {
		const [left, top] = draft.fields.position as Pair;
		return [point.x - left, point.y - top, hasPressure ? pressure : 0.5];
	}

	function append({ samples, predicted }: PointerInput): void {
		for (const sample of samples) {
			draft.points.push(...flatten(sample));
			if (draft.points.length < MAX_POINTS * POINT_STRIDE) continue;
			commit();
			draft = beginDraft(context, sample, { hasPressure, isHighlighter });
		}
		const ahead = { points: predicted.flatMap(flatten), until: performance.now() + AHEAD_MS };
		context.showGesture({ draft: { ...draft, ahead } });
	}

	function commit(): void {
		const { elementId: id, fields, points } = draft;
		const [left, top] = fields.position as Pair;
		const page: [number, number, number][] = [];
		for (let i = 0; i < points.length; i += POINT_STRIDE) {
			page.push([(points[i] ?? 0) + left, (points[i + 1] ?? 0) + top, points[i + 2] ?? 0.5]);
		}
		// However many elements it takes, it is one gesture and one step.
		if (committed.length === 0) context.mark();
		const stroke = { ...fields, type: 'stroke', id, points: page };
		committed.push(...context.document.create([insideFrame(context, stroke, { x: left, y: top })]));
	}

	function finish(): void {
		commit();
		context.clearGesture();
		go('idle');
	}

	return {
		enter: () => context.showGesture({ draft }),
		pointerMove: append,
		pointerUp: finish,
		finish,
		cancel() {
			context.clearGesture(draft.elementId);
			if (committed.length > 0) context.document.remove(committed);
			go('idle');
		}
	};
}

function beginDraft(
	{ style }: ToolContext,
	{ point, pressure }: PointerSample,
	{ hasPressure, isHighlighter }: { readonly hasPressure: boolean; readonly isHighlighter: boolean }
): ElementDraft & { readonly points: number[] } {
	const position: Pair = [quantize(point.x), quantize(point.y)];
	return {
		elementId: createElementId(),
		fields: {
			...fieldsFor('stroke', style),
			position,
			...(isHighlighter && { isHighlighter, size: strokeSize(style.strokeWidth) * HIGHLIGHTER_WIDTH }),
			hasPressure
		},
		points: [point.x - position[0], point.y - position[1], hasPressure ? pressure : 0.5]
	};
}
