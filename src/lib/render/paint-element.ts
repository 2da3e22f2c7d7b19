import type { Element } from '../document/element.ts';
import { boxAt, centreOf, type Box } from '../geometry/box.ts';
import { uprightBounds } from '../scene/element-bounds.ts';
import { labelBox } from '../scene/label-box.ts';
import { fittedNote, noteSize } from '../scene/laid-out-size.ts';
import type { PlacedElement } from '../scene/placements.ts';
import type { MeasureText } from '../scene/text-layout.ts';
import { pathOf } from './element-paths.ts';
import { hasCoats, paintAsOne } from './faint-layer.ts';
import { cssFont } from './fonts.ts';
import { alphaOf } from './ink-alpha.ts';
import { paintLinkMark } from './link-mark.ts';
import { paintArrow } from './paint-arrow.ts';
import { paintFrame } from './paint-frame.ts';
import { paintImage } from './paint-image.ts';
import { paintNote } from './paint-note.ts';
import { paintShape } from './paint-shape.ts';
import type { PaintStyle } from './paint-style.ts';
import { labelColor, paintLabel, paintText } from './paint-text.ts';
import { inkColor, NOTE_TEXT, PALETTES, type Theme } from './palette.ts';
import { strokeWith } from './stroke-with.ts';

/** Paints one element; the context's units are page units. Leaves the context as it was. */
export function paintElement(
	context: CanvasRenderingContext2D,
	placed: PlacedElement,
	style: PaintStyle
): void {
	const { element, box, clip } = placed;
	if (element.type === 'group') return;
	context.save();
	context.globalAlpha *= alphaOf(element);
	if (clip) {
		context.beginPath();
		context.rect(...boxRect(clip));
		context.clip();
	}
	const paint = (to: CanvasRenderingContext2D) => {
		turn(to, placed, style.measure);
		if (element.type === 'arrow') return paintArrow(to, element, placed.path, style);
		to.translate(element.position[0], element.position[1]);
		paintUpright(to, element, style);
	};
	if (box && context.globalAlpha < 1 && hasCoats(element)) (style.asOne ?? paintAsOne)(context, box, paint);
	else paint(context);
	context.restore();
}

function turn(
	context: CanvasRenderingContext2D,
	{ element, path }: PlacedElement,
	measure: MeasureText
): void {
	if (element.rotation === 0) return;
	const bounds = uprightBounds(element, { measure, path });
	if (!bounds) return;
	const { x, y } = centreOf(bounds);
	context.translate(x, y);
	context.rotate(element.rotation);
	context.translate(-x, -y);
}

function paintUpright(
	context: CanvasRenderingContext2D,
	element: Exclude<Element, { readonly type: 'arrow' | 'group' }>,
	style: PaintStyle
): void {
	const ink = inkColor(element.color, style.theme);
	switch (element.type) {
		case 'stroke':
			context.fillStyle = ink;
			return context.fill((style.pathOf ?? pathOf)(element));
		case 'line':
			strokeWith(context, ink, element);
			return context.stroke((style.pathOf ?? pathOf)(element));
		case 'text':
			return paintText(context, element, ink, style);
		case 'note':
			paintNote(context, element, style);
			return paintLabel(
				context,
				fittedNote(element, style.measure),
				labelBox(element, noteSize(element, style.measure)),
				'start',
				NOTE_TEXT,
				style
			);
		case 'frame':
			return paintFrame(context, element, style);
		case 'image':
			return paintImage(context, element, style);
		case 'unknown':
			return paintUnknown(context, element.size, element.originalType, style.theme);
		default:
			paintShape(context, element, style);
			if (element.link) paintLinkMark(context, element.size[0], labelColor(element, style.theme));
			return paintLabel(
				context,
				element,
				labelBox(element),
				element.verticalAlign,
				labelColor(element, style.theme),
				style
			);
	}
}

function paintUnknown(
	context: CanvasRenderingContext2D,
	[width, height]: readonly [number, number],
	label: string,
	theme: Theme
): void {
	context.strokeStyle = PALETTES[theme].softText;
	context.lineWidth = 1;
	context.setLineDash([4, 4]);
	context.strokeRect(...boxRect(boxAt([0, 0], [width, height])));
	context.setLineDash([]);
	context.font = cssFont('sans', 13);
	context.fillStyle = PALETTES[theme].softText;
	context.textAlign = 'center';
	context.textBaseline = 'middle';
	context.fillText(label, width / 2, height / 2, Math.max(1, width - 8));
}

const boxRect = ({ minX, minY, maxX, maxY }: Box) => [minX, minY, maxX - minX, maxY - minY] as const;
