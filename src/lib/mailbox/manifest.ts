// A manifest stands in a mailbox in place of all entries before it: it names the parts of a snapshot, and says what of
// the document each holds, so that whoever has that already need not fetch it.
//
//   manifest := chains (chains.ts: entries taken in) • varUint(count) • (name(32) • varUint(bytes) •
//               uint8(hasDeletions) • ranges)*
//   part     := sealed (label: "inkmesh snapshot" and the mailbox) of a Yjs update, version 1; name := SHA-256 of it
import { sha256 } from '@noble/hashes/sha2.js';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Chains } from './chains.ts';
import { readClockRanges, writeClockRanges, type ClockRanges } from './clock-ranges.ts';
import { MAX_CHUNKS, NAME_BYTES } from './messages.ts';

/** One part of a snapshot. */
export interface SnapshotPart {
	/** SHA-256 of the sealed bytes. */
	readonly name: Uint8Array;
	/** Of the sealed bytes. */
	readonly size: number;
	readonly structs: ClockRanges;
	/** Whether it tells of deletions; which ones stands in it alone. */
	readonly hasDeletions: boolean;
}

export interface Manifest {
	readonly chains: Chains;
	readonly parts: readonly SnapshotPart[];
}

export function encodeManifest({ chains, parts }: Manifest): Uint8Array {
	return encoding.encode((encoder) => {
		chains.write(encoder);
		encoding.writeVarUint(encoder, parts.length);
		for (const { name, size, structs, hasDeletions } of parts) {
			encoding.writeUint8Array(encoder, name);
			encoding.writeVarUint(encoder, size);
			encoding.writeUint8(encoder, Number(hasDeletions));
			writeClockRanges(encoder, structs);
		}
	});
}

/** Null when it is none. Never throws. */
export function parseManifest(bytes: Uint8Array): Manifest | null {
	try {
		const decoder = decoding.createDecoder(bytes);
		const chains = Chains.read(decoder);
		const count = decoding.readVarUint(decoder);
		if (count > MAX_CHUNKS) return null;
		const parts = Array.from({ length: count }, () => ({
			name: decoding.readUint8Array(decoder, NAME_BYTES).slice(),
			size: decoding.readVarUint(decoder),
			hasDeletions: decoding.readUint8(decoder) === 1,
			structs: readClockRanges(decoder)
		}));
		return decoding.hasContent(decoder) ? null : { chains, parts };
	} catch {
		return null; // truncated, or with numbers that can't be
	}
}

/** The name of a part's sealed bytes. */
export function nameOfPart(sealed: Uint8Array): Uint8Array {
	return sha256(sealed);
}

export const partLabel = (mailbox: string) => `inkmesh snapshot ${mailbox}`;
