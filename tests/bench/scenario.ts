import type { Session } from './session.ts';

/** One thing that is measured: a line of the table. */
export interface Scenario {
	/** For `--only`. */
	readonly name: string;
	/** What a line says, the figures' units included, in the order `measure` gives them. */
	readonly what: string;
	/** What Inkmesh must reach with 10,000 strokes, and with 100,000; for reading beside the figures. */
	readonly targets: readonly [string, string];
	/** Decimals of the figures; one by default. */
	readonly digits?: number;
	/** Whether it is about more than a canvas, which only the app has. */
	readonly isOfTheApp?: boolean;
	/** Whether it has a board of its own, so that the size of the run says nothing. */
	readonly isOfOneSize?: boolean;
	/** Null where this whiteboard has nothing of the kind. @throws when what is to be measured does not work. */
	measure(session: Session): Promise<readonly number[] | null>;
}
