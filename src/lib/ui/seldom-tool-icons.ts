import type { ToolName } from '$lib/tools/tool';
import ArrowBigRight from '@lucide/svelte/icons/arrow-big-right';
import Cloud from '@lucide/svelte/icons/cloud';
import Hexagon from '@lucide/svelte/icons/hexagon';
import Highlighter from '@lucide/svelte/icons/highlighter';
import Scissors from '@lucide/svelte/icons/scissors';
import Star from '@lucide/svelte/icons/star';
import Triangle from '@lucide/svelte/icons/triangle';

/** The pictures of the tools that are behind the button for more. They come when the page has a rest. */
export const SELDOM_TOOL_ICONS: Readonly<Partial<Record<ToolName, typeof Star>>> = {
	highlighter: Highlighter,
	'ink-eraser': Scissors,
	triangle: Triangle,
	hexagon: Hexagon,
	star: Star,
	cloud: Cloud,
	'block-arrow': ArrowBigRight
};
