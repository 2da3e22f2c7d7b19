// What a text field and a shared text owe each other: the field tells only its new value, the shared text wants to
// know what was inserted and deleted where, so that two people's typing merges letter by letter.

/** One replacement: at `index`, `deleted` letters go and `inserted` comes. */
export interface TextEdit {
	readonly index: number;
	readonly deleted: number;
	readonly inserted: string;
}

/**
 * The smallest single replacement that makes `after` out of `before`; null when they are equal.
 * `caret` is where the caret stands in `after`: among equal letters it tells which one was typed.
 */
export function textEditBetween(before: string, after: string, caret: number): TextEdit | null {
	if (before === after) return null;
	// What stands behind the caret was there before; so the end is compared first, and only up to the caret.
	let suffix = 0;
	const maxSuffix = Math.min(before.length, after.length - Math.min(caret, after.length));
	while (suffix < maxSuffix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) {
		suffix++;
	}
	// Emojis are two code units, and many share one of them. Yjs can't cut between: it would leave two "�".
	if (isSecondHalf(before.charCodeAt(before.length - suffix))) suffix--;
	let prefix = 0;
	const maxPrefix = Math.min(before.length, after.length) - suffix;
	while (prefix < maxPrefix && before[prefix] === after[prefix]) prefix++;
	if (isFirstHalf(before.charCodeAt(prefix - 1))) prefix--;
	return {
		index: prefix,
		deleted: before.length - suffix - prefix,
		inserted: after.slice(prefix, after.length - suffix)
	};
}

/** One part of a Yjs text delta. */
export interface DeltaPart {
	readonly retain?: number;
	readonly insert?: unknown;
	readonly delete?: number;
}

/** Where a caret at `caret` belongs after somebody else's change, given as a Yjs delta. */
export function moveCaret(caret: number, delta: readonly DeltaPart[]): number {
	let at = 0;
	let moved = caret;
	for (const part of delta) {
		if (part.retain) at += part.retain;
		else if (typeof part.insert === 'string') {
			if (at <= moved) moved += part.insert.length;
			at += part.insert.length;
		} else if (part.delete && at < moved) moved -= Math.min(part.delete, moved - at);
	}
	return moved;
}

/**
 * What `edit` comes to after others made `deltas` to the text that it was meant for: it deletes what is left of its own
 * letters and none of theirs. From the back to the front, so that one can be made after the other; the last one inserts.
 */
export function rebaseEdit(
	{ index, deleted, inserted }: TextEdit,
	deltas: readonly (readonly DeltaPart[])[]
): TextEdit[] {
	const runs: { index: number; deleted: number; inserted: string }[] = [];
	for (let letter = index + deleted - 1; letter >= index; letter--) {
		const at = deltas.reduce(moveLetter, letter);
		const run = runs.at(-1);
		// As one run: deleted half by half, an emoji would come back broken by undo.
		if (run?.index === at + 1) {
			run.index = at;
			run.deleted++;
		} else if (!Number.isNaN(at)) runs.push({ index: at, deleted: 1, inserted: '' });
	}
	return [...runs, { index: deltas.reduce(moveCaret, index), deleted: 0, inserted }];
}

/** Where the letter is after the change; NaN when it was deleted: then the carets on its two sides are one. */
function moveLetter(letter: number, delta: readonly DeltaPart[]): number {
	const at = moveCaret(letter, delta);
	return at < moveCaret(letter + 1, delta) ? at : NaN;
}

// The two halves of a surrogate pair; NaN (no letter there) is neither.
const isFirstHalf = (code: number) => code >= 0xd800 && code <= 0xdbff;
const isSecondHalf = (code: number) => code >= 0xdc00 && code <= 0xdfff;
