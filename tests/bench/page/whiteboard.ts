import type { Instruments } from './instruments.ts';
import type { Workload } from './workload.ts';

export interface Place {
	readonly x: number;
	readonly y: number;
}

/** What the benchmarks ask of a whiteboard; each page that is measured has one, over whatever API there is. */
export interface Whiteboard {
	/** Whether a first stroke could be drawn. */
	isReady(): boolean;
	/** Turns the workload into what `load` takes; not measured. */
	prepare(workload: Workload): void | Promise<void>;
	/** Puts what was prepared onto the board, at once, and forgets it. */
	load(): void;
	count(): number;
	/** Whether all that was saved of it is there; for one that opens by itself what it has saved. */
	isWhole?(): boolean;
	/** The page point in the middle of the window, and view px a page unit. */
	setView(centre: Place, zoom: number): void;
	zoomToFit(): void;
	/** The page point in the window's top left corner, and view px a page unit. */
	view(): Place & { readonly zoom: number };
	/** Page to view px. */
	toView(place: Place): Place;
	setTool(tool: 'select' | 'draw'): void;
	/** Every stroke with its first point. */
	strokes(): readonly (Place & { readonly id: string })[];
	select(ids: readonly string[]): void;
	selectedCount(): number;
	/** Adds up where these strokes are, so that one number tells whether they moved. */
	sumOfPlaces(ids: readonly string[]): number;
	/** Everything as it is saved; absent where nothing is. */
	save?(): Promise<Uint8Array>;
	/** Empties the board, untimed, for `reopen`; both absent where pages are reopened from their own storage. */
	clear?(): void | Promise<void>;
	/** Shows what `save` gave. */
	reopen?(saved: Uint8Array): void | Promise<void>;
}

declare global {
	interface Window {
		/** Absent until the page has made its own. */
		whiteboard?: Whiteboard;
		bench: Instruments;
	}
}
