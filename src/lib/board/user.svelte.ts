import { createElementId } from '$lib/document/element-id';
import { colorFor, parseName, parsePersonColor } from '$lib/presence/people';

const STORAGE_KEY = 'inkmesh user';

// Nobody is asked for a name before drawing, so everybody begins with a friendly one.
const ANIMALS = [
	'Otter',
	'Wren',
	'Fox',
	'Heron',
	'Lynx',
	'Robin',
	'Badger',
	'Swift',
	'Hare',
	'Finch',
	'Seal',
	'Owl'
];
const MANNERS = [
	'Quick',
	'Merry',
	'Quiet',
	'Bright',
	'Gentle',
	'Brave',
	'Sunny',
	'Clever',
	'Nimble',
	'Happy'
];

/** The person at this device: name and colour, kept here and shown to others. */
export class User {
	/** Names the author of elements; random, kept on this device. */
	readonly id: string;
	#name = $state.raw('');
	#color = $state.raw('');

	constructor() {
		const kept = readKept();
		const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
		this.id = kept.id ?? createElementId();
		this.#name = parseName(kept.name) || firstName(random);
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

function firstName(random: number): string {
	const manner = MANNERS[random % MANNERS.length];
	const animal = ANIMALS[Math.floor(random / MANNERS.length) % ANIMALS.length];
	return `${manner} ${animal}`;
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
