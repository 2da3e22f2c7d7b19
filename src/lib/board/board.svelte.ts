// Builds one open board out of everything below and owns its lifetime; the only bridge between the core and runes.
import type { BoardKeys } from '$lib/access/board-keys';
import { BoardDocument } from '$lib/document/board-document';
import type { ElementId } from '$lib/document/element';
import { speedUpStrings } from '$lib/document/lib0-strings';
import { Undo } from '$lib/document/undo';
import type { Point } from '$lib/geometry/point';
import type { Person } from '$lib/presence/people';
import { Presence } from '$lib/presence/presence';
import { createMeasure } from '$lib/render/fonts';
import { paperColor, type Theme } from '$lib/render/palette';
import { cameraToFit, pageToView, viewportOf, viewToPage, zoomAt } from '$lib/scene/camera';
import { Scene } from '$lib/scene/scene';
import type { MeasureText } from '$lib/scene/text-layout';
import { BoardStorage } from '$lib/storage/board-storage';
import type { InkmeshDatabase } from '$lib/storage/database';
import type { PointerInput, Tool } from '$lib/tools/tool';
import { Workspace, type WorkspaceAspect } from '$lib/tools/workspace';
import { untrack } from 'svelte';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { BoardMailbox } from './board-mailbox.ts';
import { BoardState } from './board-state.svelte.ts';
import { describeStatus } from './board-status.ts';
import { Dragged, ownEdit, ownTransform } from './dragged.ts';
import type { Diagnosis, DoctorFacts } from './connection-doctor.ts';
import { isUnreachable } from './connection-facts.ts';
import { Connections } from './connections.ts';
import { CanvasLoop } from './canvas-loop.ts';
import { mailboxPlaceOf, type Durability } from './durability.ts';
import type { composeSelection } from './compose-selection.ts';
import { composeOverlay } from './compose-overlay.ts';
import { Images } from './images.ts';
import type { RoomServerUrls } from './room-server-urls.ts';
import { RoughOutlines } from './rough-outlines.ts';
import { runInSlices } from './turns.ts';
import type { Slides } from './slides.svelte.ts';
import type { User } from './user.svelte.ts';
import { ViewSettings } from './view-settings.svelte.ts';

export interface BoardOptions {
	readonly keys: BoardKeys;
	readonly user: User;
	/** Throws where the browser gives no storage: the board then lives as long as the page. */
	readonly openDatabase: () => Promise<InkmeshDatabase>;
	/** A second connection, for images; null where the browser gives no storage. */
	readonly openAssets: () => Promise<InkmeshDatabase | null>;
	readonly roomServer: Promise<RoomServerUrls>;
	readonly theme: () => Theme;
	/** What is stored is not taken in before this, which should be soon: that holds up the page. */
	readonly beforeTakingIn: () => Promise<void>;
	/** Whether the board was made here just now, and not opened by somebody's link. */
	readonly isNew: boolean;
}

/** Round trips change so often. */
const DOCTOR_INTERVAL_MS = 1_000;

const PART_MISSING =
	'The part of Inkmesh that meets others could not be loaded. It is tried again; reloading this page may help.';

/** How the last stretch of view px around the content stays free when fitting it. */
const FIT_MARGIN_PX = 80;

const NONE: ReadonlySet<ElementId> = new Set();

/** What a board does not need for the first stroke. */
export interface EditingPart {
	readonly tools: readonly Tool[];
	readonly composeSelection: typeof composeSelection;
	readonly slides: Slides;
	/** The pointer is here, at work or over the board; null: it works no more. */
	readonly onWork: (input: PointerInput | null) => void;
	/** Ends what it listens to. */
	readonly destroy: () => void;
}

/** What listeners of `Board.on` can hear of. */
export type BoardEvent =
	'loaded' | 'change' | 'title' | 'selection' | 'camera' | 'tool' | 'status' | 'people';

export class Board {
	readonly keys: BoardKeys;
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly undo: Undo;
	readonly workspace: Workspace;
	readonly presence: Presence;
	readonly measure: MeasureText;
	readonly canvas: CanvasLoop;
	readonly images: Images;
	readonly state = new BoardState();
	readonly #rough = new RoughOutlines(() => this.refresh());
	/** A shape's rough outline; null while it has none. */
	readonly roughOf = this.#rough.of;
	readonly #options: BoardOptions;
	readonly #doc = new Y.Doc();
	readonly #awareness = new Awareness(this.#doc);
	readonly #storage: BoardStorage;
	readonly #mailbox: BoardMailbox;
	readonly connections: Connections;
	readonly #listeners = new Map<BoardEvent, Set<() => void>>();
	#isLoaded = false;
	#isDestroyed = false;
	#composeSelection: typeof composeSelection | null = null;
	#endEditing: (() => void) | null = null;
	/** What editing wants to know of the pointer; nothing until it has come. */
	onWork: EditingPart['onWork'] = () => undefined;
	#hasMetOthers = false;
	readonly #dragged = new Dragged();
	readonly view = new ViewSettings(() => this.#followView());
	#slides = $state.raw<Slides | null>(null);

	/** What the board's layer was last told to leave out, or to draw faint. */
	#shown: {
		readonly hidden: ReadonlySet<ElementId>;
		readonly doomed: ReadonlySet<ElementId>;
		readonly edited: ElementId | null;
	} = { hidden: NONE, doomed: NONE, edited: null };

	constructor(options: BoardOptions) {
		speedUpStrings();
		this.#options = options;
		this.keys = options.keys;
		this.document = new BoardDocument(this.#doc, {
			userId: options.user.id,
			userName: () => untrack(() => options.user.name),
			canWrite: () => options.keys.role === 'editor'
		});
		this.measure = createMeasure(measuringContext());
		this.scene = new Scene(this.document, this.measure, {
			view: () => viewportOf(this.workspace.camera, this.canvas.size),
			run: (step) => void runInSlices(step)
		});
		this.undo = new Undo(this.document);
		this.images = new Images({
			scene: this.scene,
			boardId: options.keys.boardId,
			openDatabase: options.openAssets,
			lastSources: [{ get: async (...wish) => (await this.#mailbox.images?.get(...wish)) ?? null }],
			onMade: () => this.#mailbox.images?.made(),
			onChange: () => this.canvas.invalidateBoard(this.images.boxes)
		});
		this.canvas = new CanvasLoop({
			scene: this.scene,
			boardInput: () => ({
				camera: this.workspace.camera,
				paint: this.#paintStyle(),
				hidden: this.#hidden,
				faint: this.workspace.gesture.doomed,
				paper: this.workspace.snaps.grid ? 'squared' : 'dotted'
			}),
			overlayInput: (camera, now) =>
				composeOverlay({
					scene: this.scene,
					workspace: this.workspace,
					presence: this.presence,
					camera,
					size: this.canvas.size,
					style: this.#paintStyle(),
					now,
					slide: untrack(() => this.#slides?.shown ?? null),
					selected: this.#composeSelection
				}),
			onFrame: (now) => this.#frame(now),
			onView: (view, scale) => this.images.follow(view, scale)
		});
		this.presence = new Presence({
			awareness: this.#awareness,
			send: (packet) => this.connections.sendPresence(packet),
			sendFar: (packet) => this.connections.sendFarPresence(packet),
			hasFarPeople: () => this.connections.hasFarPeople,
			onChange: () => this.canvas.invalidateOverlay(),
			onPeople: () => this.#peopleChanged()
		});
		this.workspace = new Workspace({
			document: this.document,
			scene: this.scene,
			undo: this.undo,
			onChange: (aspect) => this.#workspaceChanged(aspect),
			onDraftCancelled: (id) => this.presence.cancelDraft(id),
			onTransformCancelled: () => this.presence.cancelTransform(),
			onPickImages: (at) => this.pickImages(at),
			onOpenLink: (link) => window.open(link, '_blank', 'noopener,noreferrer')
		});
		this.#followView();
		for (const aspect of ['tool', 'style'] as const) this.state.followWorkspace(this.workspace, aspect);
		this.state.followDocument(this.document);
		this.connections = new Connections({
			doc: this.#doc,
			awareness: this.#awareness,
			keys: options.keys,
			roomServer: options.roomServer,
			whenSaved: () => this.#storage.whenSaved(),
			hasMailbox: () => this.#mailbox.state?.isCaughtUp ?? false,
			onPresence: (author, packet) => this.presence.receive(author, packet, performance.now()),
			assets: (Exchange) => this.images.exchange(Exchange),
			onPartMissing: () => this.state.tell(PART_MISSING),
			onChange: () => this.#statusChanged()
		});
		this.#storage = new BoardStorage({
			openDatabase: options.openDatabase,
			boardId: options.keys.boardId,
			doc: this.#doc,
			beforeTakingIn: options.beforeTakingIn,
			onStatus: () => this.#statusChanged()
		});
		this.#mailbox = new BoardMailbox({
			doc: this.#doc,
			keys: options.keys,
			storage: this.#storage,
			roomServer: options.roomServer,
			mayCompact: () => !this.document.isNewer && this.#storage.isLoaded && this.scene.isWhole,
			whenAnswered: () => this.connections.whenAnswered(),
			isUrgent: () => this.connections.hasUnreachable,
			images: {
				named: () => this.images.everNamed,
				here: () => this.images.here,
				read: (hash) => this.images.read(hash),
				onReachable: () => this.images.lookAgain()
			},
			onChange: () => this.#statusChanged()
		});
		this.#statusChanged();
		this.introduceSelf();
		this.scene.onChange((change) => {
			this.presence.forgetDrafts(change.touched);
			this.canvas.follow(change);
			this.state.noteChange();
			this.#emit('change');
		});
		this.undo.onChange(() => this.state.followUndo(this.undo));
		this.document.maps.meta.observe(this.#metaChanged);
	}

	/** Loads what is stored here, then looks for people. Never throws: what fails is shown as status. */
	async open(): Promise<void> {
		await this.#storage.load();
		this.canvas.begin();
		this.#isLoaded = true;
		this.#emit('loaded');
		void this.scene.whenWhole().then(() => this.#collectImages());
		await Promise.all([this.connections.open(), this.#mailbox.open()]);
	}

	#collectImages(): void {
		if (this.#isDestroyed) return;
		// What could not be read may name any of them.
		if (this.#storage.state.status === 'saved' && this.skippedCount === 0) this.images.collectLater();
	}

	#followView(): void {
		const { hasGrid, snaps } = untrack(() => this.view.choices);
		this.workspace.snaps = { grid: hasGrid, elements: snaps };
		this.refresh();
	}

	get theme(): Theme {
		return this.#options.theme();
	}

	/** Frames as slides; null until that has come. */
	get slides(): Slides | null {
		return this.#slides;
	}

	/** What editing needs has come. */
	equip({ tools, composeSelection, slides, onWork, destroy }: EditingPart): void {
		this.#slides = slides;
		this.#endEditing = destroy;
		this.onWork = onWork;
		this.#composeSelection = composeSelection;
		this.workspace.addTools(tools);
		this.state.noteEditing();
		this.canvas.invalidateOverlay();
	}

	get isDestroyed(): boolean {
		return this.#isDestroyed;
	}

	/** Whether what is stored was read, as far as it could be. */
	get isLoaded(): boolean {
		return this.#isLoaded;
	}

	/** Keeps `state.diagnosis` up to date until the returned function is called. Who shows it brings the doctor. */
	watchConnections(diagnose: (facts: DoctorFacts) => Diagnosis): () => void {
		const look = () => this.state.followDiagnosis(diagnose(this.connections.facts(this.presence.people)));
		const timer = setInterval(look, DOCTOR_INTERVAL_MS);
		look();
		return () => clearInterval(timer);
	}

	/** Stored rows and records that were damaged or unknown and skipped. */
	get skippedCount(): number {
		return this.#storage.skippedCount + this.scene.skippedCount;
	}

	/** Whether something that was done here is not on the device yet. */
	get hasUnsavedWork(): boolean {
		return this.#storage.hasUnsavedWork;
	}

	/** Somebody took the board off this device while it is open here. */
	storeAnew(): void {
		this.#storage.storeAnew();
		void this.images.keep();
	}

	whenSaved(): Promise<void> {
		return this.#storage.whenSaved();
	}

	/** Tells the others our name and colour, as they are now. */
	introduceSelf(): void {
		const { id, name, color } = this.#options.user;
		const selection = [...this.workspace.selection];
		this.presence.setSelf({
			userId: id,
			name,
			color,
			selection,
			slide: untrack(() => this.#slides?.shown ?? null)
		});
	}

	/** Lets the person choose pictures, which then stand around this point, or in the middle of the view. */
	pickImages(at: Point | null): void {
		import('./insert-images.ts').then(
			({ pickImages }) => pickImages(this, at),
			(error: unknown) => {
				console.warn('A part of the app could not be loaded.', error);
				this.state.tell('Pictures cannot be added just now. Try again, or reload this page.');
			}
		);
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
		this.connections.probe();
		this.#mailbox.probe();
	}

	/** A font has arrived: whatever has letters is measured and drawn anew. */
	remeasure(): void {
		this.scene.remeasure();
		this.canvas.invalidateOverlay();
	}

	/** Everything looks different, as when the theme changed: all is drawn anew. */
	refresh(): void {
		this.canvas.invalidateBoard('everywhere');
	}

	on(event: BoardEvent, listener: () => void): () => void {
		const listeners = this.#listeners.get(event) ?? new Set();
		this.#listeners.set(event, listeners.add(listener));
		return () => listeners.delete(listener);
	}

	/** Leaves the room for now, as when the page goes into the browser's cache. */
	leave(): void {
		this.connections.leave();
		this.#mailbox.leave();
	}

	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		this.#endEditing?.();
		this.workspace.destroy();
		this.presence.destroy();
		this.connections.destroy();
		this.#mailbox.destroy();
		this.#storage.destroy();
		this.canvas.destroy();
		this.document.maps.meta.unobserve(this.#metaChanged);
		this.undo.destroy();
		this.images.destroy();
		this.scene.destroy();
		this.document.destroy();
		this.#awareness.destroy();
		this.#doc.destroy();
	}

	#frame(now: number): boolean {
		const { gesture } = this.workspace;
		const { draft } = gesture;
		this.presence.setLaser(gesture.isLaser);
		this.presence.sendFrame(draft ?? ownEdit(gesture), now, ownTransform(gesture));
		this.#followHidden(now);
		return this.presence.isMoving(now) || now < (draft?.ahead?.until ?? 0);
	}

	#paintStyle() {
		const theme = untrack(this.#options.theme);
		const { measure, images } = this;
		const hiddenTextId = this.workspace.editing?.elementId ?? null;
		const paper = paperColor(this.document.background, theme);
		return {
			theme,
			measure,
			hiddenTextId,
			pictureOf: images.pictureOf,
			roughOf: this.roughOf,
			paperColor: paper
		};
	}

	#workspaceChanged(aspect: WorkspaceAspect): void {
		const { workspace } = this;
		this.state.followWorkspace(workspace, aspect);
		switch (aspect) {
			case 'tool':
				return this.#emit('tool');
			case 'style':
				return;
			case 'camera':
				this.canvas.invalidateView();
				return this.#emit('camera');
			case 'selection':
				this.presence.setSelection([...workspace.selection]);
				this.canvas.invalidateOverlay();
				return this.#emit('selection');
			case 'editing':
				return this.#editingChanged();
			case 'gesture':
				return this.#gestureChanged();
			default:
				aspect satisfies never;
		}
	}

	/** The text that is being typed is not drawn on the board. */
	#editingChanged(): void {
		const edited = this.workspace.editing?.elementId ?? null;
		if (edited === this.#shown.edited) return;
		const ids = [edited, this.#shown.edited].filter((id) => id !== null);
		this.#shown = { ...this.#shown, edited };
		this.canvas.invalidateBoard(this.scene.boxesOf(ids));
	}

	/** What is drawn elsewhere just now, because somebody moves it. */
	get #hidden(): ReadonlySet<ElementId> {
		return this.#dragged.hidden;
	}

	/** What is hidden follows from what is dragged, here and by others; looked at once a frame. */
	#followHidden(now: number): void {
		const before = this.#dragged.hidden;
		this.#dragged.follow({ own: this.workspace.hidden, presence: this.presence, scene: this.scene, now });
		if (this.#dragged.hidden !== before) this.#gestureChanged();
	}

	/** What is being moved is not drawn on the board, and what will be erased is drawn faint there. */
	#gestureChanged(): void {
		const { doomed } = this.workspace.gesture;
		const hidden = this.#hidden;
		const before = this.#shown;
		if (hidden === before.hidden && doomed === before.doomed) return this.canvas.invalidateOverlay();
		this.#shown = { ...before, hidden, doomed };
		const ids = [...differing(hidden, before.hidden), ...differing(doomed, before.doomed)];
		this.canvas.invalidateBoard(this.scene.boxesOf(ids));
	}

	#peopleChanged(): void {
		this.state.followPeople(this.#others());
		this.#slides?.followTo(new Map(this.presence.people.map(({ clientId, slide }) => [clientId, slide])));
		this.canvas.invalidateOverlay();
		this.#statusChanged();
		this.#emit('people');
	}

	/** Everybody else, each once: another tab of somebody is nobody else, and no other place for the work. */
	#others(): Person[] {
		const people = new Map(this.presence.people.map((person) => [person.userId || person.clientId, person]));
		people.delete(this.#options.user.id);
		if (people.size > 0) this.#hasMetOthers = true;
		return [...people.values()];
	}

	#statusChanged(): void {
		const storage = this.#storage.state;
		this.state.followStatus(
			describeStatus({
				storage: storage.status,
				durability: this.#durability,
				trouble: storage.status === 'failed' ? storage.trouble : null,
				signaling: this.connections.signalingStatus,
				peerCount: this.state.people.length,
				unreachableCount: this.connections.facts(this.presence.people).contacts.filter(isUnreachable).length,
				hasMetOthers: this.#hasMetOthers,
				canConnect: this.connections.canConnect,
				isEmpty: !this.document.wasEverWritten,
				isNew: this.#options.isNew
			})
		);
		this.#emit('status');
	}

	get #durability(): Durability {
		const { keptBy, count } = this.connections.receipts;
		const mailbox = this.#mailbox.state;
		const imagesWaiting = this.#mailbox.images?.waitingCount ?? 0;
		const place = mailboxPlaceOf(mailbox, imagesWaiting);
		return {
			isOnDevice: !this.hasUnsavedWork && this.#storage.state.status === 'saved',
			peers: keptBy,
			linkedPeers: count,
			mailbox: place,
			imagesWaiting,
			mailboxUntil: place === 'kept' && mailbox ? Date.now() + mailbox.ttlS * 1_000 : null
		};
	}

	readonly #metaChanged = () => {
		const couldWrite = this.state.canWrite;
		const { background } = this.state;
		this.state.followDocument(this.document);
		if (background !== this.state.background) this.refresh();
		// A gesture that could no longer be written ends here, as if it had been taken back.
		this.#emit('title');
		if (couldWrite && !this.document.canWrite) this.workspace.setTool('hand');
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

/** What is in one of the sets only. */
function* differing<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Generator<T> {
	for (const one of a) if (!b.has(one)) yield one;
	for (const one of b) if (!a.has(one)) yield one;
}
