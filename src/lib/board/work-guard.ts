import type { Board } from './board.svelte.ts';

/** By eye: enough for the snapshot of a large board beside the old one. */
const LOW_SPACE_BYTES = 64 * 1024 * 1024;
const LOOK_AT_SPACE_MS = 30_000;

/**
 * Sees to it that the browser does not lose what is done on a page: asks it to keep the storage once there is something
 * to keep, looks how much room is left, and has it ask before a page with unsaved work is left.
 */
export class WorkGuard {
	readonly #board: Board;
	readonly #stopWaiting: () => void;
	readonly #stopListening: () => void;
	#isWarning = false;
	#lookedAt = -Infinity;

	constructor(board: Board) {
		this.#board = board;
		// Not before the first change: Firefox asks the person, who should know by then what for.
		this.#stopWaiting = board.undo.onChange(() => {
			this.#stopWaiting();
			askToKeep();
		});
		this.#stopListening = board.on('status', () => {
			this.#warn(board.hasUnsavedWork);
			if (board.state.status.isSaved) void this.#lookAtSpace();
		});
	}

	destroy(): void {
		this.#stopWaiting();
		this.#stopListening();
		this.#warn(false);
	}

	/** Only while it is needed: a page with this listener is never kept for the back button. */
	#warn(isUnsaved: boolean): void {
		if (isUnsaved === this.#isWarning) return;
		this.#isWarning = isUnsaved;
		if (isUnsaved) window.addEventListener('beforeunload', askBeforeLeaving);
		else window.removeEventListener('beforeunload', askBeforeLeaving);
	}

	async #lookAtSpace(): Promise<void> {
		// Not at a plain http: address.
		if (!navigator.storage?.estimate || performance.now() < this.#lookedAt + LOOK_AT_SPACE_MS) return;
		this.#lookedAt = performance.now();
		try {
			const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
			this.#board.state.followSpace({ isLow: quota - usage < LOW_SPACE_BYTES });
		} catch (error) {
			console.warn('This browser does not tell how much room is left.', error);
		}
	}
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
	event.preventDefault();
}

/** Asks the browser not to clear what is stored here when the disk gets full. Not everywhere possible, never needed. */
function askToKeep(): void {
	navigator.storage?.persist?.().catch((error: unknown) => {
		console.warn('The browser may clear this board when the disk is full.', error);
	});
}
