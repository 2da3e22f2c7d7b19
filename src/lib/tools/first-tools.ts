import { drawTool } from './draw/draw.ts';
import { handTool } from './hand/hand.ts';
import type { Tool } from './tool.ts';

/** What a board opens with; the others come when the first stroke can be drawn. */
export const FIRST_TOOLS: readonly Tool[] = [handTool, drawTool];
