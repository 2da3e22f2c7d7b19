import type { ToolName } from '$lib/tools/tool';
import ArrowBigRight from '@lucide/svelte/icons/arrow-big-right';
import ArrowUpRight from '@lucide/svelte/icons/arrow-up-right';
import Cloud from '@lucide/svelte/icons/cloud';
import Circle from '@lucide/svelte/icons/circle';
import Diamond from '@lucide/svelte/icons/diamond';
import Eraser from '@lucide/svelte/icons/eraser';
import Frame from '@lucide/svelte/icons/frame';
import Hand from '@lucide/svelte/icons/hand';
import Hexagon from '@lucide/svelte/icons/hexagon';
import Highlighter from '@lucide/svelte/icons/highlighter';
import Image from '@lucide/svelte/icons/image';
import Minus from '@lucide/svelte/icons/minus';
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2';
import Pencil from '@lucide/svelte/icons/pencil';
import Scissors from '@lucide/svelte/icons/scissors';
import Square from '@lucide/svelte/icons/square';
import Star from '@lucide/svelte/icons/star';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Triangle from '@lucide/svelte/icons/triangle';
import Type from '@lucide/svelte/icons/type';

/** The picture of each tool. */
export const TOOL_ICONS: Readonly<Record<ToolName, typeof Square>> = {
	select: MousePointer2,
	hand: Hand,
	draw: Pencil,
	highlighter: Highlighter,
	eraser: Eraser,
	'ink-eraser': Scissors,
	rectangle: Square,
	ellipse: Circle,
	diamond: Diamond,
	triangle: Triangle,
	hexagon: Hexagon,
	star: Star,
	cloud: Cloud,
	'block-arrow': ArrowBigRight,
	arrow: ArrowUpRight,
	line: Minus,
	text: Type,
	note: StickyNote,
	frame: Frame,
	image: Image
};
