import { SHAPE_NAMES } from '../document/element.ts';
import { arrowTool } from './arrow/arrow.ts';
import { drawTool } from './draw/draw.ts';
import { eraserTool } from './eraser/eraser.ts';
import { frameTool } from './frame/frame.ts';
import { handTool } from './hand/hand.ts';
import { highlighterTool } from './draw/highlighter.ts';
import { imageTool } from './image/image.ts';
import { inkEraserTool } from './ink-eraser/ink-eraser.ts';
import { laserTool } from './laser/laser.ts';
import { lineTool } from './line/line.ts';
import { noteTool } from './note/note.ts';
import { selectTool } from './select/select.ts';
import { shapeTool } from './shape/shape.ts';
import { textTool } from './text/text.ts';
import type { Tool } from './tool.ts';

/** Every tool there is. */
export const ALL_TOOLS: readonly Tool[] = [
	selectTool,
	handTool,
	drawTool,
	highlighterTool,
	eraserTool,
	inkEraserTool,
	...SHAPE_NAMES.map(shapeTool),
	arrowTool,
	lineTool,
	textTool,
	noteTool,
	frameTool,
	imageTool,
	laserTool
];
