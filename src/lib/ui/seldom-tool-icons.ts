import type { ToolName } from '$lib/tools/tool';
import arrowBigRightIcon from 'lucide-static/icons/arrow-big-right.svg?raw';
import cloudIcon from 'lucide-static/icons/cloud.svg?raw';
import hexagonIcon from 'lucide-static/icons/hexagon.svg?raw';
import highlighterIcon from 'lucide-static/icons/highlighter.svg?raw';
import scissorsIcon from 'lucide-static/icons/scissors.svg?raw';
import starIcon from 'lucide-static/icons/star.svg?raw';
import triangleIcon from 'lucide-static/icons/triangle.svg?raw';

/** The pictures of the tools that are behind the button for more. They come when the page has a rest. */
export const SELDOM_TOOL_ICONS: Readonly<Partial<Record<ToolName, string>>> = {
	highlighter: highlighterIcon,
	'ink-eraser': scissorsIcon,
	triangle: triangleIcon,
	hexagon: hexagonIcon,
	star: starIcon,
	cloud: cloudIcon,
	'block-arrow': arrowBigRightIcon
};
