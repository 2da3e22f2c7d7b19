import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import type { Undo } from '../document/undo.ts';
import type { Pair, Point } from '../geometry/point.ts';
import { limitCamera, type Camera } from '../scene/camera.ts';
import { duplicateElements } from '../scene/duplicate-elements.ts';
import type { Scene } from '../scene/scene.ts';
import { ALL_TOOLS } from './all-tools.ts';
import type { PointerInput, ToolName } from './tool.ts';
import {
	NO_GESTURE,
	type GestureOverlay,
	type TextEditing,
	type ToolContext,
	type ToolStyle
} from './tool-context.ts';
import { ToolMachine } from './tool-machine.ts';

/** What changed, for whoever shows it. */
export type WorkspaceAspect = 'tool' | 'camera' | 'selection' | 'style' | 'gesture' | 'editing';

export interface WorkspaceOptions {
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly undo: Undo;
	readonly onChange: (aspect: WorkspaceAspect) => void;
	/** A draft that others have seen will not be committed. */
	readonly onDraftCancelled: (id: ElementId) => void;
	/** The person wants to choose pictures, to stand around this point. */
	readonly onPickImages: (at: Point) => void;
}

const DEFAULT_STYLE: ToolStyle = {
	color: 'black',
	strokeWidth: 3.5,
	fill: 'none',
	dash: 'solid',
	opacity: 1,
	fontSize: 20
};

/** One person's place at the board: tool, camera, selection, and what the hand is doing. Local, never shared. */
export class Workspace implements ToolContext {
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly #options: WorkspaceOptions;
	readonly #machine: ToolMachine;
	readonly #stop: () => void;
	#camera: Camera = { x: 0, y: 0, zoom: 1 };
	#selection: ReadonlySet<ElementId> = new Set();
	#style = DEFAULT_STYLE;
	#gesture = NO_GESTURE;
	#editing: TextEditing | null = null;
	#keepsTool = false;
	/** What was copied last, and the copies. */
	#duplicated: { readonly sources: readonly ElementId[]; readonly copies: readonly ElementId[] } = {
		sources: [],
		copies: []
	};
	#flushTyping: (() => void) | null = null;

	constructor(options: WorkspaceOptions) {
		this.#options = options;
		this.document = options.document;
		this.scene = options.scene;
		this.#machine = new ToolMachine(ALL_TOOLS, this.canWrite ? 'draw' : 'hand', this);
		this.#stop = options.scene.onChange(({ touched }) => this.#dropRemoved(touched));
	}

	get canWrite(): boolean {
		return this.document.canWrite;
	}

	get toolName(): ToolName {
		return this.#machine.tool.id;
	}

	get cursor(): string {
		return this.#machine.tool.cursor;
	}

	/** Tool and state, as "draw.drawing". */
	get path(): string {
		return this.#machine.path;
	}

	get camera(): Camera {
		return this.#camera;
	}
	set camera(camera: Camera) {
		this.#camera = limitCamera(camera);
		this.#options.onChange('camera');
	}

	get selection(): ReadonlySet<ElementId> {
		return this.#selection;
	}
	set selection(selection: ReadonlySet<ElementId>) {
		if (selection.size === 0 && this.#selection.size === 0) return;
		this.#selection = selection;
		this.#options.onChange('selection');
	}

	get style(): ToolStyle {
		return this.#style;
	}
	set style(style: ToolStyle) {
		this.#style = style;
		this.#options.onChange('style');
	}

	get keepsTool(): boolean {
		return this.#keepsTool;
	}
	set keepsTool(keeps: boolean) {
		this.#keepsTool = keeps;
		this.#options.onChange('tool');
	}

	get gesture(): GestureOverlay {
		return this.#gesture;
	}

	/** The text that is being typed; null when none is. */
	get editing(): TextEditing | null {
		return this.#editing;
	}

	mark(): void {
		this.#options.undo.mark();
	}

	showGesture(overlay: Partial<GestureOverlay>): void {
		this.#gesture = { ...this.#gesture, ...overlay };
		this.#options.onChange('gesture');
	}

	clearGesture(cancelled?: ElementId): void {
		if (cancelled) this.#options.onDraftCancelled(cancelled);
		this.#gesture = NO_GESTURE;
		this.#options.onChange('gesture');
	}

	duplicate(ids: ReadonlySet<ElementId>, by: Pair): void {
		this.mark();
		const copies = duplicateElements(this.document, this.scene, ids, by);
		this.#duplicated = { sources: [...ids], copies };
		this.selection = new Set(copies);
	}

	/** Copies the selection: so far beside it, or, right after it was itself copied and moved, as far on again. */
	duplicateSelection(by: Pair): void {
		if (this.#selection.size > 0) this.duplicate(this.#selection, this.#lastOffset() ?? by);
	}

	setTool(name: ToolName): void {
		this.#machine.setTool(name);
		if (name !== 'select') this.selection = new Set();
		this.#options.onChange('tool');
	}

	editText(editing: TextEditing): void {
		this.#editing = editing;
		this.#options.onChange('editing');
	}

	pickImages(at: Point): void {
		this.#options.onPickImages(at);
	}

	/**
	 * Whoever shows the field in which text is typed gives a function that writes what is not in the document yet, as
	 * what an input method is composing. Gives back its off.
	 */
	attachField(flush: () => void): () => void {
		this.#flushTyping = flush;
		return () => {
			if (this.#flushTyping === flush) this.#flushTyping = null;
		};
	}

	/** Ends typing. An element left without any text goes; what was typed into it can be brought back by undo. */
	endEditing(): void {
		const editing = this.#editing;
		if (!editing) return;
		// Before anything is decided by the text: a text whose only word is still being composed is not empty.
		this.#flushTyping?.();
		this.#editing = null;
		const element = this.scene.get(editing.elementId);
		if (element?.type === 'text' && element.text.trim() === '' && this.canWrite) {
			this.document.remove([editing.elementId]);
		}
		if (this.toolName === 'text' && !this.#keepsTool) this.setTool('select');
		if (element?.type === 'text' && element.text.trim() !== '') this.selection = new Set([element.id]);
		this.#options.onChange('editing');
	}

	pointerDown(input: PointerInput): void {
		this.#machine.pointerDown(input);
	}

	pointerMove(input: PointerInput): void {
		this.#machine.pointerMove(input);
	}

	pointerUp(input: PointerInput): void {
		this.#machine.pointerUp(input);
	}

	doubleClick(input: PointerInput): void {
		this.#machine.doubleClick(input);
	}

	/** Escape: takes back the gesture under way. */
	cancel(): void {
		this.#machine.cancel();
	}

	/** Something else took over, like a second finger. */
	interrupt(): void {
		this.#machine.interrupt();
	}

	destroy(): void {
		this.#machine.interrupt();
		this.endEditing();
		this.#stop();
	}

	/** How far what is selected was put from what it is a copy of; null when it is no copy, or of something that is gone. */
	#lastOffset(): Pair | null {
		const { sources, copies } = this.#duplicated;
		const isSelected =
			copies.length === this.#selection.size && copies.every((id) => this.#selection.has(id));
		const from = isSelected ? this.scene.boundsOf(sources) : null;
		const to = isSelected ? this.scene.boundsOf(copies) : null;
		if (!from || !to) return null;
		const [dx, dy] = [to.minX - from.minX, to.minY - from.minY];
		return dx === 0 && dy === 0 ? null : [dx, dy];
	}

	/** Somebody deleted what is selected here. */
	#dropRemoved(touched: ReadonlySet<ElementId>): void {
		const isGone = (id: ElementId) => touched.has(id) && !this.scene.get(id);
		const kept = [...this.#selection].filter((id) => !isGone(id));
		if (kept.length < this.#selection.size) this.selection = new Set(kept);
	}
}
