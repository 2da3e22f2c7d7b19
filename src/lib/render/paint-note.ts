import type { NoteElement } from '../document/element.ts';
import { noteSize, NOTE_FOOTER, NOTE_PADDING } from '../scene/laid-out-size.ts';
import { cssFont } from './fonts.ts';
import type { PaintStyle } from './paint-style.ts';
import { NOTE_AUTHOR, noteColor } from './palette.ts';

/** Paints a note and who wrote it, without its text; the context's origin is its corner. */
export function paintNote(
	context: CanvasRenderingContext2D,
	note: NoteElement,
	{ theme, measure }: PaintStyle
): void {
	const [width, height] = noteSize(note, measure);
	context.save();
	context.shadowColor = `rgb(0 0 0 / ${theme === 'light' ? 16 : 40}%)`;
	context.shadowBlur = 8;
	context.shadowOffsetY = 3;
	context.fillStyle = noteColor(note.color, theme);
	context.beginPath();
	context.roundRect(0, 0, width, height, 3);
	context.fill();
	context.restore();
	if (!note.author || height < NOTE_PADDING + NOTE_FOOTER) return;
	context.font = cssFont('sans', 11);
	context.fillStyle = NOTE_AUTHOR;
	context.textBaseline = 'alphabetic';
	context.textAlign = 'left';
	context.fillText(note.author, NOTE_PADDING, height - NOTE_PADDING, Math.max(1, width - 2 * NOTE_PADDING));
}
