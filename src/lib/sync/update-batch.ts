/** About a frame: nobody sees the wait, and a script that writes a thousand times sends some dozen messages. */
const WINDOW_MS = 16;

/** Takes updates that follow each other closely together: the first goes at once, what comes in the next 16 ms as one. */
export class UpdateBatch {
	readonly #send: (updates: readonly Uint8Array[], clock: number) => void;
	#waiting: Uint8Array[] = [];
	#clock = 0;
	#window: ReturnType<typeof setTimeout> | undefined;

	constructor(send: (updates: readonly Uint8Array[], clock: number) => void) {
		this.#send = send;
	}

	/** `clock` is the writing client's before the update. */
	add(update: Uint8Array, clock: number): void {
		if (this.#waiting.length === 0) this.#clock = clock;
		this.#waiting.push(update);
		if (this.#window === undefined) this.flush();
	}

	/** Sends what waits now. */
	flush(): void {
		clearTimeout(this.#window);
		this.#window = undefined;
		if (this.#waiting.length === 0) return;
		const updates = this.#waiting;
		this.#waiting = [];
		this.#window = setTimeout(() => this.flush(), WINDOW_MS);
		this.#send(updates, this.#clock);
	}
}
