import type { Theme } from '$lib/render/palette';

export type ThemeChoice = Theme | 'system';

const STORAGE_KEY = 'inkmesh theme';

/** Light or dark: the system's, or what the person chose on this device. */
export class ThemeSetting {
	#systemIsDark = $state.raw(false);
	#choice = $state.raw<ThemeChoice>(readChoice());

	constructor() {
		const query = matchMedia('(prefers-color-scheme: dark)');
		this.#systemIsDark = query.matches;
		// As long as the page lives, which has one theme.
		query.addEventListener('change', ({ matches }) => (this.#systemIsDark = matches));
	}

	get choice(): ThemeChoice {
		return this.#choice;
	}

	get current(): Theme {
		if (this.#choice !== 'system') return this.#choice;
		return this.#systemIsDark ? 'dark' : 'light';
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		try {
			localStorage.setItem(STORAGE_KEY, choice);
		} catch (error) {
			console.warn('The theme could not be kept on this device.', error);
		}
	}
}

function readChoice(): ThemeChoice {
	try {
		const kept = localStorage.getItem(STORAGE_KEY);
		return kept === 'light' || kept === 'dark' ? kept : 'system';
	} catch {
		return 'system'; // storage refused
	}
}
