import type { Whose } from './lacking.ts';

/** What is done here reaches the mailbox within a second; sooner where somebody waits for it who has no other way. */
const OWN_AFTER_MS = 800;
const URGENT_AFTER_MS = 120;
/** Others bring their own work themselves; only what is still lacking then is brought for them, by whoever is first. */
const OTHERS_AFTER_MS = { min: 5_000, max: 9_000 };
/** Mostly from an earlier visit, and known to nobody else; where many find the same, the first saves the others the work. */
const FOUND_AFTER_MS = { min: 300, max: 2_000 };

export interface UploadTimesOptions {
	readonly isUrgent: () => boolean;
	/** Something is due. */
	readonly onDue: () => void;
}

/** When what the mailbox lacks is to be brought to it. */
export class UploadTimes {
	readonly #options: UploadTimesOptions;
	#ownAt = Infinity;
	#othersAt = Infinity;
	#heldUntil = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: UploadTimesOptions) {
		this.#options = options;
	}

	/** The mailbox lacks something. */
	changed(whose: Whose): void {
		const now = performance.now();
		if (whose === 'own') {
			this.#ownAt = Math.min(this.#ownAt, now + (this.#options.isUrgent() ? URGENT_AFTER_MS : OWN_AFTER_MS));
		} else {
			const { min, max } = whose === 'found' ? FOUND_AFTER_MS : OTHERS_AFTER_MS;
			this.#othersAt = Math.min(this.#othersAt, now + min + (max - min) * Math.random());
		}
		this.wake();
	}

	/** What is to be brought now; null when nothing is. */
	get due(): 'own' | 'others' | null {
		const now = performance.now();
		if (now < this.#heldUntil) return null;
		return now >= this.#othersAt ? 'others' : now >= this.#ownAt ? 'own' : null;
	}

	/** It is being brought. */
	begin(due: 'own' | 'others'): void {
		this.#ownAt = Infinity;
		if (due === 'others') this.#othersAt = Infinity;
	}

	/** Nothing is due for so long. */
	hold(ms: number): void {
		this.#heldUntil = performance.now() + ms;
	}

	/** Tells when something is due, from now on; to be called when it may be brought again. */
	wake(): void {
		clearTimeout(this.#timer);
		const at = Math.max(this.#heldUntil, Math.min(this.#ownAt, this.#othersAt));
		if (at === Infinity) return;
		this.#timer = setTimeout(() => this.#options.onDue(), Math.max(0, at - performance.now()));
	}

	destroy(): void {
		clearTimeout(this.#timer);
	}
}
