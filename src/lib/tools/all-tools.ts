import { arrowTool } from './arrow/arrow.ts';
import { drawTool } from './draw/draw.ts';
import { eraserTool } from './eraser/eraser.ts';
import { handTool } from './hand/hand.ts';
import { imageTool } from './image/image.ts';
import { noteTool } from './note/note.ts';
import { selectTool } from './select/select.ts';
import { shapeTool } from './shape/shape.ts';
import { textTool } from './text/text.ts';
import type { Tool } from './tool.ts';

/** Every tool there is, in the order of the toolbar. */
export const ALL_TOOLS: readonly Tool[] = [
	selectTool,
	handTool,
	drawTool,
	eraserTool,
	shapeTool('rectangle'),
	shapeTool('ellipse'),
	shapeTool('diamond'),
	arrowTool('arrow'),
	arrowTool('line'),
	textTool,
	noteTool,
	imageTool
];
