/** One whiteboard that is measured. */
export interface Subject {
	readonly name: string;
	/** Address of an empty board. */
	readonly url: string;
	/** Runs in its pages before they do: gives them `window.whiteboard` where they have none of their own. */
	readonly initScript: string;
	/** How far a wheel with Ctrl turns in an event, so that thirty take the zoom from 1 to about 0.1. */
	readonly zoomDelta: number;
	/** Where boards are kept and opened again; null where that is nowhere. */
	readonly homeUrl: string | null;
}
