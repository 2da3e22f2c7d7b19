// What can be chosen for each property, in the words and the order in which the panel offers it.
import type { ArrowHead, ArrowRoute, Dash, Fill, FontName, TextAlign } from '$lib/document/element';

export interface Choice<T> {
	readonly value: T;
	readonly label: string;
}

export const FILLS: readonly Choice<Fill>[] = [
	{ value: 'none', label: 'None' },
	{ value: 'tint', label: 'Tint' },
	{ value: 'solid', label: 'Solid' },
	{ value: 'hatch', label: 'Hatch' }
];
export const DASHES: readonly Choice<Dash>[] = [
	{ value: 'solid', label: 'Solid line' },
	{ value: 'dashed', label: 'Dashed line' },
	{ value: 'dotted', label: 'Dotted line' }
];
export const WIDTHS: readonly Choice<number>[] = [
	{ value: 2, label: 'S' },
	{ value: 3.5, label: 'M' },
	{ value: 6, label: 'L' },
	{ value: 12, label: 'XL' }
];
export const ROUGHNESS: readonly Choice<number>[] = [
	{ value: 0, label: 'Exact' },
	{ value: 1, label: 'Loose' },
	{ value: 2, label: 'Rough' }
];
export const CORNERS: readonly Choice<'round' | 'sharp'>[] = [
	{ value: 'sharp', label: 'Sharp' },
	{ value: 'round', label: 'Round' }
];
export const LINES: readonly Choice<'straight' | 'curved'>[] = [
	{ value: 'straight', label: 'Straight' },
	{ value: 'curved', label: 'Curved' }
];
export const ROUTES: readonly Choice<ArrowRoute>[] = [
	{ value: 'bow', label: 'Free' },
	{ value: 'elbow', label: 'Right angles' }
];
export const FONT_SIZES: readonly Choice<number>[] = [
	{ value: 16, label: 'S' },
	{ value: 20, label: 'M' },
	{ value: 28, label: 'L' },
	{ value: 44, label: 'XL' }
];
export const FONTS: readonly Choice<FontName>[] = [
	{ value: 'hand', label: 'Handwriting' },
	{ value: 'sans', label: 'Sans serif' },
	{ value: 'serif', label: 'Serif' },
	{ value: 'mono', label: 'Monospace' }
];
export const ALIGNMENTS: readonly Choice<TextAlign>[] = [
	{ value: 'start', label: 'Left' },
	{ value: 'middle', label: 'Centre' },
	{ value: 'end', label: 'Right' }
];
export const VERTICAL_ALIGNMENTS: readonly Choice<TextAlign>[] = [
	{ value: 'start', label: 'Top' },
	{ value: 'middle', label: 'Middle' },
	{ value: 'end', label: 'Bottom' }
];
export const HEADS: readonly Choice<ArrowHead>[] = [
	{ value: 'none', label: 'No head' },
	{ value: 'arrow', label: 'Arrow head' },
	{ value: 'triangle', label: 'Triangle head' },
	{ value: 'circle', label: 'Circle head' },
	{ value: 'diamond', label: 'Diamond head' },
	{ value: 'bar', label: 'Bar head' }
];
