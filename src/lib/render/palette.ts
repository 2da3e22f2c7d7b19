// Ink has names, not values: black ink is light on dark paper, and every colour is tuned for the paper it lies on.

export type Theme = 'light' | 'dark';

/** The named inks, in the order the palette shows them. */
export const INKS = [
	'black',
	'grey',
	'red',
	'orange',
	'yellow',
	'green',
	'teal',
	'blue',
	'violet',
	'pink',
	'brown',
	'white'
] as const;
export type Ink = (typeof INKS)[number];

interface Palette {
	readonly paper: string;
	readonly dot: string;
	readonly accent: string;
	readonly softText: string;
	/** Ground of handles. */
	readonly surface: string;
	/** Where a picture will be. */
	readonly placeholder: string;
	readonly placeholderEdge: string;
	readonly inks: Readonly<Record<Ink, string>>;
	/** Grounds of notes; other inks get a tint. */
	readonly notes: Readonly<Partial<Record<Ink, string>>>;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
	light: {
		paper: '#fcfbf8',
		dot: '#e4e1da',
		accent: '#3355ff',
		softText: '#6b7078',
		surface: '#ffffff',
		placeholder: '#f2f1ee',
		placeholderEdge: '#e0ded8',
		inks: {
			black: '#1f2328',
			grey: '#8a8f98',
			red: '#e03131',
			orange: '#e8710a',
			yellow: '#f0b400',
			green: '#16a06a',
			teal: '#0c9bb0',
			blue: '#3355ff',
			violet: '#7c4dff',
			pink: '#e64980',
			brown: '#8d6346',
			white: '#ffffff'
		},
		notes: { yellow: '#ffe58a', pink: '#ffc9da', green: '#c6efcf' }
	},
	dark: {
		paper: '#15171c',
		dot: '#262a32',
		accent: '#8097ff',
		softText: '#9aa0ab',
		surface: '#1e2128',
		placeholder: '#1e2128',
		placeholderEdge: '#343943',
		inks: {
			black: '#eceef2',
			grey: '#8f96a3',
			red: '#ff7b7b',
			orange: '#ffa14d',
			yellow: '#ffd24d',
			green: '#4cd39b',
			teal: '#4fd0e0',
			blue: '#8097ff',
			violet: '#ab8dff',
			pink: '#ff86b0',
			brown: '#c79a7b',
			white: '#ffffff'
		},
		notes: { yellow: '#e3c765', pink: '#e0a3b8', green: '#9ccfaa' }
	}
};

/** Text on notes is dark on both papers: the note is its ground. */
export const NOTE_TEXT = '#2a2620';
/** The name of a note's author: 4.6 to 1 on every note that has a ground of its own. */
export const NOTE_AUTHOR = '#4a4438';

/** The CSS colour of an element's colour: a name of the palette, or `#rrggbb` as it is. Unknown names are black. */
export function inkColor(color: string, theme: Theme): string {
	if (color.startsWith('#')) return color;
	const { inks } = PALETTES[theme];
	// Not by plain look-up: a stranger's "constructor" would find something.
	return Object.hasOwn(inks, color) ? inks[color as Ink] : inks.black;
}

/** The paper of a board with this background; null: as it is by itself. Named ones are a breath of their ink. */
export function paperColor(background: string | null, theme: Theme): string {
	if (!background) return PALETTES[theme].paper;
	return background.startsWith('#')
		? background
		: mix(inkColor(background, theme), PALETTES[theme].paper, 0.1);
}

/** The paper that is painted on. */
export function paperOf({
	paperColor,
	theme
}: {
	readonly paperColor?: string;
	readonly theme: Theme;
}): string {
	return paperColor ?? PALETTES[theme].paper;
}

/** A colour thinned out over the paper: 20 % in oklab. */
export function tintColor(color: string, theme: Theme): string {
	return mix(inkColor(color, theme), PALETTES[theme].paper, 0.2);
}

/** The ground of a note. */
export function noteColor(color: string, theme: Theme): string {
	const { notes } = PALETTES[theme];
	const ground = Object.hasOwn(notes, color) ? notes[color as Ink] : undefined;
	return ground ?? mix(inkColor(color, theme), '#ffffff', theme === 'light' ? 0.3 : 0.6);
}

/** Ink for letters on a ground of this colour: dark or light, whichever is read better. */
export function inkOn(ground: string): string {
	const [lightness = 0] = toOklab(ground);
	return lightness > 0.66 ? NOTE_TEXT : '#ffffff';
}

const mixed = new Map<string, string>();

function mix(over: string, under: string, part: number): string {
	const key = `${over} ${under} ${part}`;
	let color = mixed.get(key);
	if (!color) {
		const a = toOklab(over);
		const b = toOklab(under);
		color = fromOklab(a.map((value, i) => value * part + (b[i] ?? 0) * (1 - part)));
		mixed.set(key, color);
	}
	return color;
}

// Björn Ottosson, "A perceptual color space for image processing" (public domain).
function toOklab(hex: string): number[] {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
		const value = parseInt(hex.slice(i, i + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
	];
}

function fromOklab([L = 0, a = 0, b = 0]: number[]): string {
	const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const linear = [
		4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
		-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
		-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
	];
	const channels = linear.map((value) => {
		const srgb = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
		return Math.round(Math.min(1, Math.max(0, srgb)) * 255);
	});
	return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
