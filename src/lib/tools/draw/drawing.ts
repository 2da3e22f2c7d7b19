import { createElementId } from '../../document/element-id.ts';
import { POINT_STRIDE, quantize } from '../../document/packed-points.ts';
import type { Pair } from '../../geometry/point.ts';
import type { Go, PointerInput, PointerSample, ToolState } from '../tool.ts';
import type { ElementDraft, ToolContext } from '../tool-context.ts';

/** A stroke of more points is committed and continued in another, which begins where it ended. */
const MAX_POINTS = 100_000;
/** A stroke's size at half pressure, as a multiple of the chosen line width (by eye: looks as wide as a shape's line). */
const SIZE_PER_WIDTH = 1.6;

export function drawing(context: ToolContext, go: Go, start: PointerInput): ToolState {
	const hasPressure = start.pointerType === 'pen';
	let draft = beginDraft(context, start, hasPressure);

	function append(samples: readonly PointerSample[]): void {
		const [left, top] = draft.fields.position as Pair;
		const { points } = draft;
		for (const { point, pressure } of samples) {
			points.push(point.x - left, point.y - top, hasPressure ? pressure : 0.5);
		}
		const last = samples.at(-1);
		if (!last || points.length < MAX_POINTS * POINT_STRIDE) return context.showGesture({ draft });
		commit();
		draft = beginDraft(context, last, hasPressure);
	}

	function commit(): void {
		const { elementId: id, fields, points } = draft;
		const [left, top] = fields.position as Pair;
		const page: [number, number, number][] = [];
		for (let i = 0; i < points.length; i += POINT_STRIDE) {
			page.push([(points[i] ?? 0) + left, (points[i + 1] ?? 0) + top, points[i + 2] ?? 0.5]);
		}
		context.mark();
		context.document.create([{ ...fields, type: 'stroke', id, points: page }]);
	}

	return {
		enter: () => context.showGesture({ draft }),
		pointerMove: ({ samples }) => append(samples),
		pointerUp() {
			commit();
			context.clearGesture();
			go('idle');
		},
		cancel() {
			context.clearGesture(draft.elementId);
			go('idle');
		}
	};
}

function beginDraft(
	{ style }: ToolContext,
	{ point, pressure }: PointerSample,
	hasPressure: boolean
): ElementDraft & { readonly points: number[] } {
	const position: Pair = [quantize(point.x), quantize(point.y)];
	return {
		elementId: createElementId(),
		fields: {
			type: 'stroke',
			position,
			color: style.color,
			size: style.strokeWidth * SIZE_PER_WIDTH,
			...(style.opacity < 1 && { opacity: style.opacity }),
			hasPressure
		},
		points: [point.x - position[0], point.y - position[1], hasPressure ? pressure : 0.5]
	};
}
