// Images in the mailbox: each once, under a name that only members can make from its hash, in sealed parts.
//
//   name := HMAC-SHA-256(read key, "inkmesh asset" • hash)       so that the server can't recognise a known image
//   part := sealed (access/sealing.ts, label: "inkmesh asset", the mailbox, the hash and the part's number) of
//           varUint(parts in all) • bytes
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { BoardKeys } from '../access/board-keys.ts';
import { Sealing } from '../access/sealing.ts';
import type { Answer, MailboxSocket } from './mailbox-socket.ts';
import { MAX_BLOB_PARTS } from './messages.ts';

/** Of an image, before it is sealed; see `MAX_CHUNK_BYTES`. */
const PART_BYTES = 512 * 1024;
/** Until a request that was refused for now is made again. */
const RETRY_MS = 3_000;

export interface MailboxBlobsOptions {
	readonly keys: Pick<BoardKeys, 'mailboxName' | 'readKey'>;
	readonly socket: Pick<MailboxSocket, 'ask'>;
}

/** `full`: the mailbox takes no more. `lost`: the socket broke; try again with another. */
export type PutResult = 'kept' | 'full' | 'lost';

export class MailboxBlobs {
	readonly #options: MailboxBlobsOptions;
	readonly #sealing: Sealing;

	constructor(options: MailboxBlobsOptions) {
		this.#options = options;
		this.#sealing = new Sealing(options.keys.readKey);
	}

	/** What the mailbox calls the image with this hash. */
	nameOf(hash: string): Uint8Array {
		return hmac(
			sha256,
			this.#options.keys.readKey,
			concatBytes(utf8ToBytes('inkmesh asset'), utf8ToBytes(hash))
		);
	}

	/** In how many parts an image is kept. */
	partsOf(bytes: Uint8Array): number {
		return Math.max(1, Math.ceil(bytes.length / PART_BYTES));
	}

	/** How many parts the mailbox has of it, from the first on; null when it can't be asked. */
	async countParts(hash: string): Promise<number | null> {
		const answer = await this.#ask({ type: 'hasBlob', name: this.nameOf(hash) });
		return answer.status === 'done' ? answer.position : null;
	}

	/** Sees to it that the mailbox has this image. */
	async put(hash: string, bytes: Uint8Array): Promise<PutResult> {
		const name = this.nameOf(hash);
		const count = this.partsOf(bytes);
		if (count > MAX_BLOB_PARTS) return 'full';
		const there = await this.countParts(hash);
		if (there === null) return 'lost';
		for (let part = there; part < count; part++) {
			const content = encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, count);
				encoding.writeUint8Array(encoder, bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
			});
			// Images are as small as they get.
			const sealed = this.#sealing.sealSmall(this.#labelOf(hash, part), content);
			const answer = await this.#ask({ type: 'putBlob', name, part, bytes: sealed });
			if (answer.status === 'refused') return 'full';
			if (answer.status !== 'done') return 'lost';
		}
		return 'kept';
	}

	/** The image's bytes, to be checked against its hash; null when the mailbox does not have all of them. */
	async get(
		hash: string,
		onProgress: (part: number) => void,
		signal: AbortSignal
	): Promise<Uint8Array | null> {
		const name = this.nameOf(hash);
		const parts: Uint8Array[] = [];
		for (let count = 1; parts.length < count;) {
			if (signal.aborted) return null;
			const answer = await this.#ask({ type: 'getBlob', name, part: parts.length });
			const read = answer.status === 'bytes' && answer.bytes && this.#open(hash, parts.length, answer.bytes);
			if (!read || read.count > MAX_BLOB_PARTS) return null;
			count = read.count;
			parts.push(read.bytes);
			onProgress(parts.length / count);
		}
		return concatBytes(...parts);
	}

	#open(hash: string, part: number, sealed: Uint8Array): { count: number; bytes: Uint8Array } | null {
		const content = this.#sealing.openSmall(this.#labelOf(hash, part), sealed);
		if (!content) return null;
		try {
			const decoder = decoding.createDecoder(content);
			return { count: decoding.readVarUint(decoder), bytes: decoding.readTailAsUint8Array(decoder) };
		} catch {
			return null; // some writer put something else there
		}
	}

	/** Asks, again while the mailbox is only busy. */
	async #ask(request: Parameters<MailboxSocket['ask']>[0]): Promise<Answer> {
		for (;;) {
			const answer = await this.#options.socket.ask(request);
			const isBusy = answer.status === 'refused' && answer.reason === 'slow down';
			if (!isBusy) return answer;
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}

	#labelOf(hash: string, part: number): string {
		return `inkmesh asset ${this.#options.keys.mailboxName} ${hash} ${part}`;
	}
}
