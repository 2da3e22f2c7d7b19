// What a browser and the mailbox of a room server say to each other: binary frames over one WebSocket, one board a socket.
// The mailbox keeps, in order, what it is given and can't read, and gives it to whoever knows the board's mailbox name.
//
//   server → client                                   client → server
//   challenge  first of all; to be signed by writers  open      asks for all entries after a position, and all to come
//   opened     where the mailbox stands               prove     the challenge, signed with the board's write key
//   entry      one entry, old or new                  append    adds an entry
//   caughtUp   no more old ones                       putChunk  stores a part of a snapshot, before its manifest
//   proven     the socket may write from now on       replace   puts a manifest in place of all entries before it
//   done       a request was carried out              getChunk  asks for a part of a snapshot
//   refused    it was not                             putBlob, getBlob   the same for parts of images
//   bytes      what a request asked for               hasBlob   asks how much of an image there is
//   pong, bye                                         ping
//
//   frame     := uint8(type) • fields; numbers are varUint, bytes varBytes, texts varString, unless a length is said
//   position  := varUint; grows with every entry of one mailbox, with gaps; 0 is before the first
//   epoch     := 16 bytes; another one means another mailbox of that name: what was known of the former says nothing.
//                All zero where there is no mailbox yet; `opened` comes again when it is made, or made anew.
//
// A write key's holder is whom an append is believed to come from: the mailbox name is a hash of the write public key
// (access/board-keys.ts), the challenge and every entry are signed with the key. What is inside stands in `sealed-entry.ts`.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** Spoken by both sides; another version is refused. */
export const MAILBOX_VERSION = 1;
/** The longest frame either side accepts, bytes: the largest entry, and what stands around it. */
export const MAX_FRAME_BYTES = 1024 * 1024;
/** The longest entry, a manifest included. */
export const MAX_ENTRY_BYTES = 960 * 1024;
/** The longest part of a snapshot or an image, sealed: a part of a snapshot may end with one very long stroke. */
export const MAX_CHUNK_BYTES = 928 * 1024;
/** Chunks of one snapshot: far above any mailbox's quota. */
export const MAX_CHUNKS = 4_096;
/** Blobs a manifest may name as still wanted. */
export const MAX_KEPT_BLOBS = 10_000;
/** Parts of one blob. */
export const MAX_BLOB_PARTS = 64;

/** Said in a `bye` by a server that keeps no mailboxes. */
export const NO_MAILBOX = 'no mailbox';

export const CHALLENGE_BYTES = 32;
export const EPOCH_BYTES = 16;
/** Where there is no mailbox yet. */
export const NO_EPOCH: Uint8Array = new Uint8Array(EPOCH_BYTES);
export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** SHA-256 of a chunk; a keyed hash of a blob. */
export const NAME_BYTES = 32;

/** Why a request was not carried out. `conflict`: somebody appended, or made it anew. `full`: a quota; `slow down`: a rate. */
export const MAILBOX_REFUSALS = [
	'conflict',
	'full',
	'slow down',
	'not proven',
	'not signed',
	'no such chunk',
	'unavailable'
] as const;
export type MailboxRefusal = (typeof MAILBOX_REFUSALS)[number];

export type MailboxRequest =
	/** `position` and `epoch` of the last entry known; 0 and no bytes for none. */
	| {
			readonly type: 'open';
			readonly version: number;
			readonly mailbox: string;
			readonly position: number;
			readonly epoch: Uint8Array;
	  }
	| { readonly type: 'prove'; readonly publicKey: Uint8Array; readonly signature: Uint8Array }
	/** `request` is the client's number for it; the answer repeats it. A repeated entry is not stored again. */
	| {
			readonly type: 'append';
			readonly request: number;
			/** Only into the mailbox of this epoch; all zero: into any, or a new one. */
			readonly epoch: Uint8Array;
			readonly entry: Uint8Array;
	  }
	/** Its name is the SHA-256 of the bytes. */
	| { readonly type: 'putChunk'; readonly request: number; readonly bytes: Uint8Array }
	/**
	 * Only while `last` is the last position in the mailbox of this epoch: all zero with 0, where nothing was appended yet.
	 * All its chunks have to be there; blobs not named in `blobs` may go.
	 */
	| {
			readonly type: 'replace';
			readonly request: number;
			readonly last: number;
			readonly epoch: Uint8Array;
			readonly chunks: readonly Uint8Array[];
			readonly blobs: readonly Uint8Array[];
			readonly manifest: Uint8Array;
	  }
	| { readonly type: 'getChunk'; readonly request: number; readonly name: Uint8Array }
	| {
			readonly type: 'putBlob';
			readonly request: number;
			readonly name: Uint8Array;
			readonly part: number;
			readonly bytes: Uint8Array;
	  }
	| { readonly type: 'getBlob'; readonly request: number; readonly name: Uint8Array; readonly part: number }
	/** The answer's position is how many parts are there, from the first on without a hole. */
	| { readonly type: 'hasBlob'; readonly request: number; readonly name: Uint8Array }
	| { readonly type: 'ping' };

export type MailboxMessage =
	| { readonly type: 'challenge'; readonly challenge: Uint8Array }
	/**
	 * `position`: of the last entry. `isContinued`: the entries after the asked position follow, else all. After them, each
	 * time it was said, comes `caughtUp`.
	 */
	| {
			readonly type: 'opened';
			readonly epoch: Uint8Array;
			readonly position: number;
			readonly isContinued: boolean;
			/** How long it is kept after its last use, s. */
			readonly ttlS: number;
			readonly usedBytes: number;
			readonly maxBytes: number;
	  }
	/**
	 * `chunks` are those of a manifest; null for an entry that is none. One's own are told only to who has made the mailbox
	 * with them, or was behind; that others stand before one's own is known by their entries, never by `done`.
	 */
	| {
			readonly type: 'entry';
			readonly position: number;
			readonly chunks: readonly Uint8Array[] | null;
			readonly entry: Uint8Array;
	  }
	| { readonly type: 'caughtUp'; readonly position: number }
	| { readonly type: 'proven' }
	/**
	 * `position` of the entry, all before which came before this answer; `epoch` of the mailbox it is in, of which `opened`
	 * told before.
	 */
	| {
			readonly type: 'done';
			readonly request: number;
			readonly position: number;
			readonly epoch: Uint8Array;
	  }
	| { readonly type: 'refused'; readonly request: number; readonly reason: MailboxRefusal }
	/** Null when there are none of that name. */
	| { readonly type: 'bytes'; readonly request: number; readonly bytes: Uint8Array | null }
	| { readonly type: 'pong' }
	/** Why the server hangs up, in words. */
	| { readonly type: 'bye'; readonly reason: string };

const REQUEST_TYPES = [
	'open',
	'prove',
	'append',
	'putChunk',
	'replace',
	'getChunk',
	'putBlob',
	'getBlob',
	'hasBlob',
	'ping'
] as const;
const MESSAGE_TYPES = [
	'challenge',
	'opened',
	'entry',
	'caughtUp',
	'proven',
	'done',
	'refused',
	'bytes',
	'pong',
	'bye'
] as const;

/** What a writer signs to show that it may write through this socket. */
export function challengeBytes(challenge: Uint8Array, mailbox: string): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarString(encoder, 'inkmesh mailbox writer');
		encoding.writeVarUint8Array(encoder, challenge);
		encoding.writeVarString(encoder, mailbox);
	});
}

/** What an entry's signature, its last 64 bytes, is over: a label, the mailbox, and all bytes before it. */
export function entrySigningBytes(mailbox: string, body: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarString(encoder, 'inkmesh mailbox entry');
		encoding.writeVarString(encoder, mailbox);
		encoding.writeVarUint8Array(encoder, body);
	});
}

export function encodeRequest(request: MailboxRequest): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeUint8(encoder, REQUEST_TYPES.indexOf(request.type));
		switch (request.type) {
			case 'open':
				encoding.writeVarUint(encoder, request.version);
				encoding.writeVarString(encoder, request.mailbox);
				encoding.writeVarUint(encoder, request.position);
				return encoding.writeVarUint8Array(encoder, request.epoch);
			case 'prove':
				encoding.writeUint8Array(encoder, request.publicKey);
				return encoding.writeUint8Array(encoder, request.signature);
			case 'append':
				encoding.writeVarUint(encoder, request.request);
				encoding.writeUint8Array(encoder, request.epoch);
				return encoding.writeVarUint8Array(encoder, request.entry);
			case 'putChunk':
				encoding.writeVarUint(encoder, request.request);
				return encoding.writeVarUint8Array(encoder, request.bytes);
			case 'replace':
				encoding.writeVarUint(encoder, request.request);
				encoding.writeVarUint(encoder, request.last);
				encoding.writeUint8Array(encoder, request.epoch);
				writeNames(encoder, request.chunks);
				writeNames(encoder, request.blobs);
				return encoding.writeVarUint8Array(encoder, request.manifest);
			case 'getChunk':
			case 'hasBlob':
				encoding.writeVarUint(encoder, request.request);
				return encoding.writeUint8Array(encoder, request.name);
			case 'putBlob':
				encoding.writeVarUint(encoder, request.request);
				encoding.writeUint8Array(encoder, request.name);
				encoding.writeVarUint(encoder, request.part);
				return encoding.writeVarUint8Array(encoder, request.bytes);
			case 'getBlob':
				encoding.writeVarUint(encoder, request.request);
				encoding.writeUint8Array(encoder, request.name);
				return encoding.writeVarUint(encoder, request.part);
			case 'ping':
				return;
			default:
				request satisfies never;
		}
	});
}

export function encodeMessage(message: MailboxMessage): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeUint8(encoder, MESSAGE_TYPES.indexOf(message.type));
		switch (message.type) {
			case 'challenge':
				return encoding.writeUint8Array(encoder, message.challenge);
			case 'opened':
				encoding.writeUint8Array(encoder, message.epoch);
				encoding.writeVarUint(encoder, message.position);
				encoding.writeUint8(encoder, Number(message.isContinued));
				encoding.writeVarUint(encoder, message.ttlS);
				encoding.writeVarUint(encoder, message.usedBytes);
				return encoding.writeVarUint(encoder, message.maxBytes);
			case 'entry':
				encoding.writeVarUint(encoder, message.position);
				encoding.writeUint8(encoder, Number(message.chunks !== null));
				if (message.chunks) writeNames(encoder, message.chunks);
				return encoding.writeVarUint8Array(encoder, message.entry);
			case 'caughtUp':
				return encoding.writeVarUint(encoder, message.position);
			case 'done':
				encoding.writeVarUint(encoder, message.request);
				encoding.writeVarUint(encoder, message.position);
				return encoding.writeUint8Array(encoder, message.epoch);
			case 'refused':
				encoding.writeVarUint(encoder, message.request);
				return encoding.writeUint8(encoder, MAILBOX_REFUSALS.indexOf(message.reason));
			case 'bytes':
				encoding.writeVarUint(encoder, message.request);
				encoding.writeUint8(encoder, Number(message.bytes !== null));
				if (message.bytes) encoding.writeVarUint8Array(encoder, message.bytes);
				return;
			case 'bye':
				return encoding.writeVarString(encoder, message.reason);
			case 'proven':
			case 'pong':
				return;
			default:
				message satisfies never;
		}
	});
}

/** What a client asked; null when it is no request of ours. Byte arrays are views into the frame. Never throws. */
export function parseRequest(frame: Uint8Array): MailboxRequest | null {
	return parseWith(frame, readRequest);
}

/** What the server said; null when it is no message of ours. Byte arrays are views into the frame. Never throws. */
export function parseMessage(frame: Uint8Array): MailboxMessage | null {
	return parseWith(frame, readMessage);
}

function readRequest(decoder: decoding.Decoder): MailboxRequest | null {
	const type = REQUEST_TYPES[decoding.readUint8(decoder)];
	const varUint = () => decoding.readVarUint(decoder);
	switch (type) {
		case 'open': {
			const version = varUint();
			const mailbox = decoding.readVarString(decoder);
			const position = varUint();
			const epoch = decoding.readVarUint8Array(decoder);
			const isSound =
				/^[\w-]{16,64}$/.test(mailbox) &&
				(epoch.length === EPOCH_BYTES || (epoch.length === 0 && position === 0));
			return isSound ? { type, version, mailbox, position, epoch } : null;
		}
		case 'prove':
			return {
				type,
				publicKey: decoding.readUint8Array(decoder, KEY_BYTES),
				signature: decoding.readUint8Array(decoder, SIGNATURE_BYTES)
			};
		case 'append':
			return withinBound({
				type,
				request: varUint(),
				epoch: decoding.readUint8Array(decoder, EPOCH_BYTES),
				entry: readBytes(decoder, MAX_ENTRY_BYTES)
			});
		case 'putChunk':
			return withinBound({ type, request: varUint(), bytes: readBytes(decoder, MAX_CHUNK_BYTES) });
		case 'replace':
			return withinBound({
				type,
				request: varUint(),
				last: varUint(),
				epoch: decoding.readUint8Array(decoder, EPOCH_BYTES),
				chunks: readNames(decoder, MAX_CHUNKS),
				blobs: readNames(decoder, MAX_KEPT_BLOBS),
				manifest: readBytes(decoder, MAX_ENTRY_BYTES)
			});
		case 'getChunk':
		case 'hasBlob':
			return { type, request: varUint(), name: decoding.readUint8Array(decoder, NAME_BYTES) };
		case 'putBlob': {
			const request = varUint();
			const name = decoding.readUint8Array(decoder, NAME_BYTES);
			const part = varUint();
			const bytes = readBytes(decoder, MAX_CHUNK_BYTES);
			return bytes && part < MAX_BLOB_PARTS ? { type, request, name, part, bytes } : null;
		}
		case 'getBlob':
			return {
				type,
				request: varUint(),
				name: decoding.readUint8Array(decoder, NAME_BYTES),
				part: varUint()
			};
		case 'ping':
			return { type };
		default:
			return null;
	}
}

function readMessage(decoder: decoding.Decoder): MailboxMessage | null {
	const type = MESSAGE_TYPES[decoding.readUint8(decoder)];
	const varUint = () => decoding.readVarUint(decoder);
	switch (type) {
		case 'challenge':
			return { type, challenge: decoding.readUint8Array(decoder, CHALLENGE_BYTES) };
		case 'opened':
			return {
				type,
				epoch: decoding.readUint8Array(decoder, EPOCH_BYTES),
				position: varUint(),
				isContinued: decoding.readUint8(decoder) === 1,
				ttlS: varUint(),
				usedBytes: varUint(),
				maxBytes: varUint()
			};
		case 'entry': {
			const position = varUint();
			const isManifest = decoding.readUint8(decoder) === 1;
			const chunks = isManifest ? readNames(decoder, MAX_CHUNKS) : [];
			const entry = readBytes(decoder, MAX_ENTRY_BYTES);
			return chunks && entry ? { type, position, chunks: isManifest ? chunks : null, entry } : null;
		}
		case 'caughtUp':
			return { type, position: varUint() };
		case 'done':
			return {
				type,
				request: varUint(),
				position: varUint(),
				epoch: decoding.readUint8Array(decoder, EPOCH_BYTES)
			};
		case 'refused': {
			const request = varUint();
			const reason = MAILBOX_REFUSALS[decoding.readUint8(decoder)];
			return reason ? { type, request, reason } : null;
		}
		case 'bytes': {
			const request = varUint();
			const isThere = decoding.readUint8(decoder) === 1;
			return { type, request, bytes: isThere ? decoding.readVarUint8Array(decoder) : null };
		}
		case 'bye':
			return { type, reason: decoding.readVarString(decoder).slice(0, 200) };
		case 'proven':
		case 'pong':
			return { type };
		default:
			return null;
	}
}

function parseWith<T>(frame: Uint8Array, read: (decoder: decoding.Decoder) => T | null): T | null {
	if (frame.length > MAX_FRAME_BYTES) return null;
	try {
		const decoder = decoding.createDecoder(frame);
		const value = read(decoder);
		return decoding.hasContent(decoder) ? null : value;
	} catch {
		return null; // truncated or mutated: lib0 throws on it, and the caller counts it
	}
}

function writeNames(encoder: encoding.Encoder, names: readonly Uint8Array[]): void {
	encoding.writeVarUint(encoder, names.length);
	for (const name of names) encoding.writeUint8Array(encoder, name);
}

function readNames(decoder: decoding.Decoder, maxCount: number): Uint8Array[] | null {
	const count = decoding.readVarUint(decoder);
	if (count > maxCount) return null;
	return Array.from({ length: count }, () => decoding.readUint8Array(decoder, NAME_BYTES));
}

function readBytes(decoder: decoding.Decoder, maxBytes: number): Uint8Array | null {
	const bytes = decoding.readVarUint8Array(decoder);
	return bytes.length > 0 && bytes.length <= maxBytes ? bytes : null;
}

type Complete<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

/** The same object; null when one of its fields is out of bounds. */
function withinBound<T extends object>(fields: T): Complete<T> | null {
	return Object.values(fields).includes(null) ? null : (fields as Complete<T>);
}
