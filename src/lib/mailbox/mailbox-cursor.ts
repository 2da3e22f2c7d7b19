// How far a mailbox is known here, and what is in it: what a later opening of the board needs to go on where this one
// stopped, instead of reading the mailbox from its beginning.
//
//   cursor := uint8(version) • epoch(16) • varUint(position) • varUint(log bytes) • varUint(log entries)
//             • varUint(snapshot bytes) • varUint(unreadable) • chains • ranges(structs) • ranges(deletions)
//
// It says that the document on this device has taken in every entry up to the position. So it may be stored only when
// the document is, and counts for nothing where a stored row was damaged.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Chains } from './chains.ts';
import { readClockRanges, writeClockRanges } from './clock-ranges.ts';
import { EPOCH_BYTES } from './messages.ts';
import { UpdateContent } from './update-content.ts';

const VERSION = 1;

export class MailboxCursor {
	epoch: Uint8Array = new Uint8Array(EPOCH_BYTES);
	/** Of the last entry taken in. */
	position = 0;
	/** Of entries since the last manifest. */
	logBytes = 0;
	logEntries = 0;
	/** Of the parts of the last manifest. */
	snapshotBytes = 0;
	/** Entries by writers that could not be read or applied: a newer app may know what is in them. */
	unreadable = 0;
	chains = new Chains();
	/** What of the document the mailbox holds. */
	held = new UpdateContent();

	/** Whether there is a mailbox of that name, as far as is known. */
	get exists(): boolean {
		return this.epoch.some((byte) => byte !== 0);
	}

	/** Forgets what was known: it is another mailbox, or none. */
	reset(epoch: Uint8Array): void {
		Object.assign(this, new MailboxCursor());
		this.epoch = epoch.slice();
	}

	encode(): Uint8Array {
		return encoding.encode((encoder) => {
			encoding.writeUint8(encoder, VERSION);
			encoding.writeUint8Array(encoder, this.epoch);
			for (const field of NUMBERS) encoding.writeVarUint(encoder, this[field]);
			this.chains.write(encoder);
			writeClockRanges(encoder, this.held.structs);
			writeClockRanges(encoder, this.held.deletions);
		});
	}

	/** Takes over what was encoded; nothing where the bytes are none: the mailbox is then read from its beginning. */
	restore(bytes: Uint8Array): void {
		try {
			const decoder = decoding.createDecoder(bytes);
			if (decoding.readUint8(decoder) !== VERSION) return;
			const read = new MailboxCursor();
			read.epoch = decoding.readUint8Array(decoder, EPOCH_BYTES).slice();
			for (const field of NUMBERS) read[field] = decoding.readVarUint(decoder);
			read.chains = Chains.read(decoder);
			read.held.structs.addAll(readClockRanges(decoder));
			read.held.deletions.addAll(readClockRanges(decoder));
			Object.assign(this, read);
		} catch {
			// Truncated: as if there were none.
		}
	}

	/** The mailbox holds a snapshot with this content, of so many bytes, and nothing else. */
	compacted(content: UpdateContent, bytes: number): void {
		this.held.clear();
		this.held.addAll(content);
		this.logBytes = 0;
		this.logEntries = 0;
		this.snapshotBytes = bytes;
	}

	/** An entry was added to its log. */
	logged(entry: Uint8Array): void {
		this.logBytes += entry.length;
		this.logEntries++;
	}

	/** All entries up to this position were taken in. */
	advance(position: number): void {
		this.position = Math.max(this.position, position);
	}
}

const NUMBERS = ['position', 'logBytes', 'logEntries', 'snapshotBytes', 'unreadable'] as const;
