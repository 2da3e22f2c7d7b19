import * as Y from 'yjs';
import { expect } from 'vitest';
import { BoardDocument } from '../../src/lib/document/board-document.ts';
import type { Element, ElementId } from '../../src/lib/document/element.ts';
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { Undo } from '../../src/lib/document/undo.ts';
import type { Pair, Point } from '../../src/lib/geometry/point.ts';
import { viewToPage } from '../../src/lib/scene/camera.ts';
import { Scene } from '../../src/lib/scene/scene.ts';
import { roughMeasure } from '../../src/lib/scene/text-layout.ts';
import { ALL_TOOLS } from '../../src/lib/tools/all-tools.ts';
import { duplicateSelection } from '../../src/lib/tools/duplicate-selection.ts';
import type { Modifiers, PointerInput, PointerSample, ToolName } from '../../src/lib/tools/tool.ts';
import { Workspace, type WorkspaceAspect } from '../../src/lib/tools/workspace.ts';

export interface BoardDriverOptions {
	/** False for a viewer. */
	readonly canWrite?: boolean;
	/** What is on the board already; written by somebody else, so that undo here does not reach it. */
	readonly elements?: readonly ElementInput[];
}

/** How a pointer event differs from a mouse's without any key held. */
export interface PointerOptions extends Partial<Modifiers> {
	readonly pointerType?: PointerInput['pointerType'];
	readonly pressure?: number;
	/** Places passed since the last event, as [x, y, pressure]; the event's own comes last. */
	readonly coalesced?: readonly (readonly [x: number, y: number, pressure?: number])[];
	/** Places the browser expects the pointer at next. */
	readonly predicted?: readonly (readonly [x: number, y: number])[];
}

/**
 * One person at one board, without a browser: all from the document to the tools is real, only the pointer is played.
 * Coordinates are view px, which are page units while the camera has not moved.
 */
export class BoardDriver {
	readonly doc = new Y.Doc();
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly undoStack: Undo;
	readonly workspace: Workspace;
	/** Of what was there from the start, in the order given. */
	readonly ids: readonly ElementId[];
	/** Drafts of which others were told that they will not be committed. */
	readonly cancelledDrafts: ElementId[] = [];
	/** Links that were followed. */
	readonly followed: string[] = [];
	/** Where pictures were asked for. */
	readonly picks: Point[] = [];
	/** What the workspace told of, in order. */
	readonly told: WorkspaceAspect[] = [];
	isEditor: boolean;

	constructor({ canWrite = true, elements = [] }: BoardDriverOptions = {}) {
		const before = new Y.Doc();
		this.ids = new BoardDocument(before, { userId: 'bob' }).create(elements);
		Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(before));
		this.isEditor = canWrite;
		this.document = new BoardDocument(this.doc, { userId: 'alice', canWrite: () => this.isEditor });
		this.scene = new Scene(this.document, roughMeasure);
		this.undoStack = new Undo(this.document);
		this.workspace = new Workspace({
			document: this.document,
			scene: this.scene,
			undo: this.undoStack,
			onChange: (aspect) => this.told.push(aspect),
			onDraftCancelled: (id) => this.cancelledDrafts.push(id),
			onTransformCancelled: () => undefined,
			onPickImages: (at) => this.picks.push(at),
			onOpenLink: (link) => this.followed.push(link)
		});
		this.workspace.addTools(ALL_TOOLS);
		this.told.length = 0;
	}

	setTool(name: ToolName): this {
		this.workspace.setTool(name);
		return this;
	}

	keepTool(): this {
		this.workspace.keepsTool = true;
		return this;
	}

	zoomTo(zoom: number, x = 0, y = 0): this {
		this.workspace.camera = { x, y, zoom };
		return this;
	}

	select(...ids: readonly (ElementId | undefined)[]): this {
		this.workspace.selection = new Set(ids.filter((id) => id !== undefined));
		return this;
	}

	pointerDown(x: number, y: number, options?: PointerOptions): this {
		this.workspace.pointerDown(this.#inputAt(x, y, options));
		return this;
	}

	pointerMove(x: number, y: number, options?: PointerOptions): this {
		this.workspace.pointerMove(this.#inputAt(x, y, options));
		return this;
	}

	pointerUp(x: number, y: number, options?: PointerOptions): this {
		this.workspace.pointerUp(this.#inputAt(x, y, options));
		return this;
	}

	/** Down and up at one place. */
	click(x: number, y: number, options?: PointerOptions): this {
		return this.pointerDown(x, y, options).pointerUp(x, y, options);
	}

	doubleClick(x: number, y: number, options?: PointerOptions): this {
		this.click(x, y, options).click(x, y, options);
		this.workspace.doubleClick(this.#inputAt(x, y, options));
		return this;
	}

	/** Down at one place, over the middle of the way to the other, up there. */
	drag(from: readonly [number, number], to: readonly [number, number], options?: PointerOptions): this {
		return this.pointerDown(...from, options)
			.pointerMove((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, options)
			.pointerMove(...to, options)
			.pointerUp(...to, options);
	}

	/** Ctrl+D. */
	duplicate(by: Pair): this {
		duplicateSelection(this.workspace, by);
		return this;
	}

	/** Escape. */
	cancel(): this {
		this.workspace.cancel();
		return this;
	}

	/** A second finger, or another tool. */
	interrupt(): this {
		this.workspace.interrupt();
		return this;
	}

	undo(): this {
		this.undoStack.undo();
		return this;
	}

	redo(): this {
		this.undoStack.redo();
		return this;
	}

	/** The tool and its state, as "draw.drawing". */
	expectState(path: string): this {
		expect(this.workspace.path).toBe(path);
		return this;
	}

	/** All elements, in paint order. */
	elements(): Element[] {
		return this.scene.inOrder().map(({ element }) => element);
	}

	/** The one element that was not there from the start, which must be of this type. */
	made<T extends Element['type']>(type: T): Element & { readonly type: T } {
		const made = this.elements().filter(({ id }) => !this.ids.includes(id));
		if (made.length !== 1 || made[0]?.type !== type) {
			throw new Error(
				`expected one new ${type}, got ${made.map((element) => element.type).join(', ') || 'none'}`
			);
		}
		return made[0] as Element & { readonly type: T };
	}

	selection(): ElementId[] {
		return [...this.workspace.selection];
	}

	/** What is shared, as it stands: to compare two moments by. */
	content(): object {
		const { elements, edits, texts } = this.document.maps;
		return { elements: elements.toJSON(), edits: edits.toJSON(), texts: texts.toJSON() };
	}

	#inputAt(x: number, y: number, options: PointerOptions = {}): PointerInput {
		const {
			shift = false,
			alt = false,
			ctrl = false,
			pointerType = 'mouse',
			pressure = 0.5,
			coalesced,
			predicted = []
		} = options;
		const view: Point = { x, y };
		const sampleAt = (at: Point, itsPressure: number): PointerSample => ({
			point: viewToPage(this.workspace.camera, at),
			pressure: itsPressure
		});
		const own = sampleAt(view, pressure);
		return {
			...own,
			view,
			pointerType,
			modifiers: { shift, alt, ctrl },
			samples: coalesced?.map(([atX, atY, its = pressure]) => sampleAt({ x: atX, y: atY }, its)) ?? [own],
			predicted: predicted.map(([atX, atY]) => sampleAt({ x: atX, y: atY }, pressure))
		};
	}
}
