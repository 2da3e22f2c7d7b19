// The fragment of a board's address, which browsers never send anywhere:
//
//   edit link := "#" seed                                    16 bytes, base64url
//   view link := "#v." readKey "." writePublicKey            32 bytes each, base64url
import { ed25519 } from '@noble/curves/ed25519.js';
import { decodeBase64Url, encodeBase64Url } from './base64-url.ts';
import type { BoardKeys } from './board-keys.ts';

const SEED_BYTES = 16;
const KEY_BYTES = 32;

/** What a link holds. */
export type BoardLink =
	| { readonly role: 'editor'; readonly seed: Uint8Array }
	| { readonly role: 'viewer'; readonly readKey: Uint8Array; readonly writePublicKey: Uint8Array };

/** A link to a new board: 128 random bits. */
export function createBoardLink(): BoardLink {
	return { role: 'editor', seed: crypto.getRandomValues(new Uint8Array(SEED_BYTES)) };
}

/** The link in a fragment, with or without its "#"; null when it is malformed. */
export function parseBoardLink(fragment: string): BoardLink | null {
	const text = fragment.replace(/^#/, '');
	if (text.length > 200) return null;
	if (text.startsWith('v.')) {
		const [, read = '', write = '', ...rest] = text.split('.');
		const readKey = decodeBase64Url(read);
		const writePublicKey = decodeBase64Url(write);
		if (readKey?.length !== KEY_BYTES || writePublicKey?.length !== KEY_BYTES || rest.length > 0) return null;
		return ed25519.utils.isValidPublicKey(writePublicKey)
			? { role: 'viewer', readKey, writePublicKey }
			: null;
	}
	const seed = decodeBase64Url(text);
	return seed?.length === SEED_BYTES ? { role: 'editor', seed } : null;
}

/** The fragment, with its "#". */
export function formatBoardLink(link: BoardLink): string {
	return link.role === 'editor'
		? `#${encodeBase64Url(link.seed)}`
		: `#v.${encodeBase64Url(link.readKey)}.${encodeBase64Url(link.writePublicKey)}`;
}

/** The link that shows the board to people who may not draw on it. */
export function viewLinkOf({ readKey, writePublicKey }: BoardKeys): BoardLink {
	return { role: 'viewer', readKey, writePublicKey };
}
