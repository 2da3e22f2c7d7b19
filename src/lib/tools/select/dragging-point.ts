import { encodePoints } from '../../document/element-input.ts';
import type { ArrowElement, ArrowEnd, ArrowHead, ElementId, LineElement } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import type { Box } from '../../geometry/box.ts';
import { lengthOf, partAlong } from '../../geometry/polyline.ts';
import { distance, snapAngle, type Point } from '../../geometry/point.ts';
import { resolveArrow, wayOf } from '../../scene/arrow-ends.ts';
import { pagePoints } from '../../scene/page-points.ts';
import { pointOnBow, type PointHandle } from '../../scene/point-handles.ts';
import type { Scene } from '../../scene/scene.ts';
import { endAt } from '../arrow/arrow-end.ts';
import { gridPoint } from '../snap.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';
import { editingElement } from './editing-element.ts';

const SNAP_ANGLE_RAD = Math.PI / 12;
/** A bow flatter than this becomes straight, view px. */
const STRAIGHT_PX = 6;

/** A point of the selected line or arrow follows the pointer. */
export function draggingPoint(
	context: ToolContext,
	go: Go,
	{ handle }: { readonly handle: PointHandle }
): ToolState {
	const [id] = context.selection;
	const placed = id && context.scene.placed(id);
	if (!placed) return { enter: () => go('idle') };
	const { element, path } = placed;
	if (element.type === 'line' && (handle.kind === 'vertex' || handle.kind === 'middle')) {
		return editingElement(context, go, {
			id,
			cursor: 'move',
			fieldsAt: ({ point, modifiers }) =>
				movedVertex(element, handle, { point: gridPoint(context, point, modifiers), modifiers })
		});
	}
	if (element.type !== 'arrow' || !path) return { enter: () => go('idle') };
	const way = wayOf(path);
	switch (handle.kind) {
		case 'start':
		case 'end': {
			const other = handle.kind === 'start' ? path.end : path.start;
			return editingElement(context, go, {
				id,
				cursor: 'move',
				fieldsAt: ({ point: at, modifiers }) => {
					const point = modifiers.shift ? snapAngle(other, at, SNAP_ANGLE_RAD) : at;
					const free = gridPoint(context, point, modifiers);
					const binds = !modifiers.ctrl;
					return { [handle.kind]: endAt(context, { point, other, binds, free, isPrecise: modifiers.alt }) };
				},
				targetOf: (fields) => (fields[handle.kind] as ArrowEnd).id ?? null
			});
		}
		case 'bend':
			return editingElement(context, go, {
				id,
				cursor: 'move',
				fieldsAt: ({ point }) => ({
					bend: bendThrough(
						context.scene,
						element,
						{ point, part: handle.part },
						viewPixels(context, STRAIGHT_PX)
					)
				})
			});
		case 'label':
			return editingElement(context, go, {
				id,
				cursor: 'grabbing',
				fieldsAt: ({ point }) => ({ labelAt: labelPart(element, handle.box, way, point) })
			});
		default:
			return { enter: () => go('idle') };
	}
}

/** Room between a label and an arrow's head, page units. */
const HEAD_ROOM = 20;

/** How far along its way the label stands nearest to the point, with the heads left free. */
function labelPart(arrow: ArrowElement, box: Box, way: readonly Point[], point: Point): number {
	const [first, last] = [way[0] ?? point, way.at(-1) ?? point];
	const straight = Math.max(1, distance(first, last));
	// As much of the way as half the label covers.
	const half =
		((box.maxX - box.minX) * Math.abs(last.x - first.x) +
			(box.maxY - box.minY) * Math.abs(last.y - first.y)) /
		(2 * straight);
	const least = (head: ArrowHead) =>
		Math.min(0.4, (half + (head === 'none' ? 0 : HEAD_ROOM)) / Math.max(1, lengthOf(way)));
	const part = Math.max(least(arrow.startHead), Math.min(1 - least(arrow.endHead), partAlong(way, point)));
	return Math.round(part * 1000) / 1000;
}

/** The line with its point there; pulled out of the middle between two, it is a new one. */
function movedVertex(
	line: LineElement,
	handle: Extract<PointHandle, { readonly index: number }>,
	{ point, modifiers }: Pick<PointerInput, 'point' | 'modifiers'>
): Readonly<Record<string, unknown>> {
	const points = pagePoints(line);
	const neighbour = points[handle.kind === 'vertex' ? Math.max(0, handle.index - 1) : handle.index];
	const isFirst = handle.kind === 'vertex' && handle.index === 0;
	const from = isFirst ? points[1] : neighbour;
	const to = modifiers.shift && from ? snapAngle(from, point, SNAP_ANGLE_RAD) : point;
	const at = handle.kind === 'vertex' ? handle.index : handle.index + 1;
	return lineFields(line, points.toSpliced(at, handle.kind === 'vertex' ? 1 : 0, to));
}

/** The line without the point of this number; null when it would be none any more. */
export function withoutVertex(line: LineElement, index: number): Readonly<Record<string, unknown>> | null {
	const points = pagePoints(line);
	return points.length > 2 ? lineFields(line, points.toSpliced(index, 1)) : null;
}

/** The fields of a line through these page points. Whatever turned and scaled it before is in them. */
function lineFields(line: LineElement, points: readonly Point[]): Readonly<Record<string, unknown>> {
	return {
		...encodePoints(points.map(({ x, y }) => [x, y])),
		...(line.rotation !== 0 && { rotation: 0 }),
		...((line.scale[0] !== 1 || line.scale[1] !== 1) && { scale: [1, 1] })
	};
}

/** So often a bow is bent anew; each time it misses the pointer by a third or less of what it did. */
const BENDINGS = 12;

/**
 * The bend with which this part of the bow comes to lie beside the straight way as the point does. Sought, since where the
 * bow begins and ends, at the outlines of what it holds on to, changes with it.
 */
function bendThrough(
	scene: Scene,
	arrow: ArrowElement,
	{ point, part }: { readonly point: Point; readonly part: number },
	tolerance: number
): ArrowElement['bend'] {
	const targets = { elementOf: (id: ElementId) => scene.get(id), measure: scene.measure };
	const { start, end } = resolveArrow({ ...arrow, bend: 0 }, targets);
	const length = distance(start, end);
	if (length === 0) return 0;
	const [dx, dy] = [(end.x - start.x) / length, (end.y - start.y) / length];
	const off = ({ x, y }: Point) => (x - start.x) * dy - (y - start.y) * dx;
	const wanted = off(point);
	if (Math.abs(wanted) < tolerance) return 0;
	// A bow is highest in its middle.
	const steepness = 4 * part * (1 - part);
	let bend = wanted / steepness;
	for (let i = 0; i < BENDINGS; i++) {
		const path = resolveArrow({ ...arrow, bend }, targets);
		bend += (wanted - off(pointOnBow(path, part))) / steepness;
	}
	return quantize(bend);
}
