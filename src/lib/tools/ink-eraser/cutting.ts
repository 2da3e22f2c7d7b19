import { createElementId } from '../../document/element-id.ts';
import { encodePoints } from '../../document/element-input.ts';
import type { Element, ElementId, StrokeElement } from '../../document/element.ts';
import { POINT_STRIDE } from '../../document/packed-points.ts';
import type { Point } from '../../geometry/point.ts';
import { cutStroke, type InkPoint } from '../../scene/cut-stroke.ts';
import { pointsOf } from '../../scene/element-points.ts';
import { elementsOnWay } from '../../scene/hit-test.ts';
import { pagePoints } from '../../scene/page-points.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';

/** How near to the pointer ink is taken, view px. */
const REACH_PX = 9;

/** What is left of a stroke: its pieces, each with the id that it will have. */
interface Cut {
	readonly stroke: StrokeElement;
	readonly pieces: readonly { readonly id: ElementId; readonly points: readonly InkPoint[] }[];
}

/** Strokes are cut where the pointer passes; it is written when the pointer is lifted. */
export function cutting(context: ToolContext, go: Go, start: PointerInput): ToolState {
	const cuts = new Map<ElementId, Cut>();
	let last = start.point;

	function passTo(point: Point): void {
		const reach = viewPixels(context, REACH_PX);
		for (const { element } of elementsOnWay(context.scene, last, point, reach)) {
			if (element.type !== 'stroke' || element.isLocked) continue;
			const cut = cuts.get(element.id) ?? whole(element);
			const width = reach + element.size / 2;
			cuts.set(element.id, cutFurther(cut, last, point, width));
		}
		last = point;
	}

	function show(): void {
		const edited = new Map<ElementId, Element>();
		for (const { stroke, pieces } of cuts.values()) {
			// Of what is gone altogether nothing is to be seen.
			if (pieces.length === 0) edited.set(stroke.id, { ...stroke, opacity: 0 });
			for (const { id, points } of pieces)
				edited.set(id, { ...stroke, ...pieceFields(points), id } as StrokeElement);
		}
		context.showGesture({ edited });
	}

	return {
		enter() {
			passTo(start.point);
			show();
		},
		pointerMove({ samples }) {
			for (const { point } of samples) passTo(point);
			show();
		},
		pointerUp() {
			if (cuts.size > 0) {
				context.mark();
				commit(context, [...cuts.values()]);
			}
			go('idle');
		},
		cancel: () => go('idle'),
		exit: () => context.clearGesture()
	};
}

function whole(stroke: StrokeElement): Cut {
	const flat = pointsOf(stroke);
	const points = pagePoints(stroke).map((point, i) => ({
		...point,
		pressure: flat[i * POINT_STRIDE + 2] ?? 0.5
	}));
	return { stroke, pieces: [{ id: stroke.id, points }] };
}

function cutFurther({ stroke, pieces }: Cut, a: Point, b: Point, reach: number): Cut {
	const left = pieces.flatMap(({ id, points }) =>
		cutStroke(points, a, b, reach).map((part, i) => ({ id: i === 0 ? id : createElementId(), points: part }))
	);
	// The first piece is the stroke itself: what somebody else changes of it meanwhile is kept there.
	return { stroke, pieces: left.map((piece, i) => (i === 0 ? { ...piece, id: stroke.id } : piece)) };
}

function commit({ document, scene }: ToolContext, cuts: readonly Cut[]): void {
	document.transact(() => {
		for (const { stroke, pieces } of cuts) {
			// Somebody may have deleted it meanwhile.
			if (!scene.get(stroke.id)) continue;
			const [first, ...others] = pieces;
			if (!first) document.remove([stroke.id]);
			else document.update(stroke.id, pieceFields(first.points));
			const fields = document.rawFields(stroke.id);
			document.insert(
				others.map(({ id, points }) => ({ id, record: { ...fields, ...pieceFields(points) }, text: null }))
			);
		}
	});
}

/** The fields of a piece of ink through these page points; whatever turned and scaled it is in them. */
function pieceFields(points: readonly InkPoint[]): Readonly<Record<string, unknown>> {
	return {
		...encodePoints(points.map(({ x, y, pressure }) => [x, y, pressure])),
		rotation: 0,
		scale: [1, 1]
	};
}
