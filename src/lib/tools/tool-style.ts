// How the next element will look, and which of it each kind of element has.
import {
	canHaveText,
	isShapeName,
	type ArrowHead,
	type ArrowRoute,
	type Dash,
	type Fill,
	type FontName,
	type TextAlign
} from '../document/element.ts';
import { strokeSize } from './draw/stroke-size.ts';

export interface ToolStyle {
	readonly color: string;
	/** Line width; a stroke's size is made from it too. */
	readonly strokeWidth: number;
	readonly fill: Fill;
	readonly dash: Dash;
	readonly opacity: number;
	/** Of text, page units. */
	readonly fontSize: number;
	readonly font: FontName;
	/** Null: as that kind of element has it by itself. */
	readonly align: TextAlign | null;
	readonly verticalAlign: TextAlign;
	readonly isRounded: boolean;
	readonly roughness: number;
	readonly startHead: ArrowHead;
	readonly endHead: ArrowHead;
	readonly route: ArrowRoute;
	readonly isCurved: boolean;
}

export const DEFAULT_STYLE: ToolStyle = {
	color: 'black',
	strokeWidth: 3.5,
	fill: 'none',
	dash: 'solid',
	opacity: 1,
	fontSize: 20,
	font: 'hand',
	align: null,
	verticalAlign: 'middle',
	isRounded: true,
	roughness: 0,
	startHead: 'none',
	endHead: 'arrow',
	route: 'bow',
	isCurved: false
};

/** Whether elements of this type have this property. */
export function hasStyle(type: string, property: keyof ToolStyle): boolean {
	switch (property) {
		case 'opacity':
			return true;
		case 'color':
			return type !== 'image' && type !== 'frame';
		case 'strokeWidth':
			return type === 'stroke' || type === 'line' || type === 'arrow' || isShapeName(type);
		case 'dash':
			return type === 'line' || type === 'arrow' || isShapeName(type);
		case 'fill':
		case 'verticalAlign':
		case 'roughness':
			return isShapeName(type);
		case 'isRounded':
			return isShapeName(type) && type !== 'ellipse' && type !== 'cloud';
		case 'fontSize':
		case 'font':
		case 'align':
			return canHaveText(type) && type !== 'frame';
		case 'startHead':
		case 'endHead':
		case 'route':
			return type === 'arrow';
		case 'isCurved':
			return type === 'line';
		default:
			return property satisfies never;
	}
}

/** The fields of a new element of this type. What an element has by itself is left out: it is saved with every one. */
export function fieldsFor(type: string, style: ToolStyle): Readonly<Record<string, unknown>> {
	const fields: Record<string, unknown> = { type };
	for (const [name, value] of Object.entries(style)) {
		const property = name as keyof ToolStyle;
		if (!hasStyle(type, property)) continue;
		const isUsual = value === null || value === DEFAULT_STYLE[property];
		if (!isUsual || property === 'color') fields[property] = value;
	}
	if (type === 'stroke') {
		delete fields.strokeWidth;
		fields.size = strokeSize(style.strokeWidth);
	}
	return fields;
}
