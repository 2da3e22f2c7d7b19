import { LINK_MARK } from '../scene/link-mark.ts';

const { side: SIDE, inset: INSET } = LINK_MARK;

/** An arrow that leads out, in the upper right corner of what leads somewhere; the context's origin is its corner. */
export function paintLinkMark(context: CanvasRenderingContext2D, width: number, color: string): void {
	const right = width - INSET;
	const left = right - SIDE;
	const bottom = INSET + SIDE;
	context.beginPath();
	context.moveTo(left, bottom);
	context.lineTo(right, INSET);
	context.moveTo(left + SIDE * 0.25, INSET);
	context.lineTo(right, INSET);
	context.lineTo(right, INSET + SIDE * 0.75);
	context.strokeStyle = color;
	context.lineWidth = 1.75;
	context.lineCap = 'round';
	context.lineJoin = 'round';
	context.setLineDash([]);
	context.stroke();
}
