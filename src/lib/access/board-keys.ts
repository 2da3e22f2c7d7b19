// From one secret of 16 bytes come all of a board's keys and names:
//
//   seed ── HKDF-SHA-256, info "inkmesh read"  ──▶ read key (32 bytes): membership, and sealing what others store for us
//      └─── HKDF-SHA-256, info "inkmesh write" ──▶ Ed25519 private key ──▶ write public key (32 bytes)
//                                                     └─ SHA-256 with a label ──▶ room name, mailbox name, board id
//
// A view link holds the read key and the write public key: enough to find, read and check the board, not to sign for
// it. The names are hashes, so that a server which learns them learns no key. Pure JavaScript, because a board opened
// from a LAN address is in no secure context and has no `crypto.subtle`.
import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64Url } from './base64-url.ts';
import type { BoardLink } from './board-link.ts';

export type Role = 'editor' | 'viewer';

/** Names a board on this device and in storage; says nothing about its keys. */
export type BoardId = string & { readonly brand: 'BoardId' };

export interface BoardKeys {
	readonly role: Role;
	readonly boardId: BoardId;
	/** Where its people meet on the room server. */
	readonly roomName: string;
	/** Where its sealed entries lie on the room server. */
	readonly mailboxName: string;
	readonly readKey: Uint8Array;
	readonly writePublicKey: Uint8Array;
	/** The Ed25519 private key; null for a viewer. */
	readonly writeKey: Uint8Array | null;
}

// A board's first frame waits for one multiplication of the base point, and the table that the library makes for it by
// default costs more than a hundred of them save. With this one the first takes 9 ms instead of 23; signing 0.5 for 0.4.
ed25519.Point.BASE.precompute(4);

/** All keys and names of the board a link opens. */
export function deriveBoardKeys(link: BoardLink): BoardKeys {
	if (link.role === 'viewer') return { ...namesOf(link.writePublicKey), ...link, writeKey: null };
	const readKey = derive(link.seed, 'inkmesh read');
	const writeKey = derive(link.seed, 'inkmesh write');
	const writePublicKey = ed25519.getPublicKey(writeKey);
	return { ...namesOf(writePublicKey), role: 'editor', readKey, writePublicKey, writeKey };
}

function namesOf(writePublicKey: Uint8Array) {
	const name = (label: string) =>
		encodeBase64Url(sha256(concatBytes(utf8ToBytes(label), writePublicKey)).subarray(0, 16));
	return {
		boardId: name('inkmesh board') as BoardId,
		roomName: name('inkmesh room'),
		mailboxName: name('inkmesh mailbox')
	};
}

const derive = (seed: Uint8Array, info: string) => hkdf(sha256, seed, undefined, utf8ToBytes(info), 32);
