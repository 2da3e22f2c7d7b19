import type { BoardDocument } from '../document/board-document.ts';
import type { Element, ElementId } from '../document/element.ts';
import type { Pair, Point } from '../geometry/point.ts';
import type { Transform } from '../geometry/transform.ts';
import type { Camera } from '../scene/camera.ts';
import type { Scene } from '../scene/scene.ts';
import type { Guide, SnapTo } from '../scene/snapping.ts';
import type { SelectionFrame } from '../scene/selection-frame.ts';
import type { ToolName } from './tool.ts';
import type { ToolStyle } from './tool-style.ts';

/** An element in progress: shown here and to others, not yet in the document. */
export interface ElementDraft {
	readonly elementId: ElementId;
	/** The record without points. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** Flat x, y, pressure, relative to `fields.position`; grows in place. */
	readonly points: number[] | null;
	/** Further points, where the pointer is expected by the time the frame is seen: shown here only, and not for long. */
	readonly ahead?: { readonly points: readonly number[]; readonly until: number };
}

/** Elements that are being moved, turned or scaled; or copies of them, which leave them where they are. */
export interface TransformingElements {
	readonly ids: ReadonlySet<ElementId>;
	readonly transform: Transform;
	readonly areCopies: boolean;
}

/** What the overlay shows while a gesture is under way. */
export interface GestureOverlay {
	readonly draft: ElementDraft | null;
	readonly marquee: { readonly from: Point; readonly to: Point } | null;
	readonly doomed: ReadonlySet<ElementId>;
	readonly transforming: TransformingElements | null;
	/** Elements as they will be, shown in place of those that there are. */
	readonly edited: ReadonlyMap<ElementId, Element>;
	readonly bindTarget: ElementId | null;
	/** What lines up with what is dragged. */
	readonly guides: readonly Guide[];
	/** A way drawn round what will be selected, page space. */
	readonly lasso: readonly Point[] | null;
	/** Whether the pointer is a beam that points at things. */
	readonly isLaser: boolean;
	/** What the pointer would do, as a CSS cursor; null: what the tool says. */
	readonly cursor: string | null;
}

export const NO_GESTURE: GestureOverlay = {
	draft: null,
	marquee: null,
	doomed: new Set(),
	transforming: null,
	edited: new Map(),
	bindTarget: null,
	guides: [],
	lasso: null,
	isLaser: false,
	cursor: null
};

/** A text being typed: of an element, or of one that will be made with its first letter. */
export interface TextEditing {
	readonly elementId: ElementId;
	readonly isNew: boolean;
	/** Where a new text stands, page space. */
	readonly position: Pair;
	/** How wide a new text is, page units; left out: as its lines. */
	readonly width?: number;
}

/** All that a tool may see and do. */
export interface ToolContext {
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly style: ToolStyle;
	/** False for a viewer: nothing may be written. */
	readonly canWrite: boolean;
	/** What is snapped to unless Ctrl says otherwise. */
	readonly snaps: SnapTo;
	/** Whether the tool stays active after making something. */
	readonly keepsTool: boolean;
	camera: Camera;
	selection: ReadonlySet<ElementId>;
	/** The group whose members are selected one by one; null: groups count as one. */
	focusedGroup: ElementId | null;
	/** The selected picture whose handles choose what of it is shown; null: handles scale. */
	cropped: ElementId | null;
	/** The frame round the selection; null where there is none. */
	readonly selectionFrame: SelectionFrame | null;
	/** What is shown of the gesture under way. */
	readonly gesture: GestureOverlay;
	/** Begins an undo step. */
	mark(): void;
	/** Shows something while the gesture lasts; what is left out stays. */
	showGesture(overlay: Partial<GestureOverlay>): void;
	/** Takes down all that was shown. `cancelled` names a draft that will not be committed. */
	clearGesture(cancelled?: ElementId): void;
	/** What was being transformed is left where it was; others have seen it on its way. */
	cancelTransform(): void;
	setTool(name: ToolName): void;
	editText(editing: TextEditing): void;
	/** Lets the person choose files, whose pictures then stand around this point. */
	pickImages(at: Point): void;
	/** Leaves for an address of the web, in a tab of its own. */
	openLink(link: string): void;
}

/** Page units that this many view px are. */
export function viewPixels(context: ToolContext, px: number): number {
	return px / context.camera.zoom;
}
