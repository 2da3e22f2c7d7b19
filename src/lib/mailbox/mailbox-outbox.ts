// Brings to the mailbox what it lacks: at once what was done here, later what others did and did not bring themselves.
import * as Y from 'yjs';
import type { BoardKeys } from '../access/board-keys.ts';
import { areEqualBytes } from '../access/equal-bytes.ts';
import type { Lacking } from './lacking.ts';
import type { MailboxCursor } from './mailbox-cursor.ts';
import { isUncertain, type Answer, type MailboxSocket } from './mailbox-socket.ts';
import { MAX_ENTRY_BYTES, type MailboxRefusal } from './messages.ts';
import type { OwnChain } from './own-chain.ts';
import { hashOfEntry, sealEntry } from './sealed-entry.ts';
import type { Sealing } from '../access/sealing.ts';
import { contentOfUpdate } from './update-content.ts';
import type { UploadTimes } from './upload-times.ts';

/** Of an update, before it is deflated and sealed; what comes of it is well below the longest entry. */
const PART_BYTES = 256 * 1024;
/** What the seal and the chain add is far less than the rest. */
const MAX_UPDATE_BYTES = MAX_ENTRY_BYTES - 4096;
/** How long a refusal is respected. */
const REFUSED_WAIT_MS: Readonly<Record<MailboxRefusal, number>> = {
	conflict: 1_000,
	'slow down': 5_000,
	unavailable: 10_000,
	'no such chunk': 30_000,
	full: 60_000,
	'not proven': 60_000,
	'not signed': 60_000
};

export interface MailboxOutboxOptions {
	readonly keys: BoardKeys;
	readonly sealing: Sealing;
	readonly cursor: MailboxCursor;
	readonly chain: OwnChain;
	readonly lacking: Lacking;
	readonly times: UploadTimes;
	readonly socket: Pick<MailboxSocket, 'ask'>;
	/** Resolves when what came before now has been taken in; false where some of it could not be. */
	readonly whenTakenIn: () => Promise<boolean>;
}

export class MailboxOutbox {
	readonly #options: MailboxOutboxOptions;
	#refusal: MailboxRefusal | null = null;

	constructor(options: MailboxOutboxOptions) {
		this.#options = options;
	}

	/** Why the mailbox does not take what it lacks. */
	get refusal(): MailboxRefusal | null {
		return this.#refusal;
	}

	/** Brings what is due, one entry after the other, as long as they are taken. */
	async bringDue(): Promise<void> {
		const { times, lacking } = this.#options;
		try {
			for (let due = times.due; due; due = times.due) {
				times.begin(due);
				if (!(await this.#bring({ withOthers: due === 'others' }))) break;
			}
		} finally {
			if (!lacking.own.isEmpty) times.changed('own');
			if (!lacking.others.isEmpty) times.changed('others');
		}
	}

	/** False when not all was taken. */
	async #bring(what: { readonly withOthers: boolean }): Promise<boolean> {
		const { keys, sealing, cursor, chain, lacking, socket, whenTakenIn } = this.#options;
		const updates = lacking.updates(what);
		for (let next = updates.next(PART_BYTES); next; next = updates.next(PART_BYTES)) {
			const update = next.length > MAX_UPDATE_BYTES ? this.#withoutUnfit(next) : next;
			const content = contentOfUpdate(update);
			if (content.isEmpty) continue;
			const place = chain.next;
			const entry = await sealEntry({ ...place, kind: 'update', tail: update }, sealing, keys);
			if (entry.length > MAX_ENTRY_BYTES) {
				throw new Error(`expected an entry of at most ${MAX_ENTRY_BYTES} bytes, got ${entry.length}`);
			}
			const answer = await socket.ask({ type: 'append', epoch: cursor.epoch, entry });
			// What others appended before has come before the answer; it must be taken in before the cursor passes it.
			const isIntact = await whenTakenIn();
			// Another mailbox, and another chain, may have begun meanwhile.
			if (answer.status === 'done' && chain.next === place) chain.wrote(entry);
			// Then the cursor must not pass what could not be taken in: all after it is read again.
			if (answer.status === 'done' && !isIntact) return false;
			if (!this.#wasTaken(answer)) return false;
			// What made the mailbox has come as an entry of it too.
			if (cursor.chains.take(place, hashOfEntry(entry)) !== 'repeated') cursor.logged(entry);
			cursor.held.addAll(content);
			lacking.arrived(content);
		}
		return true;
	}

	/** Leaves out what is too large by itself, which only an app that is not ours can have made. */
	#withoutUnfit(update: Uint8Array): Uint8Array {
		const { lacking } = this.#options;
		const ones = lacking.updatesOf(contentOfUpdate(update));
		const fit: Uint8Array[] = [];
		for (let one = ones.next(1); one; one = ones.next(1)) {
			if (one.length <= MAX_UPDATE_BYTES - PART_BYTES) fit.push(one);
			else {
				console.warn(`Something of ${one.length} bytes is too large for the mailbox.`);
				lacking.giveUp(contentOfUpdate(one));
			}
		}
		return Y.mergeUpdates(fit);
	}

	#wasTaken(answer: Answer): boolean {
		const { cursor, chain, times } = this.#options;
		switch (answer.status) {
			case 'done': {
				this.#refusal = null;
				// It was made by this entry, the first of all.
				if (!areEqualBytes(answer.epoch, cursor.epoch)) cursor.reset(answer.epoch);
				cursor.advance(answer.position);
				return true;
			}
			case 'refused':
				this.#refusal = answer.reason;
				times.hold(REFUSED_WAIT_MS[answer.reason]);
				if (isUncertain(answer)) chain.restart();
				return false;
			case 'lost':
				chain.restart();
				return false;
			case 'bytes':
				throw new Error('expected an append to be done or refused, got bytes');
			default:
				return answer satisfies never;
		}
	}
}
