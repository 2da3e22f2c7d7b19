import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import type { Undo } from '../document/undo.ts';
import type { Point } from '../geometry/point.ts';
import { limitCamera, type Camera } from '../scene/camera.ts';
import type { SnapTo } from '../scene/snapping.ts';
import { selectionFrame, type SelectionFrame } from '../scene/selection-frame.ts';
import type { Scene } from '../scene/scene.ts';
import { FIRST_TOOLS } from './first-tools.ts';
import type { PointerInput, Tool, ToolName } from './tool.ts';
import { NO_GESTURE, type GestureOverlay, type TextEditing, type ToolContext } from './tool-context.ts';
import { DEFAULT_STYLE, type ToolStyle } from './tool-style.ts';
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
	/** What others have seen being dragged is where it was. */
	readonly onTransformCancelled: () => void;
	/** The person wants to choose pictures, to stand around this point. */
	readonly onPickImages: (at: Point) => void;
	/** The person follows a link. */
	readonly onOpenLink: (link: string) => void;
}

const NONE: ReadonlySet<ElementId> = new Set();

/** One person's place at the board: tool, camera, selection, and what the hand is doing. Local, never shared. */
export class Workspace implements ToolContext {
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly #options: WorkspaceOptions;
	readonly #machine: ToolMachine;
	readonly #stop: () => void;
	#camera: Camera = { x: 0, y: 0, zoom: 1 };
	#selection: ReadonlySet<ElementId> = new Set();
	#focusedGroup: ElementId | null = null;
	#cropped: ElementId | null = null;
	/** Undefined while it has to be worked out anew. */
	#selectionFrame: SelectionFrame | null | undefined;
	#style: ToolStyle = DEFAULT_STYLE;
	#gesture = NO_GESTURE;
	#hidden: ReadonlySet<ElementId> = NONE;
	#editing: TextEditing | null = null;
	#keepsTool = false;
	#snaps: SnapTo = { grid: false, elements: false };
	/** What the transforming elements hide. */
	#hiddenFor: { readonly ids: ReadonlySet<ElementId>; readonly hidden: ReadonlySet<ElementId> } | null = null;
	#flushTyping: (() => void) | null = null;

	constructor(options: WorkspaceOptions) {
		this.#options = options;
		this.document = options.document;
		this.scene = options.scene;
		this.#machine = new ToolMachine(FIRST_TOOLS, this.canWrite ? 'draw' : 'hand', this);
		this.#stop = options.scene.onChange(({ touched }) => {
			this.#selectionFrame = undefined;
			this.#dropRemoved(touched);
		});
	}

	get canWrite(): boolean {
		return this.document.canWrite;
	}

	get toolName(): ToolName {
		return this.#machine.tool.id;
	}

	get cursor(): string {
		return this.#gesture.cursor ?? this.#machine.tool.cursor;
	}

	/** Whether something on the board is being made or changed by the pointer. */
	get isGesturing(): boolean {
		const { draft, transforming, edited } = this.#gesture;
		return draft !== null || transforming !== null || edited.size > 0;
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
		this.#selectionFrame = undefined;
		if (this.#cropped && !(selection.size === 1 && selection.has(this.#cropped))) this.#cropped = null;
		this.#options.onChange('selection');
	}

	get focusedGroup(): ElementId | null {
		return this.#focusedGroup;
	}
	set focusedGroup(group: ElementId | null) {
		this.#focusedGroup = group;
	}

	get cropped(): ElementId | null {
		return this.#cropped;
	}
	set cropped(image: ElementId | null) {
		this.#cropped = image;
		this.#options.onChange('gesture');
	}

	get selectionFrame(): SelectionFrame | null {
		if (this.#selectionFrame === undefined) {
			this.#selectionFrame = selectionFrame(this.scene, this.#selection);
		}
		return this.#selectionFrame;
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

	get snaps(): SnapTo {
		return this.#snaps;
	}
	set snaps(snaps: SnapTo) {
		this.#snaps = snaps;
		this.#options.onChange('tool');
	}

	get gesture(): GestureOverlay {
		return this.#gesture;
	}

	/** What is shown as it will be, and so not as it is. */
	get hidden(): ReadonlySet<ElementId> {
		return this.#hidden;
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
		this.#hidden = this.#hiddenNow();
		this.#options.onChange('gesture');
	}

	clearGesture(cancelled?: ElementId): void {
		if (cancelled) this.#options.onDraftCancelled(cancelled);
		this.#gesture = NO_GESTURE;
		this.#hidden = NONE;
		this.#options.onChange('gesture');
	}

	cancelTransform(): void {
		this.#options.onTransformCancelled();
	}

	/** More tools have come. Who chose one of them before it was there has it now. */
	addTools(tools: readonly Tool[]): void {
		this.#machine.add(tools);
		this.#options.onChange('tool');
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

	openLink(link: string): void {
		this.#options.onOpenLink(link);
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
		const isEmpty = element?.type === 'text' && element.text.trim() === '';
		if (isEmpty && this.canWrite) this.document.remove([editing.elementId]);
		if (this.toolName === 'text' && !this.#keepsTool) this.setTool('select');
		// It may be given another look now.
		if (element && !isEmpty && (element.type === 'text' || this.toolName === 'select'))
			this.selection = new Set([element.id]);
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

	/** Escape: takes back the gesture under way; where there is none, goes back to the tool that selects. */
	cancel(): void {
		const wasBusy = this.#machine.isBusy;
		this.#machine.cancel();
		if (!wasBusy && this.toolName !== 'select') this.setTool('select');
	}

	/** Whether Enter would end what is being made. */
	get canFinish(): boolean {
		return this.#machine.canFinish;
	}

	/** Enter: ends what is being made. */
	finish(): void {
		this.#machine.finish();
	}

	/** Undo: takes back something of the gesture under way; false when there is none. */
	stepBack(): boolean {
		return this.#machine.stepBack();
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

	/** The same set as long as it is of the same elements: who paints the board compares it. */
	#hiddenNow(): ReadonlySet<ElementId> {
		const { transforming, edited } = this.#gesture;
		if (transforming?.areCopies) return NONE;
		const ids = transforming?.ids ?? edited;
		if (ids.size === 0) return NONE;
		if (this.#hiddenFor?.ids === transforming?.ids && this.#hiddenFor && transforming) {
			return this.#hiddenFor.hidden;
		}
		const all = new Set(ids.keys());
		// What holds on to something that moves is seen to follow it.
		for (const arrow of this.scene.arrowsAt(all)) all.add(arrow);
		const isSame = all.size === this.#hidden.size && [...all].every((id) => this.#hidden.has(id));
		const hidden = isSame ? this.#hidden : all;
		this.#hiddenFor = transforming ? { ids: transforming.ids, hidden } : null;
		return hidden;
	}

	/** Somebody deleted what is selected here. */
	#dropRemoved(touched: ReadonlySet<ElementId>): void {
		const isGone = (id: ElementId) => touched.has(id) && !this.scene.get(id);
		const kept = [...this.#selection].filter((id) => !isGone(id));
		if (kept.length < this.#selection.size) this.selection = new Set(kept);
	}
}
