// Builds one open board out of everything below and owns its lifetime; the only bridge between the core and runes.
import type { BoardKeys } from '$lib/access/board-keys';
import { BoardDocument } from '$lib/document/board-document';
import type { ElementId } from '$lib/document/element';
import { Undo } from '$lib/document/undo';
import type { Point } from '$lib/geometry/point';
import type { Person } from '$lib/presence/people';
import { Presence } from '$lib/presence/presence';
import { createMeasure } from '$lib/render/fonts';
import type { Theme } from '$lib/render/palette';
import { cameraToFit, pageToView, viewToPage, zoomAt } from '$lib/scene/camera';
import { Scene } from '$lib/scene/scene';
import type { MeasureText } from '$lib/scene/text-layout';
import { BoardStorage } from '$lib/storage/board-storage';
import type { InkmeshDatabase } from '$lib/storage/database';
import { Provider } from '$lib/sync/provider';
import type { ToolName } from '$lib/tools/tool';
import type { TextEditing, ToolStyle } from '$lib/tools/tool-context';
import { Workspace } from '$lib/tools/workspace';
import { untrack } from 'svelte';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { describeStatus, type BoardStatus } from './board-status.ts';
import { CanvasLoop } from './canvas-loop.ts';
import { composeOverlay } from './compose-overlay.ts';
import type { User } from './user.svelte.ts';

export interface BoardOptions {
	readonly keys: BoardKeys;
	readonly user: User;
	/** Gives null where the browser refuses storage: the board then lives as long as the page. */
	readonly openDatabase: () => Promise<InkmeshDatabase | null>;
	readonly signalingUrl: string;
	readonly iceServers: readonly RTCIceServer[];
	readonly theme: () => Theme;
}

/** How the last stretch of view px around the content stays free when fitting it. */
const FIT_MARGIN_PX = 80;

/** What listeners of `Board.on` can hear of. */
export type BoardEvent = 'change' | 'selection' | 'camera' | 'tool' | 'status' | 'people';

export class Board {
	readonly keys: BoardKeys;
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly undo: Undo;
	readonly workspace: Workspace;
	readonly presence: Presence;
	readonly measure: MeasureText;
	readonly canvas: CanvasLoop;
	readonly #options: BoardOptions;
	readonly #doc = new Y.Doc();
	readonly #awareness = new Awareness(this.#doc);
	readonly #storage: BoardStorage;
	readonly #listeners = new Map<BoardEvent, Set<() => void>>();
	#provider: Provider | null = null;
	#isDestroyed = false;

	#tool = $state.raw<ToolName>('draw');
	#keepsTool = $state.raw(false);
	#style = $state.raw<ToolStyle>() as ToolStyle;
	#selection = $state.raw<ReadonlySet<ElementId>>(new Set());
	#selectionVersion = $state.raw(0);
	#editing = $state.raw<TextEditing | null>(null);
	#zoom = $state.raw(1);
	#canUndo = $state.raw(false);
	#canRedo = $state.raw(false);
	#title = $state.raw('');
	#people = $state.raw<readonly Person[]>([]);
	#status = $state.raw<BoardStatus>() as BoardStatus;
	#isGesturing = $state.raw(false);
	#canWrite = $state.raw(true);

	constructor(options: BoardOptions) {
		this.#options = options;
		this.keys = options.keys;
		this.document = new BoardDocument(this.#doc, {
			userId: options.user.id,
			canWrite: () => options.keys.role === 'editor'
		});
		this.measure = createMeasure(measuringContext());
		this.scene = new Scene(this.document, this.measure);
		this.undo = new Undo(this.document);
		this.canvas = new CanvasLoop({
			boardInput: () => ({
				scene: this.scene,
				camera: this.workspace.camera,
				size: this.canvas.size,
				style: this.#paintStyle(),
				hidden: this.workspace.gesture.moving?.ids ?? new Set()
			}),
			overlayInput: (now) =>
				composeOverlay({
					scene: this.scene,
					workspace: this.workspace,
					presence: this.presence,
					size: this.canvas.size,
					style: this.#paintStyle(),
					now
				}),
			onFrame: (now) => this.#frame(now)
		});
		this.presence = new Presence({
			awareness: this.#awareness,
			send: (packet) => this.#provider?.sendPresence(packet),
			onChange: () => this.canvas.invalidateOverlay(),
			onPeople: () => this.#peopleChanged()
		});
		this.workspace = new Workspace({
			document: this.document,
			scene: this.scene,
			undo: this.undo,
			onChange: (aspect) => this.#workspaceChanged(aspect),
			onDraftCancelled: (id) => this.presence.cancelDraft(id)
		});
		this.#tool = this.workspace.toolName;
		this.#style = this.workspace.style;
		this.#canWrite = this.document.canWrite;
		this.#storage = new BoardStorage({
			openDatabase: options.openDatabase,
			boardId: options.keys.boardId,
			doc: this.#doc,
			onStatus: () => this.#statusChanged()
		});
		this.#statusChanged();
		this.introduceSelf();
		this.scene.onChange((touched) => {
			this.presence.forgetDrafts(touched);
			this.canvas.invalidateBoard();
			if (this.#selection.size > 0) this.#selectionVersion++;
			this.#emit('change');
		});
		this.undo.onChange(() => {
			this.#canUndo = this.undo.canUndo;
			this.#canRedo = this.undo.canRedo;
		});
		this.document.maps.meta.observe(this.#metaChanged);
	}

	/** Loads what is stored here, then looks for people. Never throws: what fails is shown as status. */
	async open(): Promise<void> {
		await this.#storage.load();
		if (this.#isDestroyed) return;
		const provider = await Provider.open({
			doc: this.#doc,
			awareness: this.#awareness,
			roomName: this.keys.roomName,
			role: this.keys.role,
			signalingUrl: this.#options.signalingUrl,
			iceServers: this.#options.iceServers,
			onPresence: (clientId, packet) => this.presence.receive(clientId, packet, performance.now()),
			onChange: () => this.#statusChanged()
		});
		if (this.#isDestroyed) return provider.destroy();
		this.#provider = provider;
		this.#statusChanged();
	}

	get tool(): ToolName {
		return this.#tool;
	}

	get keepsTool(): boolean {
		return this.#keepsTool;
	}

	get style(): ToolStyle {
		return this.#style;
	}

	get selection(): ReadonlySet<ElementId> {
		return this.#selection;
	}

	/** Changes when a selected element does: for whoever shows its properties. */
	get selectionVersion(): number {
		return this.#selectionVersion;
	}

	get editing(): TextEditing | null {
		return this.#editing;
	}

	get zoom(): number {
		return this.#zoom;
	}

	get canUndo(): boolean {
		return this.#canUndo;
	}

	get canRedo(): boolean {
		return this.#canRedo;
	}

	get canWrite(): boolean {
		return this.#canWrite;
	}

	get title(): string {
		return this.#title;
	}

	/** Everybody else who is here. */
	get people(): readonly Person[] {
		return this.#people;
	}

	get status(): BoardStatus {
		return this.#status;
	}

	get theme(): Theme {
		return this.#options.theme();
	}

	/** Whether a finger or pen is at work, so that the interface stays out of its way. */
	get isGesturing(): boolean {
		return this.#isGesturing;
	}

	/** Peers linked over WebRTC right now. */
	get linkedPeers(): Provider['peers'] {
		return this.#provider?.peers ?? [];
	}

	/** Stored rows and records that were damaged or unknown and skipped. */
	get skippedCount(): number {
		return this.#storage.skippedCount + this.scene.skippedCount;
	}

	whenSaved(): Promise<void> {
		return this.#storage.whenSaved();
	}

	/** Tells the others our name and colour, as they are now. */
	introduceSelf(): void {
		const { name, color } = this.#options.user;
		this.presence.setSelf({ name, color, selection: [...this.workspace.selection] });
	}

	/** Puts what is on the page into the middle of the view. */
	zoomToFit(ids?: Iterable<ElementId>): void {
		const box = ids ? this.scene.boundsOf(ids) : this.scene.bounds();
		if (!box) this.workspace.camera = { x: 0, y: 0, zoom: 1 };
		else this.workspace.camera = cameraToFit(box, this.canvas.size, FIT_MARGIN_PX);
	}

	/** Zooms about the middle of the view. */
	zoomTo(zoom: number): void {
		const { width, height } = this.canvas.size;
		this.workspace.camera = zoomAt(this.workspace.camera, { x: width / 2, y: height / 2 }, zoom);
	}

	pageToScreen(page: Point): Point {
		return pageToView(this.workspace.camera, page);
	}

	screenToPage(view: Point): Point {
		return viewToPage(this.workspace.camera, view);
	}

	/** The network or the page came back. */
	probe(): void {
		this.#provider?.probe();
	}

	/** A font has arrived or the theme changed: everything is measured and drawn anew. */
	refresh({ remeasure = false } = {}): void {
		if (remeasure) this.scene.remeasure();
		this.canvas.invalidateBoard();
	}

	on(event: BoardEvent, listener: () => void): () => void {
		const listeners = this.#listeners.get(event) ?? new Set();
		this.#listeners.set(event, listeners.add(listener));
		return () => listeners.delete(listener);
	}

	/** Leaves the room for now, as when the page goes into the browser's cache. */
	leave(): void {
		this.#provider?.destroy();
		this.#provider = null;
	}

	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		this.workspace.destroy();
		this.presence.destroy();
		this.leave();
		this.#storage.destroy();
		this.canvas.destroy();
		this.document.maps.meta.unobserve(this.#metaChanged);
		this.undo.destroy();
		this.scene.destroy();
		this.document.destroy();
		this.#awareness.destroy();
		this.#doc.destroy();
	}

	#frame(now: number): boolean {
		this.presence.sendFrame(this.workspace.gesture.draft, now);
		return this.presence.isMoving(now);
	}

	#paintStyle() {
		const theme = untrack(this.#options.theme);
		return { theme, measure: this.measure, hiddenTextId: this.workspace.editing?.elementId ?? null };
	}

	#workspaceChanged(aspect: 'tool' | 'camera' | 'selection' | 'style' | 'gesture' | 'editing'): void {
		const { workspace } = this;
		switch (aspect) {
			case 'tool':
				this.#tool = workspace.toolName;
				this.#keepsTool = workspace.keepsTool;
				return this.#emit('tool');
			case 'style':
				this.#style = workspace.style;
				return;
			case 'camera':
				this.#zoom = workspace.camera.zoom;
				this.canvas.invalidateBoard();
				return this.#emit('camera');
			case 'selection':
				this.#selection = workspace.selection;
				this.presence.setSelection([...workspace.selection]);
				this.canvas.invalidateOverlay();
				return this.#emit('selection');
			case 'editing':
				this.#editing = workspace.editing;
				return this.canvas.invalidateBoard();
			case 'gesture':
				this.#gestureChanged();
				return;
			default:
				aspect satisfies never;
		}
	}

	#movingBefore: unknown = null;

	#gestureChanged(): void {
		const { moving, draft } = this.workspace.gesture;
		this.#isGesturing = moving !== null || draft !== null;
		// What is being moved is not drawn on the board, so it needs a redraw when that begins and when it ends.
		if ((moving === null) !== (this.#movingBefore === null)) this.canvas.invalidateBoard();
		else this.canvas.invalidateOverlay();
		this.#movingBefore = moving;
	}

	#peopleChanged(): void {
		this.#people = this.presence.people;
		this.canvas.invalidateOverlay();
		this.#statusChanged();
		this.#emit('people');
	}

	#statusChanged(): void {
		this.#status = describeStatus({
			storage: this.#storage.state.status,
			signaling: this.#provider?.signalingStatus ?? null,
			peerCount: this.presence.people.length,
			isEmpty: this.scene.count === 0,
			role: this.keys.role
		});
		this.#emit('status');
	}

	readonly #metaChanged = () => {
		this.#title = this.document.title;
		this.#canWrite = this.document.canWrite;
		// A gesture that could no longer be written ends here, as if it had been taken back.
		if (!this.#canWrite) this.workspace.setTool('hand');
	};

	#emit(event: BoardEvent): void {
		for (const listener of this.#listeners.get(event) ?? []) listener();
	}
}

function measuringContext(): CanvasRenderingContext2D {
	const context = document.createElement('canvas').getContext('2d');
	if (!context) throw new Error('expected a 2D canvas, got none');
	return context;
}
