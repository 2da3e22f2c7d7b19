import type { Dash } from '../document/element.ts';

/** Sets the context up for lines of this width and dash. */
export function strokeWith(
	context: CanvasRenderingContext2D,
	color: string,
	{ strokeWidth, dash }: { readonly strokeWidth: number; readonly dash: Dash }
): void {
	context.strokeStyle = color;
	context.lineWidth = strokeWidth;
	context.lineCap = 'round';
	context.lineJoin = 'round';
	if (dash === 'dashed') context.setLineDash([strokeWidth * 3, strokeWidth * 2.5]);
	else if (dash === 'dotted') context.setLineDash([0.01, strokeWidth * 2]);
	else context.setLineDash([]);
}
