import { createElementId } from '../../document/element-id.ts';
import type { ElementId } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import { boxAt, boxOfCorners, centreOf } from '../../geometry/box.ts';
import type { Pair, Point } from '../../geometry/point.ts';
import { insideFrame } from '../inside-frame.ts';
import { snap } from '../snap.ts';
import { fieldsFor } from '../tool-style.ts';
import type { Go, Modifiers, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ElementDraft, type ToolContext } from '../tool-context.ts';

/** What a click without a drag makes, page units. */
const DEFAULT_SIZE: Pair = [160, 100];
const NONE: ReadonlySet<ElementId> = new Set();
/** A drag shorter than this was a click, view px. */
const CLICK_PX = 4;

export interface Sizing {
	readonly start: PointerInput;
	readonly type: string;
	/** What a click without a drag makes, page units. */
	readonly clickSize?: Pair;
	/** Called once it is there, before another step can begin. */
	readonly onMade?: (id: ElementId) => void;
}

export function sizing(
	context: ToolContext,
	go: Go,
	{ start, type, clickSize = DEFAULT_SIZE, onMade }: Sizing
): ToolState {
	const elementId = createElementId();
	const look = { ...fieldsFor(type, context.style), type };
	let draft: ElementDraft | null = null;
	const lined = ({ point, modifiers }: PointerInput) => {
		const { dx, dy, guides } = snap(context, boxOfCorners(point, point), { except: NONE, modifiers });
		return { point: { x: point.x + dx, y: point.y + dy }, guides };
	};
	const from = lined(start).point;

	return {
		pointerMove(input) {
			const { point, guides } = lined(input);
			const { modifiers } = input;
			draft = {
				elementId,
				fields: { ...look, ...rectangleBetween(from, point, modifiers) },
				points: null
			};
			context.showGesture({ draft, guides });
		},
		pointerUp(input) {
			const { point } = lined(input);
			const drag = rectangleBetween(from, point, input.modifiers);
			const isClick = Math.max(...drag.size) < viewPixels(context, CLICK_PX);
			context.mark();
			const box = isClick ? around(point, clickSize) : drag;
			const middle = centreOf(boxAt(box.position, box.size));
			context.document.create([insideFrame(context, { ...look, id: elementId, ...box }, middle)]);
			onMade?.(elementId);
			context.clearGesture();
			context.selection = new Set([elementId]);
			// Idle first: taking another tool interrupts what is under way, which would call the draft cancelled.
			go('idle');
			if (!context.keepsTool) context.setTool('select');
		},
		cancel() {
			context.clearGesture(draft ? elementId : undefined);
			go('idle');
		}
	};
}

/** Shift makes it regular, Alt takes the start for its middle. */
function rectangleBetween(
	start: Point,
	end: Point,
	{ shift, alt }: Modifiers
): { position: Pair; size: Pair } {
	let dx = end.x - start.x;
	let dy = end.y - start.y;
	if (shift) {
		const side = Math.max(Math.abs(dx), Math.abs(dy));
		dx = dx < 0 ? -side : side;
		dy = dy < 0 ? -side : side;
	}
	const from = alt ? { x: start.x - dx, y: start.y - dy } : start;
	const { minX, minY, maxX, maxY } = boxOfCorners(from, { x: start.x + dx, y: start.y + dy });
	return {
		position: [quantize(minX), quantize(minY)],
		size: [quantize(maxX - minX), quantize(maxY - minY)]
	};
}

function around({ x, y }: Point, size: Pair): { position: Pair; size: Pair } {
	const [width, height] = size;
	return { position: [quantize(x - width / 2), quantize(y - height / 2)], size };
}
