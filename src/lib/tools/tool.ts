// A tool is a small state chart: a few named states, each an object that hears of what the person does. What a state
// puts up temporarily, its `exit` takes down, so that every way out is clean.
import { SHAPE_NAMES } from '../document/element.ts';
import type { Point } from '../geometry/point.ts';
import type { ToolContext } from './tool-context.ts';

/** Every tool there is, in the order of the toolbar. */
export const TOOL_NAMES = [
	'select',
	'hand',
	'draw',
	'highlighter',
	'eraser',
	'ink-eraser',
	...SHAPE_NAMES,
	'arrow',
	'line',
	'text',
	'note',
	'frame',
	'image',
	'laser'
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** One place of the pointer, as the hardware reported it. */
export interface PointerSample {
	/** Page space. */
	readonly point: Point;
	/** 0 to 1; 0.5 where the hardware has none. */
	readonly pressure: number;
}

export interface Modifiers {
	readonly shift: boolean;
	readonly alt: boolean;
	/** Ctrl, or Cmd on a Mac. */
	readonly ctrl: boolean;
}

/** What a pointer did. */
export interface PointerInput extends PointerSample {
	/** View space, CSS px. */
	readonly view: Point;
	readonly pointerType: 'mouse' | 'pen' | 'touch';
	readonly modifiers: Modifiers;
	/** Everything since the last input, this one included; a fast pen reports several places a frame. */
	readonly samples: readonly PointerSample[];
	/** Where the browser expects it next. */
	readonly predicted: readonly PointerSample[];
}

/** One state of a tool. What it does not mention, it ignores. */
export interface ToolState {
	enter?(): void;
	pointerDown?(input: PointerInput): void;
	pointerMove?(input: PointerInput): void;
	pointerUp?(input: PointerInput): void;
	doubleClick?(input: PointerInput): void;
	/** The person took it back: Escape. The document is as it was before the gesture. */
	cancel?(): void;
	/** Enter: what has been made so far is all of it. */
	finish?(): void;
	/** Undo while it is under way takes back part of it; without this, all of it, as `cancel`. */
	stepBack?(): void;
	/** Something else took over: another tool, a pinch. By default as `cancel`. */
	interrupt?(): void;
	exit?(): void;
}

/** Goes to another state of the same tool, with what that state needs to know. */
export type Go = (state: string, info?: unknown) => void;

/** Makes a state when it is entered. */
export type StateFactory = (context: ToolContext, go: Go, info: never) => ToolState;

export interface Tool {
	readonly id: ToolName;
	readonly initial: string;
	readonly states: Readonly<Record<string, StateFactory>>;
	/** CSS cursor over the board. */
	readonly cursor: string;
}
