import { createElementId } from '$lib/document/element-id';
import { colorFor, parseName, parsePersonColor } from '$lib/presence/people';

const STORAGE_KEY = 'inkmesh user';

// Nobody is asked for a name before drawing, so everybody begins with a friendly one.
const FIRST_NAMES = ['Otter', 'Wren', 'Fox', 'Heron', 'Lynx', 'Robin', 'Badger', 'Swift', 'Hare', 'Finch'];

/** The person at this device: name and colour, kept here and shown to others. */
export class User {
	/** Names the author of elements; random, kept on this device. */
	readonly id: string;
	#name = $state.raw('');
	#color = $state.raw('');

	constructor() {
		const kept = readKept();
		const random = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
		this.id = kept.id ?? createElementId();
		this.#name = parseName(kept.name) || (FIRST_NAMES[random % FIRST_NAMES.length] ?? 'Guest');
		this.#color = parsePersonColor(kept.color) ?? colorFor(random);
		this.#keep();
	}

	get name(): string {
		return this.#name;
	}

	get color(): string {
		return this.#color;
	}

	/** Takes a new name; an empty one is not taken. */
	rename(name: string): void {
		this.#name = parseName(name) || this.#name;
		this.#keep();
	}

	recolor(color: string): void {
		this.#color = parsePersonColor(color) ?? this.#color;
		this.#keep();
	}

	#keep(): void {
		try {
			const { id, name, color } = this;
			localStorage.setItem(STORAGE_KEY, JSON.stringify({ id, name, color }));
		} catch (error) {
			// A private window may refuse; the name then lasts as long as the page.
			console.warn('Your name could not be kept on this device.', error);
		}
	}
}

function readKept(): { id?: string; name?: unknown; color?: unknown } {
	try {
		const { id, name, color } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Record<
			string,
			unknown
		>;
		return typeof id === 'string' && id.length <= 64 ? { id, name, color } : { name, color };
	} catch {
		return {}; // refused or damaged: the person begins anew
	}
}
