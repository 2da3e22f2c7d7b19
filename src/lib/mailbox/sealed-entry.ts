// One entry of a mailbox: something sealed, in a chain that shows when one is missing, signed by somebody who may draw.
//
//   entry    := sealed (sealing.ts, label: "inkmesh entry" and the mailbox) • signature(64)    see messages.ts
//   content  := uint8(version) • session(16) • varUint(counter) • previous(16) • uint8(kind) • tail
//   kind     := 0: tail is a Yjs update, version 1 | 1: tail is a manifest (manifest.ts)
//   session  random, new with every opening of the board
//   counter  of the session's entries, from 0
//   previous the first 16 bytes of SHA-256 of the session's entry before, zero for the first
//
// Whether an entry is missing is judged by these and never by the server's positions, which say what it wants.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { BoardKeys } from '../access/board-keys.ts';
import { entrySigningBytes, SIGNATURE_BYTES } from './messages.ts';
import type { Sealing } from '../access/sealing.ts';
import { isSignedBy } from '../access/verify-signature.ts';

const VERSION = 1;
export const SESSION_BYTES = 16;
export const HASH_BYTES = 16;
/** Ours are below a megabyte; the decoder of another writer's must not be made to unfold more. */
const MAX_CONTENT_BYTES = 8 * 1024 * 1024;
const KINDS = ['update', 'manifest'] as const;

/** Where in its session's chain an entry stands. */
export interface ChainPlace {
	readonly session: Uint8Array;
	readonly counter: number;
	readonly previous: Uint8Array;
}

export interface EntryContent extends ChainPlace {
	readonly kind: (typeof KINDS)[number];
	readonly tail: Uint8Array;
}

/** What became of an entry's bytes. */
export type OpenedEntry =
	| { readonly status: 'opened'; readonly content: EntryContent }
	/** Not from anybody who may draw: worth nothing. */
	| { readonly status: 'unsigned' }
	/** Signed, but not to be read by this app: a newer one may. */
	| { readonly status: 'unreadable' };

type EntryKeys = Pick<BoardKeys, 'mailboxName' | 'writePublicKey'>;

/** @throws when these are the keys of somebody who may not draw. */
export async function sealEntry(
	content: EntryContent,
	sealing: Sealing,
	{ mailboxName, writeKey }: Pick<BoardKeys, 'mailboxName' | 'writeKey'>
): Promise<Uint8Array> {
	if (!writeKey) throw new Error('expected the write key, got the keys of a viewer');
	const plain = encoding.encode((encoder) => {
		encoding.writeUint8(encoder, VERSION);
		encoding.writeUint8Array(encoder, content.session);
		encoding.writeVarUint(encoder, content.counter);
		encoding.writeUint8Array(encoder, content.previous);
		encoding.writeUint8(encoder, KINDS.indexOf(content.kind));
		encoding.writeUint8Array(encoder, content.tail);
	});
	const body = await sealing.seal(labelOf(mailboxName), plain);
	return concatBytes(body, ed25519.sign(entrySigningBytes(mailboxName, body), writeKey));
}

/** Checks and opens an entry; its bytes may be anything. Never throws. */
export async function openEntry(
	entry: Uint8Array,
	sealing: Sealing,
	{ mailboxName, writePublicKey }: EntryKeys
): Promise<OpenedEntry> {
	const body = entry.subarray(0, -SIGNATURE_BYTES);
	const signature = entry.subarray(-SIGNATURE_BYTES);
	const message = entrySigningBytes(mailboxName, body);
	if (!(await isSignedBy(writePublicKey, signature, message))) return { status: 'unsigned' };
	const plain = await sealing.open(labelOf(mailboxName), body, MAX_CONTENT_BYTES);
	const content = plain && parseContent(plain);
	return content ? { status: 'opened', content } : { status: 'unreadable' };
}

/** What the session's next entry names as the one before it. */
export function hashOfEntry(entry: Uint8Array): Uint8Array {
	return sha256(entry).slice(0, HASH_BYTES);
}

function parseContent(plain: Uint8Array): EntryContent | null {
	try {
		const decoder = decoding.createDecoder(plain);
		if (decoding.readUint8(decoder) !== VERSION) return null;
		const session = decoding.readUint8Array(decoder, SESSION_BYTES).slice();
		const counter = decoding.readVarUint(decoder);
		const previous = decoding.readUint8Array(decoder, HASH_BYTES).slice();
		const kind = KINDS[decoding.readUint8(decoder)];
		return kind ? { session, counter, previous, kind, tail: decoding.readTailAsUint8Array(decoder) } : null;
	} catch {
		return null; // truncated
	}
}

const labelOf = (mailbox: string) => `inkmesh entry ${mailbox}`;
