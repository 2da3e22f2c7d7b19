// What the document holds and its mailbox does not: what was done here, which goes there at once, and what others did,
// which goes there only when they have not brought it themselves for a while (their room server may be out of reach,
// their page may be gone).
import * as Y from 'yjs';
import { MissingUpdates } from '../sync/missing-updates.ts';
import { contentOfDocument, UpdateContent } from './update-content.ts';
import type { ClockRanges } from './clock-ranges.ts';

/** `own`: just done here, by the person or a script. `others`: just heard. `found`: here from before. */
export type Whose = 'own' | 'others' | 'found';

export interface LackingOptions {
	readonly doc: Y.Doc;
	/** What the mailbox holds. */
	readonly held: () => UpdateContent;
	/** The mailbox lacks something. */
	readonly onChange: (whose: Whose) => void;
}

export class Lacking {
	readonly own = new UpdateContent();
	readonly others = new UpdateContent();
	/** What is too large for any mailbox. */
	readonly unfit = new UpdateContent();
	readonly #options: LackingOptions;

	constructor(options: LackingOptions) {
		this.#options = options;
		options.doc.on('afterTransaction', this.#note);
	}

	get isEmpty(): boolean {
		return this.own.isEmpty && this.others.isEmpty;
	}

	/** Compares document and mailbox anew; what is found counts as others'. Some 50 ms for 100,000 elements. */
	scan(): void {
		const { doc, held } = this.#options;
		this.others.clear();
		this.others.addMissing(contentOfDocument(doc), held());
		this.others.subtract(this.own);
		this.others.subtract(this.unfit);
		if (!this.others.isEmpty) this.#options.onChange('found');
	}

	/** The mailbox holds this now. */
	arrived(content: UpdateContent): void {
		this.own.subtract(content);
		this.others.subtract(content);
	}

	/** It is not to be brought, now or later. */
	giveUp(content: UpdateContent): void {
		this.unfit.addAll(content);
		this.arrived(content);
	}

	/** What is to be sent, in updates that each stand on their own once those before have come. */
	updates({ withOthers }: { readonly withOthers: boolean }): MissingUpdates {
		const content = new UpdateContent();
		content.addAll(this.own);
		if (withOthers) content.addAll(this.others);
		return this.updatesOf(content);
	}

	/** The same, of this part of the document. */
	updatesOf(content: UpdateContent): MissingUpdates {
		return updatesOf(this.#options.doc, content);
	}

	destroy(): void {
		this.#options.doc.off('afterTransaction', this.#note);
	}

	readonly #note = (transaction: Y.Transaction) => {
		const { held, onChange } = this.#options;
		// What the mailbox brought is told to be held a moment later. But it may have made room for what a peer had brought
		// and what was waiting for it, so it is looked at like all else.
		const content = contentOfTransaction(transaction);
		if (content.isEmpty) return;
		const target = transaction.local ? this.own : this.others;
		target.addMissing(content, held());
		if (!target.isEmpty) onChange(transaction.local ? 'own' : 'others');
	};
}

function contentOfTransaction({ beforeState, afterState, deleteSet }: Y.Transaction): UpdateContent {
	const content = new UpdateContent();
	for (const [client, clock] of afterState) content.structs.add(client, beforeState.get(client) ?? 0, clock);
	for (const [client, ranges] of deleteSet.clients) {
		for (const { clock, len } of ranges) content.deletions.add(client, clock, clock + len);
	}
	return content;
}

/** From the first clock on that is wanted of each client: what lies between wanted ranges comes along. */
function updatesOf(doc: Y.Doc, { structs, deletions }: UpdateContent): MissingUpdates {
	const known = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)));
	for (const [client, [first]] of structs) if (first) known.set(client, first.start);
	return new MissingUpdates(doc, known, { deletions: deleteSetOf(deletions) });
}

function deleteSetOf(deletions: ClockRanges): ReturnType<typeof Y.createDeleteSet> {
	const deleteSet = Y.createDeleteSet();
	for (const [client, ranges] of deletions) {
		deleteSet.clients.set(
			client,
			// Of Yjs's own kind, which it does not export.
			ranges.map(({ start, end }) => ({ clock: start, len: end - start }))
		);
	}
	return deleteSet;
}
