import type { Element } from '$lib/document/element';
import { centreOf } from '$lib/geometry/box';
import { rotateAbout } from '$lib/geometry/point';
import { cssFont } from '$lib/render/fonts';
import { FRAME_NAME_GAP } from '$lib/render/paint-frame';
import { baselineOf, labelColor } from '$lib/render/paint-text';
import { inkColor, NOTE_TEXT, PALETTES } from '$lib/render/palette';
import { labelPoint } from '$lib/scene/arrow-ends';
import { pageToView } from '$lib/scene/camera';
import { labelBox } from '$lib/scene/label-box';
import { fittedNote } from '$lib/scene/laid-out-size';
import { layoutText } from '$lib/scene/text-layout';
import type { TextEditing } from '$lib/tools/tool-context';
import type { Board } from './board.svelte.ts';

/** Where the text field lies over the board: view px for its corner, page units for the rest, which is turned and scaled about it. */
export interface TextPlacement {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly paddingTop: number;
	readonly zoom: number;
	readonly rotationRad: number;
	readonly font: string;
	readonly align: 'left' | 'center' | 'right';
	readonly wraps: boolean;
	/** Undefined: that of the element that is to be made. */
	readonly color?: string;
}

/** A frame without a name has room for one, page units. */
const LEAST_NAME_WIDTH = 120;
/** Room for the caret behind the last letter, as a part of the font size. */
const CARET_ROOM = 0.6;

/** The field exactly over where the text is painted. */
export function textPlacement(board: Board, editing: TextEditing): TextPlacement {
	const placed = board.scene.placed(editing.elementId);
	const element = placed && shown(placed.element);
	const { camera, style: next } = board.workspace;
	const style =
		element && 'text' in element
			? element
			: { text: '', font: next.font, fontSize: next.fontSize, align: next.align ?? ('start' as const) };
	const rotationRad = element?.rotation ?? 0;
	const upright = rotationRad === 0 ? null : board.scene.uprightOf(editing.elementId);
	// It turns about its middle; the field's corner has gone round with it.
	const at = (x: number, y: number) =>
		pageToView(camera, upright ? rotateAbout({ x, y }, centreOf(upright), rotationRad) : { x, y });
	const base = {
		zoom: camera.zoom,
		rotationRad,
		font: cssFont(style.font, style.fontSize),
		align: style.align === 'middle' ? 'center' : style.align === 'end' ? 'right' : 'left'
	} as const;
	const layout = (wrap: number | null) => layoutText(style.text, style, wrap, board.measure);
	if (!element || element.type === 'text') {
		const [x, y] = element?.position ?? editing.position;
		const wrap = element ? element.width : (editing.width ?? null);
		const { width, height } = layout(wrap);
		const color = element && { color: inkColor(element.color, board.theme) };
		// A caret that has no room on a line that wraps goes on to the next one.
		const room = wrap ? 0 : style.fontSize * CARET_ROOM;
		const before = base.align === 'center' ? room / 2 : base.align === 'right' ? room : 0;
		return {
			...base,
			...at(x - before, y),
			...color,
			width: width + room,
			height,
			paddingTop: 0,
			wraps: wrap !== null
		};
	}
	if (element.type === 'frame') {
		const { width, height } = layout(null);
		const [x, y] = element.position;
		return {
			...base,
			...at(x, y - FRAME_NAME_GAP - baselineOf(style.fontSize)),
			width: Math.max(width + style.fontSize * CARET_ROOM, LEAST_NAME_WIDTH),
			height,
			paddingTop: 0,
			color: PALETTES[board.theme].softText,
			wraps: false
		};
	}
	return { ...base, ...labelPlacement(element), wraps: true };

	function shown(element: Element): Element {
		return element.type === 'note' ? fittedNote(element, board.measure) : element;
	}

	function labelPlacement(labelled: Element) {
		const color = labelInk(labelled);
		if (labelled.type === 'arrow' || !('size' in labelled) || !('text' in labelled)) {
			const path = placed?.path;
			const middle = path && labelled.type === 'arrow' ? labelPoint(labelled, path) : { x: 0, y: 0 };
			const { height } = layout(160);
			return { ...at(middle.x - 80, middle.y - height / 2), width: 160, height, paddingTop: 0, color };
		}
		const box = labelBox(labelled);
		const width = box.maxX - box.minX;
		const room = box.maxY - box.minY;
		const { height } = layout(width);
		const vertical = 'verticalAlign' in labelled ? labelled.verticalAlign : 'start';
		const part = vertical === 'middle' ? 0.5 : vertical === 'end' ? 1 : 0;
		const top = Math.max(0, (room - height) * part);
		const overhang = labelled.type === 'note' ? 0 : Math.min(0, (room - height) / 2);
		return {
			...at(labelled.position[0] + box.minX, labelled.position[1] + box.minY + overhang),
			width,
			height: Math.max(room, height + top),
			paddingTop: top,
			color
		};
	}

	function labelInk(labelled: Element): string {
		if (labelled.type === 'note') return NOTE_TEXT;
		return 'fill' in labelled ? labelColor(labelled, board.theme) : inkColor('black', board.theme);
	}
}
