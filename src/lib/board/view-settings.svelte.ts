// How this device shows boards: kept here, never shared.

export interface ViewChoices {
	/** Squares on the paper, to which things snap. */
	readonly hasGrid: boolean;
	/** Things snap to edges and middles of others. */
	readonly snaps: boolean;
	readonly hasMinimap: boolean;
	/** Keys without Ctrl choose tools and more; some input methods and voice control need them out of the way. */
	readonly hasLetterKeys: boolean;
}

const STORAGE_KEY = 'inkmesh view';
const USUAL: ViewChoices = { hasGrid: false, snaps: false, hasMinimap: false, hasLetterKeys: true };

export class ViewSettings {
	readonly #onChange: () => void;
	#choices = $state.raw<ViewChoices>(readChoices());
	#isFocused = $state.raw(false);

	constructor(onChange: () => void) {
		this.#onChange = onChange;
	}

	get choices(): ViewChoices {
		return this.#choices;
	}

	/** Whether nothing but the board is shown. Not kept: a page that opens without its controls looks broken. */
	get isFocused(): boolean {
		return this.#isFocused;
	}

	toggleFocus(): void {
		this.#isFocused = !this.#isFocused;
	}

	toggle(name: keyof ViewChoices): void {
		this.#choices = { ...this.#choices, [name]: !this.#choices[name] };
		try {
			localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#choices));
		} catch (error) {
			console.warn('What was chosen could not be kept on this device.', error);
		}
		this.#onChange();
	}
}

function readChoices(): ViewChoices {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
		const fields = (kept ?? {}) as Readonly<Record<string, unknown>>;
		const read = (name: keyof ViewChoices) => {
			const value = fields[name];
			return typeof value === 'boolean' ? value : USUAL[name];
		};
		return {
			hasGrid: read('hasGrid'),
			snaps: read('snaps'),
			hasMinimap: read('hasMinimap'),
			hasLetterKeys: read('hasLetterKeys')
		};
	} catch {
		return USUAL; // storage refused, or something else there
	}
}
