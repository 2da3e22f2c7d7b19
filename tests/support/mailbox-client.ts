// A client of the mailbox in plain Node, honest or not as a test wants it: entries are random bytes, really signed.
import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { deriveBoardKeys, type BoardKeys } from '../../src/lib/access/board-keys.ts';
import {
	challengeBytes,
	encodeRequest,
	entrySigningBytes,
	MAILBOX_VERSION,
	NO_EPOCH,
	parseMessage,
	SIGNATURE_BYTES,
	type MailboxMessage,
	type MailboxRefusal,
	type MailboxRequest
} from '../../src/lib/mailbox/messages.ts';
import type { Random } from './random.ts';

/** What a board's write key does, quicker than pure JavaScript would. */
export interface MailboxKeys {
	readonly mailbox: string;
	readonly publicKey: Uint8Array;
	/** Ends in the signature over a label and all that stands before it. */
	signed(body: Uint8Array, mailbox?: string): Uint8Array;
	sign(bytes: Uint8Array): Uint8Array;
}

/** Before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createMailboxKeys(random: Random): MailboxKeys {
	return keysForMailbox(deriveBoardKeys({ role: 'editor', seed: random.bytes(16) }));
}

/** Of a board's writer. */
export function keysForMailbox(
	keys: Pick<BoardKeys, 'mailboxName' | 'writeKey' | 'writePublicKey'>
): MailboxKeys {
	const key: KeyObject = createPrivateKey({
		key: Buffer.concat([PKCS8_HEAD, keys.writeKey ?? Buffer.of()]),
		format: 'der',
		type: 'pkcs8'
	});
	const signBytes = (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, key));
	return {
		mailbox: keys.mailboxName,
		publicKey: keys.writePublicKey,
		sign: signBytes,
		signed: (body, mailbox = keys.mailboxName) =>
			Uint8Array.from(Buffer.concat([body, signBytes(entrySigningBytes(mailbox, body))]))
	};
}

/** An entry of this length, its signature included. */
export function randomEntry(keys: MailboxKeys, random: Random, length = 300): Uint8Array {
	return keys.signed(random.bytes(length - SIGNATURE_BYTES));
}

export const sha256 = (bytes: Uint8Array) => Uint8Array.from(createHash('sha256').update(bytes).digest());

export type MailboxAnswer = Extract<MailboxMessage, { readonly type: 'done' | 'refused' | 'bytes' }>;
type Numbered = Extract<MailboxRequest, { readonly request: number }>;
/** What is left of a request without its number. */
type Unnumbered<T> = T extends Numbered ? Omit<T, 'request'> : never;

export class MailboxClient {
	readonly keys: MailboxKeys;
	readonly socket: WebSocket;
	/** Everything heard but answers. */
	readonly heard: MailboxMessage[] = [];
	/** The first of each type: looking for it among thousands at each of them would take for ever. */
	readonly #firsts = new Map<MailboxMessage['type'], MailboxMessage>();
	/** Calls that wait for something to be heard. */
	readonly #listeners = new Set<() => void>();
	readonly #answers = new Map<
		number,
		{ resolve: (answer: MailboxAnswer) => void; reject: (error: Error) => void }
	>();
	#closeCode: number | null = null;
	#epoch = NO_EPOCH;
	#lastRequest = 0;

	private constructor(keys: MailboxKeys, socket: WebSocket) {
		this.keys = keys;
		this.socket = socket;
		socket.on('message', (data) => {
			const message = parseMessage(data as Buffer);
			if (!message) throw new Error('expected a message of the mailbox, got something else');
			if (message.type === 'done' || message.type === 'opened') this.#epoch = message.epoch;
			if (message.type === 'done' || message.type === 'refused' || message.type === 'bytes') {
				this.#answers.get(message.request)?.resolve(message);
				this.#answers.delete(message.request);
			} else {
				this.heard.push(message);
				if (!this.#firsts.has(message.type)) this.#firsts.set(message.type, message);
			}
			for (const listener of this.#listeners) listener();
		});
		// Being hung up on is what a hostile client has to expect.
		socket.on('error', () => undefined);
		socket.on('close', (code) => {
			this.#closeCode = code;
			for (const { reject } of this.#answers.values()) reject(new Error(`the socket closed with ${code}`));
			this.#answers.clear();
			for (const listener of this.#listeners) listener();
		});
	}

	/** Connects, and waits for the challenge; it has not opened anything yet. Rejects when it is not let in. */
	static async connect(
		url: string,
		keys: MailboxKeys,
		headers: Record<string, string> = {}
	): Promise<MailboxClient> {
		const socket = new WebSocket(`${url.replace('http', 'ws')}/mailbox`, { headers });
		const client = new MailboxClient(keys, socket);
		await once(socket, 'open');
		await client.until(() => client.heard.length > 0);
		return client;
	}

	/** Connects and opens the mailbox of its keys, after what is known of it. */
	static async open(url: string, keys: MailboxKeys, known?: Known): Promise<MailboxClient> {
		const client = await MailboxClient.connect(url, keys);
		client.sayOpen(known);
		await client.hears('opened');
		return client;
	}

	/** The same, and proves that it may write. */
	static async openToWrite(url: string, keys: MailboxKeys, known?: Known): Promise<MailboxClient> {
		const client = await MailboxClient.open(url, keys, known);
		client.sayProof();
		await client.hears('proven');
		return client;
	}

	/** The code its socket was closed with; null while it is open. */
	get closeCode(): number | null {
		return this.#closeCode;
	}

	/** Entries it was told, old and new, in the order in which they came. */
	get entries() {
		return this.heard.filter((message) => message.type === 'entry');
	}

	say(request: MailboxRequest): void {
		this.socket.send(encodeRequest(request));
	}

	sayOpen({
		position = 0,
		epoch = new Uint8Array(),
		mailbox = this.keys.mailbox
	}: Partial<Known> = {}): void {
		this.say({ type: 'open', version: MAILBOX_VERSION, mailbox, position, epoch });
	}

	/** Shows that it holds these keys. */
	sayProof(keys: MailboxKeys = this.keys): void {
		const [challenge] = this.heard;
		if (challenge?.type !== 'challenge')
			throw new Error(`expected a challenge first, got ${challenge?.type}`);
		const signature = keys.sign(challengeBytes(challenge.challenge, this.keys.mailbox));
		this.say({ type: 'prove', publicKey: keys.publicKey, signature });
	}

	/** Asks, and gives back the answer. Rejects when the socket closes before. */
	ask(request: Unnumbered<Numbered>): Promise<MailboxAnswer> {
		const number = ++this.#lastRequest;
		return new Promise((resolve, reject) => {
			this.#answers.set(number, { resolve, reject });
			this.say({ ...request, request: number } as Numbered);
		});
	}

	/** The position it was stored at, or why it was not. `epoch`: only into this mailbox. */
	async append(entry: Uint8Array, epoch = NO_EPOCH): Promise<number | MailboxRefusal> {
		return positionOf(await this.ask({ type: 'append', epoch, entry }));
	}

	/** In place of all up to `last`, in the mailbox as it was last told of it. */
	async replace(
		last: number,
		manifest: Uint8Array,
		chunks: readonly Uint8Array[] = [],
		blobs: readonly Uint8Array[] = []
	): Promise<number | MailboxRefusal> {
		return positionOf(await this.ask({ type: 'replace', last, epoch: this.#epoch, manifest, chunks, blobs }));
	}

	/** The first message of this type, heard already or to come. Rejects when the socket closes before. */
	async hears<T extends MailboxMessage['type']>(type: T): Promise<Extract<MailboxMessage, { type: T }>> {
		await this.until(() => this.#firsts.has(type));
		return this.#firsts.get(type) as Extract<MailboxMessage, { type: T }>;
	}

	/** Resolves when this is so. Rejects when the socket closes before. */
	async until(isSo: () => boolean): Promise<void> {
		while (!isSo()) {
			if (this.#closeCode !== null) throw new Error(`the socket closed with ${this.#closeCode}`);
			await new Promise<void>((resolve) => {
				const listener = () => {
					this.#listeners.delete(listener);
					resolve();
				};
				this.#listeners.add(listener);
			});
		}
	}

	close(): void {
		this.socket.terminate();
	}
}

interface Known {
	readonly position?: number;
	readonly epoch?: Uint8Array;
	readonly mailbox?: string;
}

function positionOf(answer: MailboxAnswer): number | MailboxRefusal {
	if (answer.type === 'bytes') throw new Error('expected done or refused, got bytes');
	return answer.type === 'done' ? answer.position : answer.reason;
}
