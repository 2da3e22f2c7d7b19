// What an update brings, or a document holds, told by ranges of clocks instead of by content: enough to know what of a
// document is in the mailbox, and what is not, without reading the mailbox again.
import * as Y from 'yjs';
import { ClockRanges } from './clock-ranges.ts';

/** Structs that are there, and structs that are deleted. */
export class UpdateContent {
	readonly structs = new ClockRanges();
	readonly deletions = new ClockRanges();

	get isEmpty(): boolean {
		return this.structs.isEmpty && this.deletions.isEmpty;
	}

	addAll(other: UpdateContent): void {
		this.structs.addAll(other.structs);
		this.deletions.addAll(other.deletions);
	}

	/** Adds what of `other` is not in `known`. */
	addMissing(other: UpdateContent, known: UpdateContent): void {
		this.structs.addMissing(other.structs, known.structs);
		this.deletions.addMissing(other.deletions, known.deletions);
	}

	subtract(other: UpdateContent): void {
		this.structs.subtract(other.structs);
		this.deletions.subtract(other.deletions);
	}

	isWithin(other: UpdateContent): boolean {
		return this.structs.isWithin(other.structs) && this.deletions.isWithin(other.deletions);
	}

	clear(): void {
		this.structs.clear();
		this.deletions.clear();
	}
}

/** What a V1 update brings. @throws when it is none. */
export function contentOfUpdate(update: Uint8Array): UpdateContent {
	const content = new UpdateContent();
	const { structs, ds } = Y.decodeUpdate(update);
	for (const struct of structs) {
		// A merged update may have holes.
		if (struct instanceof Y.Skip) continue;
		const { client, clock } = struct.id;
		content.structs.add(client, clock, clock + struct.length);
	}
	addDeletions(content, ds);
	return content;
}

/** All that a document holds. Some 40 ms for 100,000 elements. */
export function contentOfDocument(doc: Y.Doc): UpdateContent {
	const content = new UpdateContent();
	for (const client of doc.store.clients.keys()) {
		content.structs.add(client, 0, Y.getState(doc.store, client));
	}
	addDeletions(content, Y.createDeleteSetFromStructStore(doc.store));
	return content;
}

function addDeletions(
	{ deletions }: UpdateContent,
	{ clients }: Pick<ReturnType<typeof Y.createDeleteSet>, 'clients'>
): void {
	for (const [client, ranges] of clients) {
		for (const { clock, len } of ranges) deletions.add(client, clock, clock + len);
	}
}
