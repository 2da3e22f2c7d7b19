import * as Y from 'yjs';
import type { BoardDocument } from './board-document.ts';
import { LOCAL } from './schema.ts';

/** Steps kept; older ones are forgotten. */
const MAX_STEPS = 500;
/** A pause this long ends a step that is made little by little. */
const STEP_PAUSE_MS = 1_000;

/**
 * Undo of what the person here did, never of what others did. One gesture is one step: everything between two
 * marks is taken back together.
 */
export class Undo {
	readonly #manager: Y.UndoManager;
	readonly #listeners = new Set<() => void>();
	/** What is being changed little by little, and when it last was. */
	#going: { readonly what: string; readonly at: number } | null = null;

	constructor({ maps }: BoardDocument) {
		this.#manager = new Y.UndoManager([maps.elements, maps.edits, maps.texts, maps.meta], {
			trackedOrigins: new Set([LOCAL]),
			// Only marks end a step.
			captureTimeout: Number.MAX_SAFE_INTEGER,
			// Undoing a creation takes the record away and leaves the (emptied) text: somebody may be typing in it.
			// Of the board's own facts the paper's colour alone is a thing that is drawn on.
			deleteFilter: ({ parent, parentSub }) =>
				parent !== maps.texts && (parent !== maps.meta || parentSub === 'background'),
			captureTransaction: ({ changed }) => !changed.get(maps.meta as never)?.has('title')
		});
		this.#manager.on('stack-item-added', this.#changed);
		this.#manager.on('stack-item-popped', this.#changed);
		this.#manager.on('stack-cleared', this.#changed);
	}

	get canUndo(): boolean {
		return this.#manager.undoStack.length > 0;
	}

	get canRedo(): boolean {
		return this.#manager.redoStack.length > 0;
	}

	/**
	 * Begins a new step: what is written from here on is undone on its own. What is changed little by little, by letters or
	 * presses of a key, says each time what it is, and is one step as long as it goes on.
	 */
	mark(what?: string): void {
		const at = performance.now();
		const goesOn = what !== undefined && this.#going?.what === what && at - this.#going.at <= STEP_PAUSE_MS;
		this.#going = what === undefined ? null : { what, at };
		if (!goesOn) this.#manager.stopCapturing();
	}

	/** Takes back the last step, and no other. Where others have overwritten all of it, nothing is seen to change. */
	undo(): void {
		this.#stepOf(this.#manager.undoStack, () => this.#manager.undo());
	}

	redo(): void {
		this.#stepOf(this.#manager.redoStack, () => this.#manager.redo());
	}

	/** Calls back when `canUndo` or `canRedo` may have changed. Gives back its off. */
	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	destroy(): void {
		this.#manager.destroy();
		this.#listeners.clear();
	}

	/** Yjs itself goes on to the step before when one changes nothing any more, so it is shown the last one alone. */
	#stepOf(stack: unknown[], take: () => unknown): void {
		this.#going = null;
		const before = stack.splice(0, stack.length - 1);
		try {
			take();
		} finally {
			stack.unshift(...before);
		}
		this.#changed();
	}

	readonly #changed = () => {
		while (this.#manager.undoStack.length > MAX_STEPS) this.#manager.undoStack.shift();
		for (const listener of this.#listeners) listener();
	};
}
