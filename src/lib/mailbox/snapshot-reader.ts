// Brings the parts of a snapshot into the document: those it lacks, and of the others a few, to see whether they are
// what the manifest says. Whoever has everything already is the one who can put it back when a snapshot is worth nothing.
import { areEqualBytes } from '../access/equal-bytes.ts';
import type { Reception } from '../sync/remote-updates.ts';
import { MAX_CHUNK_BYTES } from './messages.ts';
import { nameOfPart, partLabel, type Manifest, type SnapshotPart } from './manifest.ts';
import type { Sealing } from '../access/sealing.ts';
import { contentOfUpdate, UpdateContent } from './update-content.ts';
import type { ClockRanges } from './clock-ranges.ts';

/** Parts looked at though nothing in them is news. */
const PROBES = 2;
/** A part before it was deflated; ours have half of it. */
const MAX_PART_BYTES = 4 * MAX_CHUNK_BYTES;

export interface SnapshotReaderOptions {
	readonly mailbox: string;
	readonly sealing: Sealing;
	/** Fetches a part's sealed bytes; null when the mailbox has none of that name. @throws when the socket broke. */
	readonly fetch: (name: Uint8Array) => Promise<Uint8Array | null>;
	/** Takes an update into the document. */
	readonly receive: (update: Uint8Array) => Reception;
	/** Whether the document has all of these structs. */
	readonly hasStructs: (structs: ClockRanges) => boolean;
	/** Resolves when nobody else is about to bring the board: what comes from them need not be fetched. */
	readonly whenAnswered: () => Promise<void>;
	readonly random?: () => number;
}

/** What a snapshot turned out to hold. */
export interface ReadSnapshot {
	readonly content: UpdateContent;
	/** Parts that could not be read, and whose content may be nowhere here. */
	readonly badCount: number;
}

/** Reads what is needed of a snapshot. @throws when the socket broke. */
export async function readSnapshot(
	{ parts }: Manifest,
	options: SnapshotReaderOptions
): Promise<ReadSnapshot> {
	const { hasStructs } = options;
	if (!parts.every(({ structs }) => hasStructs(structs))) await options.whenAnswered();
	const content = new UpdateContent();
	const probed = probesAmong(parts, options.random ?? Math.random);
	let badCount = 0;
	for (const part of parts) {
		if (!part.hasDeletions && !probed.has(part) && hasStructs(part.structs)) {
			content.structs.addAll(part.structs);
			continue;
		}
		const update = await readPart(part, options);
		const found = update && contentOf(update);
		// What it should hold and does not would never be brought by anybody, if it were believed.
		const isGood =
			found && part.structs.isWithin(found.structs) && options.receive(update).status === 'taken';
		if (isGood) content.addAll(found);
		else if (part.hasDeletions || !hasStructs(part.structs)) badCount++;
	}
	return { content, badCount };
}

async function readPart(
	{ name }: SnapshotPart,
	{ fetch, sealing, mailbox }: SnapshotReaderOptions
): Promise<Uint8Array | null> {
	const sealed = await fetch(name);
	if (!sealed || !areEqualBytes(nameOfPart(sealed), name)) return null;
	return sealing.open(partLabel(mailbox), sealed, MAX_PART_BYTES);
}

function contentOf(update: Uint8Array): UpdateContent | null {
	try {
		return contentOfUpdate(update);
	} catch {
		return null; // some writer put something else there
	}
}

function probesAmong(parts: readonly SnapshotPart[], random: () => number): ReadonlySet<SnapshotPart> {
	const probes = new Set<SnapshotPart>();
	for (let i = 0; i < PROBES; i++) {
		const part = parts[Math.floor(random() * parts.length)];
		if (part) probes.add(part);
	}
	return probes;
}
