import type { ToolName } from '$lib/tools/tool';
import ArrowUpRight from '@lucide/svelte/icons/arrow-up-right';
import Circle from '@lucide/svelte/icons/circle';
import Diamond from '@lucide/svelte/icons/diamond';
import Eraser from '@lucide/svelte/icons/eraser';
import Frame from '@lucide/svelte/icons/frame';
import Hand from '@lucide/svelte/icons/hand';
import Image from '@lucide/svelte/icons/image';
import Minus from '@lucide/svelte/icons/minus';
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2';
import Pencil from '@lucide/svelte/icons/pencil';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Square from '@lucide/svelte/icons/square';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Type from '@lucide/svelte/icons/type';

/** The picture of each tool that the bar shows from the start. */
export const TOOL_ICONS: Readonly<Partial<Record<ToolName, typeof Square>>> = {
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
	frame: Frame,
	image: Image,
	laser: Sparkles
};
