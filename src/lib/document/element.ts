import type { Pair } from '../geometry/point.ts';

/** 12 letters of a 64-letter alphabet, random: two people never make the same one. */
export type ElementId = string & { readonly brand: 'ElementId' };

/** What every element has. */
interface Common {
	readonly id: ElementId;
	/** Fractional index: elements are painted in its order, equal ones by id. */
	readonly index: string;
	/** The group or frame it belongs to; it may be missing or part of a cycle, see `resolve-parents.ts`. */
	readonly parent: ElementId | null;
	/** A name of the palette, or `#rrggbb`. */
	readonly color: string;
	/** 0 (invisible) to 1. */
	readonly opacity: number;
	/** Radians clockwise about the middle of the element's bounds. */
	readonly rotation: number;
	readonly isLocked: boolean;
	/** Where a click on it leads: an address of the web; null for nowhere. */
	readonly link: string | null;
	/** User id of the author, as the author claimed it. */
	readonly by: string;
	/** Creation time, ms since 1970, by the author's clock. */
	readonly at: number;
}

interface Boxed extends Common {
	/** Top left corner, page space. */
	readonly position: Pair;
	/** Width and height, page units, at least 0. */
	readonly size: Pair;
}

export type Fill = 'none' | 'tint' | 'solid' | 'hatch';
export type Dash = 'solid' | 'dashed' | 'dotted';
export type ArrowHead = 'none' | 'arrow' | 'triangle' | 'circle' | 'diamond' | 'bar';
export type TextAlign = 'start' | 'middle' | 'end';
export type FontName = 'hand' | 'sans' | 'serif' | 'mono';
/** How a closed shape is called; each fills its box. */
export type ShapeName = (typeof SHAPE_NAMES)[number];
export const SHAPE_NAMES = [
	'rectangle',
	'ellipse',
	'diamond',
	'triangle',
	'hexagon',
	'star',
	'cloud',
	'block-arrow'
] as const;
/** How an arrow goes from end to end: in one bow (or straight, when it has no bend), or in right angles. */
export type ArrowRoute = 'bow' | 'elbow';

/** Mirrored left to right, upside down; before its rotation. */
interface Flippable {
	readonly flipX: boolean;
	readonly flipY: boolean;
}

interface Outlined {
	readonly strokeWidth: number;
	readonly dash: Dash;
}

/** Text stands in the document's `texts`; here is its content at the moment the element was read. */
interface Lettered {
	readonly text: string;
	readonly fontSize: number;
	readonly font: FontName;
	readonly align: TextAlign;
}

export interface StrokeElement extends Common {
	readonly type: 'stroke';
	/** Of the first point, page space. */
	readonly position: Pair;
	/** See `packed-points.ts`; relative to `position`, before `scale`. Not to be changed. */
	readonly points: Uint8Array;
	/** Diameter at half pressure, page units. */
	readonly size: number;
	readonly scale: Pair;
	/** False where the pointer gave no pressure and speed stands in for it. */
	readonly hasPressure: boolean;
	/** Ink of one width that what lies below can be read through. */
	readonly isHighlighter: boolean;
}

export interface ShapeElement extends Boxed, Outlined, Lettered, Flippable {
	readonly type: ShapeName;
	readonly fill: Fill;
	readonly isRounded: boolean;
	/** How roughly its outline is drawn: 0 exactly, to 3. */
	readonly roughness: number;
	readonly verticalAlign: TextAlign;
}

export interface LineElement extends Common, Outlined {
	readonly type: 'line';
	readonly position: Pair;
	/** As a stroke's; pressure is not used. */
	readonly points: Uint8Array;
	readonly scale: Pair;
	readonly isCurved: boolean;
}

/** One end of an arrow: free at `point`, or bound to an element and then `point` is where it falls back to. */
export interface ArrowEnd {
	readonly point: Pair;
	readonly id?: ElementId;
	/** Where on the bound element, as parts of its width and height: [0.5, 0.5] is its middle. */
	readonly anchor?: Pair;
	/** It ends at the anchor itself, instead of at the outline on the way there. */
	readonly isInside?: true;
}

export interface ArrowElement extends Common, Outlined, Lettered {
	readonly type: 'arrow';
	readonly start: ArrowEnd;
	readonly end: ArrowEnd;
	readonly route: ArrowRoute;
	/** How far the middle stands off the straight way, page units, to the left when positive. */
	readonly bend: number;
	/** Where its label stands, as a part of its way: 0 at the start, 1 at the end. */
	readonly labelAt: number;
	readonly startHead: ArrowHead;
	readonly endHead: ArrowHead;
}

export interface TextElement extends Common, Lettered {
	readonly type: 'text';
	readonly position: Pair;
	/** Where lines wrap, page units; null: as wide as its longest line. */
	readonly width: number | null;
}

export interface NoteElement extends Boxed, Lettered {
	readonly type: 'note';
	/** The name of whoever wrote it, as it was then and as they claimed it; '' for nobody. */
	readonly author: string;
}

export interface FrameElement extends Boxed, Lettered {
	readonly type: 'frame';
}

export interface ImageElement extends Boxed, Flippable {
	readonly type: 'image';
	/** Name of the blob in the asset store: the hash of its bytes. */
	readonly asset: string;
	/** The part shown, as parts of the whole: [left, top, width, height]. */
	readonly crop: readonly [number, number, number, number] | null;
}

export interface GroupElement extends Common {
	readonly type: 'group';
}

/** An element of a newer version: kept as it is and shown as a labelled box. */
export interface UnknownElement extends Boxed {
	readonly type: 'unknown';
	readonly originalType: string;
}

/** One drawn thing, decoded and valid. Immutable: a change makes another object. */
export type Element =
	| StrokeElement
	| ShapeElement
	| LineElement
	| ArrowElement
	| TextElement
	| NoteElement
	| FrameElement
	| ImageElement
	| GroupElement
	| UnknownElement;

/** Whether elements of this type carry text: their `Y.Text` is made together with their record. */
export function canHaveText(type: string): boolean {
	return TEXT_TYPES.has(type);
}

/** Whether elements of this type are closed shapes. */
export function isShapeName(type: string): type is ShapeName {
	return SHAPE_TYPES.has(type);
}

const SHAPE_TYPES = new Set<string>(SHAPE_NAMES);
const TEXT_TYPES = new Set<string>([...SHAPE_NAMES, 'arrow', 'text', 'note', 'frame']);
