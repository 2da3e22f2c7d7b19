import type { FrameElement } from '../document/element.ts';
import { UNNAMED_FRAME } from '../scene/hit-test.ts';
import { cssFont } from './fonts.ts';
import type { PaintStyle } from './paint-style.ts';
import { PALETTES } from './palette.ts';

/** Page units between a frame's name and the frame. */
export const FRAME_NAME_GAP = 10;

/** Paints a frame's line and name; the context's origin is its corner. */
export function paintFrame(
	context: CanvasRenderingContext2D,
	{ id, size: [width, height], text, fontSize, font }: FrameElement,
	{ theme, hiddenTextId }: PaintStyle
): void {
	context.strokeStyle = PALETTES[theme].softText;
	context.lineWidth = 1;
	context.strokeRect(0, 0, width, height);
	if (id === hiddenTextId) return;
	context.font = cssFont(font, fontSize);
	context.fillStyle = PALETTES[theme].softText;
	context.textBaseline = 'alphabetic';
	context.textAlign = 'left';
	context.fillText(text || UNNAMED_FRAME, 0, -FRAME_NAME_GAP);
}
