import type { ArrowElement } from '../document/element.ts';
import { boxOfPoints, expandBox, unionOf, type Box } from '../geometry/box.ts';
import { distance, type Point } from '../geometry/point.ts';
import { lengthOf } from '../geometry/polyline.ts';
import { controlOf, labelPoint, type ArrowPath } from '../scene/arrow-ends.ts';
import { ARROW_LABEL_WIDTH, arrowLabelBox } from '../scene/element-bounds.ts';
import { paintHead } from './arrow-heads.ts';
import type { PaintStyle } from './paint-style.ts';
import { paintLabel } from './paint-text.ts';
import { inkColor, paperOf } from './palette.ts';
import { strokeWith } from './stroke-with.ts';

/** By eye. */
const ELBOW_RADIUS = 12;
/** Between a label and the line that it interrupts, page units. */
const LABEL_GAP = 4;

/** Paints an arrow with its heads and its label; the context's units are page units. */
export function paintArrow(
	context: CanvasRenderingContext2D,
	arrow: ArrowElement,
	path: ArrowPath | undefined,
	style: PaintStyle
): void {
	if (!path) throw new Error(`expected the resolved way of arrow ${arrow.id}, got none`);
	const { corners } = path;
	const control = controlOf(path);
	const ink = inkColor(arrow.color, style.theme);
	strokeWith(context, ink, arrow);
	const isLabelled = arrow.text !== '' && style.hiddenTextId !== arrow.id;
	context.save();
	if (isLabelled) {
		spare(context, arrow, path, expandBox(arrowLabelBox(arrow, path, style.measure), LABEL_GAP));
	}
	context.beginPath();
	if (corners) traceElbow(context, corners);
	else {
		context.moveTo(path.start.x, path.start.y);
		context.quadraticCurveTo(control.x, control.y, path.end.x, path.end.y);
	}
	context.stroke();
	context.restore();
	context.setLineDash([]);
	const heads = [arrow.startHead, arrow.endHead].filter((head) => head !== 'none').length;
	const look = {
		strokeWidth: arrow.strokeWidth,
		room: lengthOf(corners ?? [path.start, path.middle, path.end]) / heads,
		paper: paperOf(style),
		ink
	};
	paintHead(context, arrow.endHead, { from: corners?.at(-2) ?? control, tip: path.end, ...look });
	paintHead(context, arrow.startHead, { from: corners?.[1] ?? control, tip: path.start, ...look });
	if (isLabelled) {
		const { x, y } = labelPoint(arrow, path);
		const half = ARROW_LABEL_WIDTH / 2;
		const box = { minX: x - half, minY: y - 30, maxX: x + half, maxY: y + 30 };
		paintLabel(context, arrow, box, 'middle', inkColor('black', style.theme), style);
	}
}

/** From here on all of the arrow is painted but what lies in the box. */
function spare(context: CanvasRenderingContext2D, arrow: ArrowElement, path: ArrowPath, box: Box): void {
	const points = path.corners ?? [path.start, controlOf(path), path.end];
	context.beginPath();
	for (const { minX, minY, maxX, maxY } of [
		expandBox(unionOf(boxOfPoints(points), box), arrow.strokeWidth + LABEL_GAP),
		box
	]) {
		context.rect(minX, minY, maxX - minX, maxY - minY);
	}
	context.clip('evenodd');
}

function traceElbow(context: CanvasRenderingContext2D, corners: readonly Point[]): void {
	for (const [i, { x, y }] of corners.entries()) {
		const before = corners[i - 1];
		const after = corners[i + 1];
		if (!before) context.moveTo(x, y);
		else if (!after) context.lineTo(x, y);
		else {
			const room = Math.min(distance(before, { x, y }), distance(after, { x, y })) / 2;
			context.arcTo(x, y, after.x, after.y, Math.min(ELBOW_RADIUS, room));
		}
	}
}
