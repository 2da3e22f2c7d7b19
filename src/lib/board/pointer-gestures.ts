// DOM pointer events → what tools understand. Here and nowhere else: coalesced samples, two-finger pan and pinch, the
// pen that makes fingers pan, and the wheel.
import { distance, midpoint, subtract, type Point } from '$lib/geometry/point';
import { panBy, viewToPage, zoomAt } from '$lib/scene/camera';
import type { PointerInput, PointerSample } from '$lib/tools/tool';
import type { Workspace } from '$lib/tools/workspace';

export interface PointerGesturesOptions {
	readonly element: HTMLElement;
	readonly workspace: Workspace;
	/** Where the pointer is over the board, page space; null when it left. */
	readonly onHover: (point: Point | null) => void;
	/** The first pen contact: from then on fingers pan. */
	readonly onPen: () => void;
	readonly isPenMode: () => boolean;
	readonly undo: () => void;
	readonly redo: () => void;
}

interface Contact {
	readonly id: number;
	view: Point;
	/** Where the finger came down. */
	readonly start: Point;
}

/** A finger that moved less was tapping, view px. */
const TAP_PX = 12;
const TAP_MS = 300;
const DOUBLE_CLICK_MS = 350;
const DOUBLE_CLICK_PX = 12;
/** Wheel notches a doubling of the zoom; by eye, near what other boards do. */
const WHEEL_ZOOM_SPEED = 0.0032;
const LINE_PX = 16;

const PRIMARY = 0;
const MIDDLE = 1;

/** Listens on the board's element until destroyed. */
export class PointerGestures {
	readonly #options: PointerGesturesOptions;
	readonly #abort = new AbortController();
	readonly #fingers = new Map<number, Contact>();
	#active: number | null = null;
	#panning: Contact | null = null;
	#pinch: { readonly fingers: number; readonly startedAt: number; hasMoved: boolean } | null = null;
	#lastUp = { at: -Infinity, view: { x: 0, y: 0 } };
	#isSpaceDown = false;

	constructor(options: PointerGesturesOptions) {
		this.#options = options;
		const { element } = options;
		const { signal } = this.#abort;
		element.addEventListener('pointerdown', this.#down, { signal });
		element.addEventListener('pointermove', this.#move, { signal });
		element.addEventListener('pointerup', this.#up, { signal });
		element.addEventListener('pointercancel', this.#cancel, { signal });
		element.addEventListener('pointerleave', this.#leave, { signal });
		element.addEventListener('wheel', this.#wheel, { signal, passive: false });
		element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
		element.addEventListener('touchstart', (event) => event.preventDefault(), { signal, passive: false });
	}

	/** While the space bar is held, dragging pans. */
	setSpaceDown(isDown: boolean): void {
		this.#isSpaceDown = isDown;
		this.#options.element.classList.toggle('panning', isDown || this.#panning !== null);
	}

	destroy(): void {
		this.#abort.abort();
	}

	readonly #down = (event: PointerEvent) => {
		const { element, workspace } = this.#options;
		if (event.pointerType === 'pen') this.#options.onPen();
		if (event.pointerType === 'touch') {
			this.#fingers.set(event.pointerId, this.#contactOf(event));
			if (this.#fingers.size >= 2) return this.#beginPinch(event.timeStamp);
		}
		const isFingerInPenMode = event.pointerType === 'touch' && this.#options.isPenMode();
		if (event.button === MIDDLE || this.#isSpaceDown || isFingerInPenMode) {
			event.preventDefault();
			element.setPointerCapture(event.pointerId);
			this.#panning = this.#contactOf(event);
			element.classList.add('panning');
			return;
		}
		if (event.button !== PRIMARY || this.#active !== null) return;
		if (workspace.editing) workspace.endEditing();
		element.setPointerCapture(event.pointerId);
		element.focus({ preventScroll: true });
		this.#active = event.pointerId;
		workspace.pointerDown(this.#inputOf(event));
	};

	readonly #move = (event: PointerEvent) => {
		const { workspace, onHover } = this.#options;
		const view = this.#viewOf(event);
		onHover(viewToPage(workspace.camera, view));
		if (this.#pinch) return this.#pinchTo(event.pointerId, view);
		const finger = this.#fingers.get(event.pointerId);
		if (finger) finger.view = view;
		if (this.#panning?.id === event.pointerId) {
			workspace.camera = panBy(workspace.camera, subtract(view, this.#panning.view));
			this.#panning.view = view;
			return;
		}
		if (event.pointerId === this.#active) workspace.pointerMove(this.#inputOf(event));
		else if (this.#active === null && !this.#panning) workspace.pointerMove(this.#inputOf(event));
	};

	readonly #up = (event: PointerEvent) => {
		const { workspace } = this.#options;
		if (this.#endPanning(event.pointerId)) return;
		if (this.#pinch) return this.#endFinger(event);
		this.#fingers.delete(event.pointerId);
		if (event.pointerId !== this.#active) return;
		this.#active = null;
		const input = this.#inputOf(event);
		workspace.pointerUp(input);
		const isSecond =
			event.timeStamp - this.#lastUp.at < DOUBLE_CLICK_MS &&
			distance(input.view, this.#lastUp.view) < DOUBLE_CLICK_PX;
		this.#lastUp = { at: isSecond ? -Infinity : event.timeStamp, view: input.view };
		if (isSecond) workspace.doubleClick(input);
	};

	readonly #cancel = (event: PointerEvent) => {
		this.#fingers.delete(event.pointerId);
		if (this.#fingers.size === 0) this.#pinch = null;
		if (this.#endPanning(event.pointerId) || event.pointerId !== this.#active) return;
		this.#active = null;
		this.#options.workspace.interrupt();
	};

	readonly #leave = (event: PointerEvent) => {
		if (this.#active === null && event.pointerType !== 'touch') this.#options.onHover(null);
	};

	readonly #wheel = (event: WheelEvent) => {
		const { workspace } = this.#options;
		event.preventDefault();
		const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
		if (event.ctrlKey || event.metaKey) {
			// A trackpad's pinch arrives as a wheel with small deltas, a mouse's notch as one large: both are bounded.
			const delta = Math.max(-100, Math.min(100, event.deltaY * unit));
			const speed = Math.abs(delta) < 30 ? WHEEL_ZOOM_SPEED * 3 : WHEEL_ZOOM_SPEED;
			const zoom = workspace.camera.zoom * Math.exp(-delta * speed);
			workspace.camera = zoomAt(workspace.camera, this.#viewOf(event), zoom);
			return;
		}
		const isSideways = event.shiftKey && event.deltaX === 0;
		const x = isSideways ? event.deltaY : event.deltaX;
		const y = isSideways ? 0 : event.deltaY;
		workspace.camera = panBy(workspace.camera, { x: -x * unit, y: -y * unit });
	};

	#beginPinch(now: number): void {
		const { workspace } = this.#options;
		if (this.#active !== null) workspace.interrupt();
		this.#active = null;
		this.#panning = null;
		const fingers = Math.max(this.#fingers.size, this.#pinch?.fingers ?? 0);
		this.#pinch = {
			fingers,
			startedAt: this.#pinch?.startedAt ?? now,
			hasMoved: this.#pinch?.hasMoved ?? false
		};
	}

	/** Both fingers keep the page points they came down on. */
	#pinchTo(id: number, view: Point): void {
		const finger = this.#fingers.get(id);
		const [first, second] = this.#fingers.values();
		if (!finger || !first || !second || !this.#pinch) return;
		if (distance(view, finger.start) > TAP_PX) this.#pinch.hasMoved = true;
		const { workspace } = this.#options;
		if (!this.#pinch.hasMoved) return;
		const before = { middle: midpoint(first.view, second.view), apart: distance(first.view, second.view) };
		finger.view = view;
		const after = { middle: midpoint(first.view, second.view), apart: distance(first.view, second.view) };
		const panned = panBy(workspace.camera, subtract(after.middle, before.middle));
		const ratio = before.apart > 0 ? after.apart / before.apart : 1;
		workspace.camera = zoomAt(panned, after.middle, panned.zoom * ratio);
	}

	#endFinger(event: PointerEvent): void {
		this.#fingers.delete(event.pointerId);
		if (this.#fingers.size > 0 || !this.#pinch) return;
		const { fingers, startedAt, hasMoved } = this.#pinch;
		this.#pinch = null;
		if (hasMoved || event.timeStamp - startedAt > TAP_MS) return;
		if (fingers === 2) this.#options.undo();
		if (fingers === 3) this.#options.redo();
	}

	#endPanning(id: number): boolean {
		if (this.#panning?.id !== id) return false;
		this.#panning = null;
		this.#fingers.delete(id);
		this.#options.element.classList.toggle('panning', this.#isSpaceDown);
		return true;
	}

	#contactOf(event: PointerEvent): Contact {
		const view = this.#viewOf(event);
		return { id: event.pointerId, view, start: view };
	}

	#viewOf({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
		const { left, top } = this.#options.element.getBoundingClientRect();
		return { x: clientX - left, y: clientY - top };
	}

	#sampleOf(event: PointerEvent): PointerSample {
		const point = viewToPage(this.#options.workspace.camera, this.#viewOf(event));
		return { point, pressure: event.pointerType === 'pen' ? event.pressure : 0.5 };
	}

	#inputOf(event: PointerEvent): PointerInput {
		const coalesced = event.getCoalescedEvents?.() ?? [];
		const { pointerType } = event;
		return {
			...this.#sampleOf(event),
			view: this.#viewOf(event),
			pointerType: pointerType === 'pen' || pointerType === 'touch' ? pointerType : 'mouse',
			modifiers: { shift: event.shiftKey, alt: event.altKey, ctrl: event.ctrlKey || event.metaKey },
			samples: (coalesced.length > 0 ? coalesced : [event]).map((sample) => this.#sampleOf(sample))
		};
	}
}
