// On how many other devices the last change made here is stored. Whoever writes marks its changes with a number; whoever
// has them answers with it, once its own storage has committed. Received is not enough: a tab can be closed.
import * as Y from 'yjs';
import { encodeKept, encodeMark } from './document-message.ts';
import type { Hello } from './handshake-messages.ts';
import type { Link } from './link.ts';

/** Changes are marked together: drawing is some changes a second. */
const MARK_AFTER_MS = 200;

export interface ReceiptsOptions {
	readonly doc: Y.Doc;
	/** Whether all that this peer had when it came has been brought. */
	readonly hasSynced: (link: Link) => boolean;
	/** Sends a message that arrives after all changes made here before. */
	readonly sendAfterChanges: (link: Link, message: Uint8Array) => void;
	/** Resolves when all that is in the document now is on this device. */
	readonly whenSaved: () => Promise<void>;
	/** Somebody has stored what it had not before. */
	readonly onChange: () => void;
}

interface Partner {
	readonly clientId: number;
	/** The last of our changes that it has stored; -1 for none. */
	kept: number;
	/** Its mark that is not answered yet. */
	mark: Mark | null;
}

/** `clock`: the marking client's after the change. Deletions have no clock; they come in order before the mark. */
export interface Mark {
	readonly number: number;
	readonly clock: number;
}

export class Receipts {
	readonly #options: ReceiptsOptions;
	readonly #partners = new Map<Link, Partner>();
	#number = 0;
	#marked = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: ReceiptsOptions) {
		this.#options = options;
		options.doc.on('update', this.check);
	}

	/** Linked peers that have stored all that was done here. */
	get keptBy(): number {
		return [...this.#partners.values()].filter(({ kept }) => kept >= this.#number).length;
	}

	/** Linked peers. */
	get count(): number {
		return this.#partners.size;
	}

	opened(link: Link, { clientId }: Pick<Hello, 'clientId'>): void {
		this.#partners.set(link, { clientId, kept: -1, mark: null });
		this.#sendMark(link);
	}

	closed(link: Link): void {
		this.#partners.delete(link);
	}

	/** The person here, or a script, changed something. */
	changed(): void {
		this.#number++;
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.#marked = this.#number;
			for (const link of this.#partners.keys()) this.#sendMark(link);
		}, MARK_AFTER_MS);
	}

	receiveMark(link: Link, mark: Mark): void {
		const partner = this.#partners.get(link);
		if (partner) partner.mark = mark;
		this.check();
	}

	receiveKept(link: Link, number: number): void {
		const partner = this.#partners.get(link);
		// Nobody can have what was not marked yet.
		if (!partner || number > this.#marked || number <= partner.kept) return;
		partner.kept = number;
		this.#options.onChange();
	}

	/** Answers the marks of those whose changes are all here; to be called when more has come. */
	readonly check = (): void => {
		const { doc, hasSynced } = this.#options;
		// What waits for something missing is not stored.
		if (doc.store.pendingStructs || doc.store.pendingDs) return;
		for (const [link, partner] of this.#partners) {
			const { mark, clientId } = partner;
			if (!mark || !hasSynced(link) || Y.getState(doc.store, clientId) < mark.clock) continue;
			partner.mark = null;
			void this.#answer(link, mark);
		}
	};

	destroy(): void {
		clearTimeout(this.#timer);
		this.#options.doc.off('update', this.check);
		this.#partners.clear();
	}

	async #answer(link: Link, { number }: Mark): Promise<void> {
		await this.#options.whenSaved();
		if (this.#partners.has(link)) link.send(encodeKept(number));
	}

	#sendMark(link: Link): void {
		const { doc, sendAfterChanges } = this.#options;
		sendAfterChanges(link, encodeMark({ number: this.#marked, clock: Y.getState(doc.store, doc.clientID) }));
	}
}
