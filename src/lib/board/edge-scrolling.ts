import { panBy, viewToPage, type ViewSize } from '$lib/scene/camera';
import type { PointerInput } from '$lib/tools/tool';
import type { Workspace } from '$lib/tools/workspace';

/** So near to the edge of the view the board begins to move, view px. */
const EDGE_PX = 24;
/** At the very edge and beyond it, view px a second. */
const FULL_SPEED = 900;
/** A page in the background shows no frames; the board does not leap when it comes back. */
const MAX_STEP_MS = 50;

/** Moves the board under what is dragged to the edge of the view. Ink is left alone: a hand that draws rests there. */
export class EdgeScrolling {
	readonly #workspace: Workspace;
	readonly #size: () => ViewSize;
	#input: PointerInput | null = null;
	#request = 0;
	#last = 0;

	constructor(workspace: Workspace, size: () => ViewSize) {
		this.#workspace = workspace;
		this.#size = size;
	}

	/** The pointer that works is here now; null when none does. */
	follow(input: PointerInput | null): void {
		this.#input = input;
		const [dx, dy] = this.#pull();
		if (dx === 0 && dy === 0) return;
		if (this.#request) return;
		this.#last = performance.now();
		this.#request = requestAnimationFrame(this.#step);
	}

	destroy(): void {
		this.#input = null;
		cancelAnimationFrame(this.#request);
	}

	readonly #step = (now: number) => {
		this.#request = 0;
		const [dx, dy] = this.#pull();
		const input = this.#input;
		if (!input || (dx === 0 && dy === 0)) return;
		const seconds = Math.min(MAX_STEP_MS, now - this.#last) / 1_000;
		this.#last = now;
		const workspace = this.#workspace;
		workspace.camera = panBy(workspace.camera, { x: -dx * seconds, y: -dy * seconds });
		const point = viewToPage(workspace.camera, input.view);
		const sample = { point, pressure: input.pressure };
		workspace.pointerMove({ ...input, point, samples: [sample], predicted: [] });
		this.#request = requestAnimationFrame(this.#step);
	};

	/** How fast the view goes which way, view px a second. */
	#pull(): readonly [number, number] {
		const { gesture } = this.#workspace;
		const isDragging =
			gesture.transforming !== null || gesture.marquee !== null || (gesture.draft && !gesture.draft.points);
		if (!this.#input || !isDragging) return [0, 0];
		const { x, y } = this.#input.view;
		const { width, height } = this.#size();
		return [speed(x, width), speed(y, height)];
	}
}

function speed(at: number, length: number): number {
	const over = at < EDGE_PX ? at - EDGE_PX : at > length - EDGE_PX ? at - (length - EDGE_PX) : 0;
	return Math.max(-1, Math.min(1, over / EDGE_PX)) * FULL_SPEED;
}
