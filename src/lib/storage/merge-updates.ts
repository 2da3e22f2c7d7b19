import * as Y from 'yjs';

/** Yjs sorts all updates anew for every struct it takes: many at once cost the square of their number. */
const GROUP = 32;

/** The updates (V1) as one. @throws when one is malformed. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
	let merged = updates;
	while (merged.length > 1) {
		const groups: Uint8Array[] = [];
		for (let i = 0; i < merged.length; i += GROUP) groups.push(Y.mergeUpdates(merged.slice(i, i + GROUP)));
		merged = groups;
	}
	return merged[0] ?? Y.mergeUpdates([]);
}
