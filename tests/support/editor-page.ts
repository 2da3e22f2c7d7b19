import type { ElementInput } from '../../src/lib/document/element-input.ts';
import type { BoardPage, Place } from './board-page.ts';

/** What is asked of an element in tests; what a kind has not is undefined. */
export interface Looks {
	readonly id: string;
	readonly type: string;
	readonly position: readonly [number, number];
	readonly size: readonly [number, number];
	readonly rotation: number;
	readonly color: string;
	readonly text: string;
	readonly parent: string | null;
	readonly [field: string]: unknown;
}

/** Puts elements on the board by the API and takes the select tool. Gives back their ids. */
export async function put(board: BoardPage, inputs: readonly ElementInput[]): Promise<string[]> {
	const before = await board.count();
	const ids = await board.board((api, elements) => api.create(elements), inputs);
	await board.waitForCount(before + inputs.length);
	await board.page.keyboard.press('v');
	return ids;
}

/** All elements in paint order. */
export function looks(board: BoardPage): Promise<Looks[]> {
	return board.board((api) => api.elements() as unknown as Looks[]);
}

/** The last element in paint order. */
export async function topmost(board: BoardPage): Promise<Looks> {
	const element = (await looks(board)).at(-1);
	if (!element) throw new Error('expected an element, got none');
	return element;
}

/** Presses at one place and lifts at another, with keys held. */
export async function dragWith(
	board: BoardPage,
	keys: readonly string[],
	from: Place,
	to: Place
): Promise<void> {
	const { keyboard, mouse } = board.page;
	await mouse.move(...from);
	await mouse.down();
	for (const key of keys) await keyboard.down(key);
	await mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 3 });
	await mouse.move(...to, { steps: 3 });
	await mouse.up();
	for (const key of keys) await keyboard.up(key);
}

export const drag = (board: BoardPage, from: Place, to: Place) => dragWith(board, [], from, to);
