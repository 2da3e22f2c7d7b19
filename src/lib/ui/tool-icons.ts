import type { ToolName } from '$lib/tools/tool';
import arrowUpRightIcon from 'lucide-static/icons/arrow-up-right.svg?raw';
import circleIcon from 'lucide-static/icons/circle.svg?raw';
import diamondIcon from 'lucide-static/icons/diamond.svg?raw';
import eraserIcon from 'lucide-static/icons/eraser.svg?raw';
import frameIcon from 'lucide-static/icons/frame.svg?raw';
import handIcon from 'lucide-static/icons/hand.svg?raw';
import imageIcon from 'lucide-static/icons/image.svg?raw';
import minusIcon from 'lucide-static/icons/minus.svg?raw';
import mousePointerIcon from 'lucide-static/icons/mouse-pointer-2.svg?raw';
import pencilIcon from 'lucide-static/icons/pencil.svg?raw';
import sparklesIcon from 'lucide-static/icons/sparkles.svg?raw';
import squareIcon from 'lucide-static/icons/square.svg?raw';
import stickyNoteIcon from 'lucide-static/icons/sticky-note.svg?raw';
import typeIcon from 'lucide-static/icons/type.svg?raw';

/** The picture of each tool that the bar shows from the start. */
export const TOOL_ICONS: Readonly<Partial<Record<ToolName, string>>> = {
	select: mousePointerIcon,
	hand: handIcon,
	draw: pencilIcon,
	eraser: eraserIcon,
	rectangle: squareIcon,
	ellipse: circleIcon,
	diamond: diamondIcon,
	arrow: arrowUpRightIcon,
	line: minusIcon,
	text: typeIcon,
	note: stickyNoteIcon,
	frame: frameIcon,
	image: imageIcon,
	laser: sparklesIcon
};
