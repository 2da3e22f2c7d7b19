import type { ToolName } from '$lib/tools/tool';
import ArrowUpRight from '@lucide/svelte/icons/arrow-up-right';
import Circle from '@lucide/svelte/icons/circle';
import Diamond from '@lucide/svelte/icons/diamond';
import Eraser from '@lucide/svelte/icons/eraser';
import Hand from '@lucide/svelte/icons/hand';
import Image from '@lucide/svelte/icons/image';
import Minus from '@lucide/svelte/icons/minus';
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2';
import Pencil from '@lucide/svelte/icons/pencil';
import Square from '@lucide/svelte/icons/square';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Type from '@lucide/svelte/icons/type';

/** The picture of each tool. */
export const TOOL_ICONS: Readonly<Record<ToolName, typeof Square>> = {
	select: MousePointer2,
	hand: Hand,
	draw: Pencil,
	eraser: Eraser,
	rectangle: Square,
	ellipse: Circle,
	diamond: Diamond,
	arrow: ArrowUpRight,
	line: Minus,
	text: Type,
	note: StickyNote,
	image: Image
};
