import { encodePoints } from '../../document/element-input.ts';
import type { ArrowElement, ArrowEnd, LineElement } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import { partAlong } from '../../geometry/polyline.ts';
import { distance, snapAngle, type Point } from '../../geometry/point.ts';
import { wayOf } from '../../scene/arrow-ends.ts';
import { pagePoints } from '../../scene/page-points.ts';
import type { PointHandle } from '../../scene/point-handles.ts';
import { endAt } from '../arrow/arrow-end.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';
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
			fieldsAt: (input) => movedVertex(element, handle, input)
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
				fieldsAt: ({ point, modifiers }) => ({
					[handle.kind]: endAt(context, {
						point: modifiers.shift ? snapAngle(other, point, SNAP_ANGLE_RAD) : point,
						other,
						binds: !modifiers.ctrl,
						isPrecise: modifiers.alt
					})
				}),
				targetOf: (fields) => (fields[handle.kind] as ArrowEnd).id ?? null
			});
		}
		case 'bend':
			return editingElement(context, go, {
				id,
				cursor: 'move',
				fieldsAt: ({ point }) => {
					const bend = bendThrough(point, path, STRAIGHT_PX / context.camera.zoom);
					// A bow is highest in its middle.
					return { bend: quantize(bend / (4 * handle.part * (1 - handle.part))) };
				}
			});
		case 'label':
			return editingElement(context, go, {
				id,
				cursor: 'grabbing',
				fieldsAt: ({ point }) => ({ labelAt: Math.round(partAlong(way, point) * 1000) / 1000 })
			});
		default:
			return { enter: () => go('idle') };
	}
}

/** The line with its point there; pulled out of the middle between two, it is a new one. */
function movedVertex(
	line: LineElement,
	handle: Extract<PointHandle, { readonly index: number }>,
	{ point, modifiers }: PointerInput
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

/** The bend of a bow whose middle is as far from the straight way as the point. */
function bendThrough(
	point: Point,
	{ start, end }: { readonly start: Point; readonly end: Point },
	tolerance: number
): ArrowElement['bend'] {
	const length = distance(start, end);
	if (length === 0) return 0;
	const [dx, dy] = [(end.x - start.x) / length, (end.y - start.y) / length];
	const bend = (point.x - start.x) * dy - (point.y - start.y) * dx;
	return Math.abs(bend) < tolerance ? 0 : quantize(bend);
}
