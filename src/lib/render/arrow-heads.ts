import type { ArrowHead } from '../document/element.ts';
import type { Point } from '../geometry/point.ts';

/** Where a head is, and how it looks. */
export interface HeadPlace {
	/** Where the line comes from. */
	readonly from: Point;
	readonly tip: Point;
	readonly strokeWidth: number;
	/** It is no longer than this, page units. */
	readonly room: number;
	readonly ink: string;
	/** What shows through a hollow head. */
	readonly paper: string;
}

/** By eye: half the angle of a head, 27°. */
const SPREAD = 0.47;

/** Paints the head of an arrow's end. */
export function paintHead(context: CanvasRenderingContext2D, head: ArrowHead, place: HeadPlace): void {
	if (head === 'none') return;
	const { from, tip, strokeWidth, room, ink, paper } = place;
	const length = Math.min(6 + strokeWidth * 2.5, room);
	context.save();
	context.translate(tip.x, tip.y);
	// The line comes along the negative x axis and ends at the origin.
	context.rotate(Math.atan2(tip.y - from.y, tip.x - from.x));
	context.fillStyle = ink;
	context.beginPath();
	const half = Math.tan(SPREAD) * length;
	switch (head) {
		case 'arrow':
			context.moveTo(-length, -half);
			context.lineTo(0, 0);
			context.lineTo(-length, half);
			context.stroke();
			break;
		case 'triangle':
			polygon(context, [
				[0, 0],
				[-length, -half],
				[-length, half]
			]);
			context.fill();
			context.stroke();
			break;
		case 'diamond':
			polygon(context, [
				[0, 0],
				[-length * 0.7, -half * 0.8],
				[-length * 1.4, 0],
				[-length * 0.7, half * 0.8]
			]);
			context.fill();
			context.stroke();
			break;
		case 'circle':
			context.arc(-length / 2, 0, length / 2, 0, 2 * Math.PI);
			context.fillStyle = paper;
			context.fill();
			context.stroke();
			break;
		case 'bar':
			context.moveTo(0, -length * 0.7);
			context.lineTo(0, length * 0.7);
			context.stroke();
			break;
		default:
			head satisfies never;
	}
	context.restore();
}

function polygon(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
	for (const [x, y] of points) context.lineTo(x, y);
	context.closePath();
}
