// Whose pointer event goes where: to the tool, or to the board that is panned and zoomed. Here and nowhere else: which of
// several fingers works, and the pen that makes them pan.
//
// One pointer works at a time: it is active (its tool hears of it), it pans, or two and more fingers pinch. A pen or a
// mouse takes over from fingers, whatever they do: a palm often comes down before its pen. While it is pressed, touches
// are palms and are not heard of until they come down anew.
import { distance, subtract, type Point } from '$lib/geometry/point';
import { panBy, viewToPage } from '$lib/scene/camera';
import type { PointerInput, ToolName } from '$lib/tools/tool';
import type { Workspace } from '$lib/tools/workspace';
import { cameraByWheel } from './camera-by-wheel.ts';
import { Pinch, TAP_PX, type Finger } from './pinch.ts';
import { pointerInputOf } from './pointer-input.ts';

export interface PointerGesturesOptions {
	readonly element: HTMLElement;
	readonly workspace: Workspace;
	/** Where the pointer is over the board, page space; null when it left. */
	readonly onHover: (point: Point | null) => void;
	/** The first pen contact: from then on fingers pan. */
	readonly onPen: () => void;
	readonly isPenMode: () => boolean;
	/** While the space bar is held, dragging pans. */
	readonly isSpaceDown: () => boolean;
	readonly undo: () => void;
	readonly redo: () => void;
	/**
	 * The person wants to know what can be done here, view px: the right button, or a finger that rests. Null: the menu's
	 * key, which asks about what is selected.
	 */
	readonly onMenu: (view: Point | null) => void;
	/** The pointer was here, at work or over the board; null: it works no more. */
	readonly onWork?: (input: PointerInput | null) => void;
}

interface Contact extends Finger {
	readonly id: number;
}

/** A finger that rests so long wants the menu. */
const MENU_REST_MS = 500;
const DOUBLE_CLICK_MS = 350;
const DOUBLE_CLICK_PX = 12;

const PRIMARY = 0;
const MIDDLE = 1;
const SECONDARY = 2;
/** The other end of a pen, or its button that erases (Pointer Events, "The button property"). */
const ERASER = 5;
/** The right button pans from here on; less, and it asks for the menu. View px. */
const RIGHT_DRAG_PX = 4;
/** The browser's own event comes at the press or, on Windows, right after the button is lifted. */
const RIGHT_MENU_MS = 100;

/** Listens on the board's element until destroyed. */
export class PointerGestures {
	readonly #options: PointerGesturesOptions;
	readonly #abort = new AbortController();
	/** Fingers that are down; palms are not among them. */
	readonly #fingers = new Map<number, Contact>();
	#active: { readonly id: number; readonly start: Point; last: PointerInput } | null = null;
	/** What was in the hand before a pen was turned round, while it erases. */
	#toolBefore: ToolName | null = null;
	#panning: Contact | null = null;
	/** The right button, from its press on. */
	#right: Contact | null = null;
	#rightUpAt = -Infinity;
	#pinch: Pinch | null = null;
	#lastUp = { at: -Infinity, view: { x: 0, y: 0 } };
	/** Runs while the only finger rests where it came down. */
	#resting: ReturnType<typeof setTimeout> | undefined;

	constructor(options: PointerGesturesOptions) {
		this.#options = options;
		const { element } = options;
		const { signal } = this.#abort;
		element.addEventListener('pointerdown', this.#down, { signal });
		element.addEventListener('pointermove', this.#move, { signal });
		element.addEventListener('pointerup', this.#up, { signal });
		element.addEventListener('pointercancel', this.#cancel, { signal });
		element.addEventListener('lostpointercapture', this.#lose, { signal });
		element.addEventListener('pointerleave', this.#leave, { signal });
		element.addEventListener('wheel', this.#wheel, { signal, passive: false });
		element.addEventListener('contextmenu', this.#menu, { signal });
		element.addEventListener('touchstart', (event) => event.preventDefault(), { signal, passive: false });
	}

	destroy(): void {
		clearTimeout(this.#resting);
		this.#abort.abort();
	}

	readonly #menu = (event: MouseEvent) => {
		event.preventDefault();
		// Known by its button already.
		if (this.#right || event.timeStamp - this.#rightUpAt < RIGHT_MENU_MS) return;
		// A mouse that is at work presses its right button in passing.
		if (!this.#active && !this.#panning && !this.#pinch) this.#options.onMenu(null);
	};

	readonly #down = (event: PointerEvent) => {
		clearTimeout(this.#resting);
		// It comes down, so it had been lifted where nobody heard of it.
		this.#letGo(event.pointerId);
		if (event.pointerType === 'touch') this.#fingerDown(event);
		else this.#press(event);
	};

	#fingerDown(event: PointerEvent): void {
		// A primary touch is the only one there is: the end of any other has been missed.
		if (event.isPrimary) for (const id of [...this.#fingers.keys()]) this.#lift(id);
		const worker = this.#active?.id ?? this.#panning?.id;
		if (worker !== undefined && !this.#fingers.has(worker)) return;
		this.#fingers.set(event.pointerId, this.#contactOf(event));
		if (this.#fingers.size >= 2) this.#beginPinch(event.timeStamp);
		else if (this.#options.isSpaceDown() || this.#options.isPenMode()) this.#beginPanning(event);
		else {
			this.#begin(event);
			this.#waitForRest(event);
		}
	}

	/** Where things are drawn a finger that rests draws a dot; where they are selected it asks for the menu. */
	#waitForRest({ pointerId: id }: PointerEvent): void {
		const finger = this.#fingers.get(id);
		if (this.#options.workspace.toolName !== 'select' || !finger) return;
		this.#resting = setTimeout(() => {
			const isThere = this.#active?.id === id && distance(finger.view, finger.start) <= TAP_PX;
			if (!isThere) return;
			this.#interrupt();
			this.#options.onMenu(finger.view);
		}, MENU_REST_MS);
	}

	/** A pen or a mouse. */
	#press(event: PointerEvent): void {
		if (event.button === SECONDARY && event.pointerType === 'mouse') return this.#pressRight(event);
		const pans = event.button === MIDDLE || this.#options.isSpaceDown();
		const erases = event.button === ERASER && event.pointerType === 'pen' && this.#options.workspace.canWrite;
		if (!pans && !erases && event.button !== PRIMARY) return;
		if (event.pointerType === 'pen') this.#options.onPen();
		if (this.#active && !this.#fingers.has(this.#active.id)) return;
		if (this.#active) this.#interrupt();
		this.#fingers.clear();
		this.#pinch = null;
		this.#endPanning();
		if (pans) return this.#beginPanning(event);
		if (erases) this.#takeEraser();
		this.#begin(event);
	}

	#takeEraser(): void {
		const { workspace } = this.#options;
		this.#toolBefore = workspace.toolName;
		workspace.setTool('eraser');
	}

	/** Dragged it pans, and lifted where it was pressed it asks for the menu. */
	#pressRight(event: PointerEvent): void {
		if (this.#active || this.#panning || this.#pinch) return;
		this.#options.element.setPointerCapture(event.pointerId);
		this.#right = this.#contactOf(event);
	}

	#begin(event: PointerEvent): void {
		const { element, workspace } = this.#options;
		if (workspace.editing) workspace.endEditing();
		element.setPointerCapture(event.pointerId);
		element.focus({ preventScroll: true });
		const input = this.#inputOf(event);
		this.#active = { id: event.pointerId, start: input.view, last: input };
		workspace.pointerDown(input);
	}

	readonly #move = (event: PointerEvent) => {
		const { workspace, onHover } = this.#options;
		const { pointerId: id } = event;
		const finger = this.#fingers.get(id);
		if (event.pointerType === 'touch' && !finger) return;
		const view = this.#viewOf(event);
		if (finger && this.#pinch) return this.#pinchTo(finger, view);
		if (event.buttons === 0) this.#letGo(id);
		const right = this.#right?.id === id && !this.#panning ? this.#right : null;
		if (right && distance(view, right.start) > RIGHT_DRAG_PX) this.#pan(right);
		if (this.#panning?.id === id) {
			workspace.camera = panBy(workspace.camera, subtract(view, this.#panning.view));
			this.#panning.view = view;
		} else if (this.#active ? this.#active.id === id : !(this.#panning || this.#pinch || finger || right)) {
			const input = this.#inputOf(event);
			if (this.#active) this.#active.last = input;
			workspace.pointerMove(input);
			this.#options.onWork?.(input);
		} else return;
		if (finger) finger.view = view;
		onHover(viewToPage(workspace.camera, view));
	};

	readonly #up = (event: PointerEvent) => {
		const { pointerId: id } = event;
		clearTimeout(this.#resting);
		if (this.#right?.id === id) this.#liftRight(event);
		if (this.#active?.id === id) this.#finish(this.#inputOf(event), event.timeStamp);
		else if (this.#pinch && this.#fingers.size === 1 && this.#fingers.has(id))
			this.#endPinch(event.timeStamp);
		this.#lift(id);
	};

	readonly #cancel = (event: PointerEvent) => {
		// Nothing that was taken away was a tap.
		if (this.#fingers.has(event.pointerId)) this.#pinch?.spoilTap();
		if (this.#active?.id === event.pointerId) this.#interrupt();
		this.#lift(event.pointerId);
	};

	// Comes after every up and cancel, too, when there is nothing left to end.
	readonly #lose = (event: PointerEvent) => this.#lift(event.pointerId);

	readonly #leave = (event: PointerEvent) => {
		if (!this.#active && event.pointerType !== 'touch') this.#options.onHover(null);
	};

	readonly #wheel = (event: WheelEvent) => {
		event.preventDefault();
		const { workspace } = this.#options;
		workspace.camera = cameraByWheel(workspace.camera, event, this.#viewOf(event));
	};

	#finish(input: PointerInput, now: number): void {
		const { workspace } = this.#options;
		const isClick =
			!this.#toolBefore && distance(this.#active?.start ?? input.view, input.view) < DOUBLE_CLICK_PX;
		this.#endWork(() => workspace.pointerUp(input));
		// What was dragged is no first click of two.
		const isSecond =
			isClick &&
			now - this.#lastUp.at < DOUBLE_CLICK_MS &&
			distance(input.view, this.#lastUp.view) < DOUBLE_CLICK_PX;
		this.#lastUp = { at: isSecond || !isClick ? -Infinity : now, view: input.view };
		if (isSecond) workspace.doubleClick(input);
	}

	#interrupt(): void {
		this.#endWork(() => this.#options.workspace.interrupt());
	}

	/** The pointer works no more: `end` tells the tool, and a pen that erased is turned back. */
	#endWork(end: () => void): void {
		const { workspace, onWork } = this.#options;
		onWork?.(null);
		this.#active = null;
		end();
		if (this.#toolBefore) workspace.setTool(this.#toolBefore);
		this.#toolBefore = null;
	}

	/** Ends what the pointer is doing where it was last seen: nobody heard it being lifted, and ink must not be lost. */
	#letGo(id: number): void {
		if (this.#active?.id === id) {
			const { last } = this.#active;
			this.#endWork(() => this.#options.workspace.pointerUp(last));
		}
		if (this.#panning?.id === id) this.#endPanning();
		if (this.#right?.id === id) this.#right = null;
	}

	#liftRight(event: PointerEvent): void {
		this.#right = null;
		this.#rightUpAt = event.timeStamp;
		if (!this.#panning) this.#options.onMenu(this.#viewOf(event));
	}

	/** The pointer is gone from the board, however it went. */
	#lift(id: number): void {
		this.#letGo(id);
		if (!this.#fingers.delete(id)) return;
		if (this.#fingers.size === 0) this.#pinch = null;
		// Unlike a mouse, it is nowhere until it comes back.
		this.#options.onHover(null);
	}

	#beginPanning(event: PointerEvent): void {
		event.preventDefault();
		this.#options.element.setPointerCapture(event.pointerId);
		this.#pan(this.#contactOf(event));
	}

	#pan(contact: Contact): void {
		this.#panning = contact;
		this.#options.element.classList.add('panning');
	}

	#endPanning(): void {
		this.#panning = null;
		this.#options.element.classList.remove('panning');
	}

	#beginPinch(now: number): void {
		if (this.#active) this.#interrupt();
		this.#endPanning();
		this.#pinch ??= new Pinch(now);
		this.#pinch.join(this.#fingers.size);
		this.#options.onHover(null);
	}

	#pinchTo(finger: Contact, view: Point): void {
		const { workspace } = this.#options;
		const camera = this.#pinch?.move(workspace.camera, this.#fingers.values(), { finger, view });
		if (camera) workspace.camera = camera;
	}

	#endPinch(now: number): void {
		const taps = this.#pinch?.tapsAt(now);
		if (taps === 2) this.#options.undo();
		if (taps === 3) this.#options.redo();
	}

	#contactOf(event: PointerEvent): Contact {
		const view = this.#viewOf(event);
		return { id: event.pointerId, view, start: view };
	}

	#viewOf({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
		const { left, top } = this.#options.element.getBoundingClientRect();
		return { x: clientX - left, y: clientY - top };
	}

	#inputOf(event: PointerEvent): PointerInput {
		const { camera } = this.#options.workspace;
		return pointerInputOf(event, { camera, viewOf: (one) => this.#viewOf(one) });
	}
}
