import type { Point } from '../geometry/point.ts';
import { cssFont } from './fonts.ts';

// An arrow of 22 px with a name tag below, as in the pictures of the look.
const CURSOR_PATH = [
	[0, 0],
	[18, 7],
	[10, 10],
	[7, 18]
] as const;

/** Somebody's pointer and name; the context's units are CSS px. */
export function drawCursor(
	context: CanvasRenderingContext2D,
	{ x, y }: Point,
	name: string,
	color: string
): void {
	context.save();
	context.translate(x, y);
	context.beginPath();
	for (const [px, py] of CURSOR_PATH) context.lineTo(px, py);
	context.closePath();
	context.fillStyle = color;
	context.strokeStyle = '#ffffff';
	context.lineWidth = 1.5;
	context.lineJoin = 'round';
	context.stroke();
	context.fill();
	context.font = cssFont('sans', 11.5, 600);
	const width = Math.min(160, context.measureText(name).width) + 16;
	context.beginPath();
	context.roundRect(15, 19, width, 22, 11);
	context.fill();
	context.fillStyle = '#ffffff';
	context.textBaseline = 'middle';
	context.textAlign = 'left';
	context.fillText(name, 23, 30.5, 160);
	context.restore();
}
