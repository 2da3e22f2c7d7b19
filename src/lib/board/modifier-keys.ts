import { viewToPage } from '$lib/scene/camera';
import type { PointerInput } from '$lib/tools/tool';
import type { Workspace } from '$lib/tools/workspace';
import { modifiersOf } from './pointer-input.ts';

const KEYS: readonly string[] = ['Shift', 'Alt', 'Control', 'Meta'];

export interface ModifierKeysOptions {
	readonly workspace: Workspace;
	/** Where keys are heard of, whatever has the focus. */
	readonly keys: EventTarget;
	/** The pointer is where it was, with other keys held. */
	readonly onReplay: (input: PointerInput) => void;
}

/** Has what is under way go by Shift, Alt and Ctrl as soon as they are pressed or let go, though the pointer rests. */
export class ModifierKeys {
	readonly #options: ModifierKeysOptions;
	readonly #abort = new AbortController();
	#input: PointerInput | null = null;

	constructor(options: ModifierKeysOptions) {
		this.#options = options;
		const { signal } = this.#abort;
		for (const type of ['keydown', 'keyup'])
			options.keys.addEventListener(type, (event) => this.#hear(event as KeyboardEvent), {
				signal,
				capture: true
			});
	}

	/** The pointer is here now; null when it works no more. */
	follow(input: PointerInput | null): void {
		this.#input = input;
	}

	destroy(): void {
		this.#abort.abort();
	}

	#hear(event: KeyboardEvent): void {
		const { workspace, onReplay } = this.#options;
		if (!KEYS.includes(event.key) || event.repeat || !this.#input || !workspace.isGesturing) return;
		// By itself the browser goes to its menu with it.
		if (event.key === 'Alt') event.preventDefault();
		// The board may have moved under the pointer, which passed nothing on the way.
		const point = viewToPage(workspace.camera, this.#input.view);
		this.#input = { ...this.#input, point, modifiers: modifiersOf(event), samples: [], predicted: [] };
		workspace.pointerMove(this.#input);
		onReplay(this.#input);
	}
}
