import type { BoardApi } from '$lib/board/board-api';

declare global {
	interface Window {
		/** The public API of the app; see README. `board` is null while no board is open. */
		inkmesh?: { readonly board: BoardApi | null };
	}
}

export {};
