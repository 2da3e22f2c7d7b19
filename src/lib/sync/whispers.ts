// What little is told through the room server to people whom no connection reaches: who we are, and where our cursor is,
// ten times a second at most. The document goes by the mailbox meanwhile. The server can read nothing of it.
//
//   whisper      := base64url of sealed (access/sealing.ts, label: "inkmesh whisper" and the sender's peer id)
//   content      := uint8(0) • introduction | uint8(1) • packet
//   introduction := varBytes(write signature: 64, or none) • varBytes(statement, see statements.ts)
//   packet       := varUint(number) • packet about presence
//
// Who may read the board can seal, so an introduction proves membership; the write key's signature over peer id, client
// id and session key proves more. Who sent a packet the server says. It can forge nobody, only hold back or repeat, and a
// number is taken once.
import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { decodeBase64Url, encodeBase64Url } from '../access/base64-url.ts';
import type { BoardKeys, Role } from '../access/board-keys.ts';
import { Sealing } from '../access/sealing.ts';
import { isSignedInScript } from '../access/verify-signature.ts';
import { MAX_WHISPERED_TO, type PeerId } from '../signaling/messages.ts';
import { TokenBucket } from '../signaling/token-bucket.ts';
import { parseStatement, STATEMENT, type Statement } from './statements.ts';

const INTRODUCTION = 0;
const PACKET = 1;
/** What one peer is listened to: a cursor and ink ten times a second, with room. */
const HEARD = { perSecond: 30, burst: 60 };
/** Introductions cost a signature to check. */
const INTRODUCED = { perSecond: 1, burst: 10 };

export interface WhispersOptions {
	readonly keys: BoardKeys;
	readonly self: { readonly peer: string; readonly clientId: number; readonly sessionKey: Uint8Array };
	readonly send: (to: readonly PeerId[], sealed: string) => void;
	/** Who is here, and reached by nothing else. */
	readonly targets: () => readonly PeerId[];
	/** What we say of ourselves, as it is now. */
	readonly ownStatement: () => Statement;
	/** Somebody introduced themselves; false when they are not believed. */
	readonly onStatement: (statement: Statement) => boolean;
	readonly onPacket: (author: { readonly peer: string; readonly role: Role }, packet: Uint8Array) => void;
}

interface Speaker {
	readonly heard: TokenBucket;
	readonly introduced: TokenBucket;
	/** Null before the introduction. */
	role: Role | null;
	lastNumber: number;
}

export class Whispers {
	readonly #options: WhispersOptions;
	readonly #sealing: Sealing;
	readonly #speakers = new Map<PeerId, Speaker>();
	/** Who has been told who we are, as it is now. */
	readonly #told = new Set<PeerId>();
	#number = 0;
	#writeProof: Uint8Array | null = null;

	constructor(options: WhispersOptions) {
		this.#options = options;
		this.#sealing = new Sealing(options.keys.readKey);
	}

	/** Whether this peer has introduced itself this way. */
	knows(peer: PeerId): boolean {
		return (this.#speakers.get(peer)?.role ?? null) !== null;
	}

	/** Introduces us to those who can't be reached and were not told yet; to be called when who can has changed. */
	introduce(): void {
		this.#introduceTo(this.#options.targets().filter((peer) => !this.#told.has(peer)));
	}

	/** What we say of ourselves changed, or wants saying again. */
	sendOwn(): void {
		this.#told.clear();
		this.introduce();
	}

	/** Sends a packet to those who can't be reached otherwise. */
	sendPacket(packet: Uint8Array): void {
		const targets = this.#options.targets();
		if (targets.length === 0) return;
		this.introduce();
		const content = encoding.encode((encoder) => {
			encoding.writeUint8(encoder, PACKET);
			encoding.writeVarUint(encoder, ++this.#number);
			encoding.writeUint8Array(encoder, packet);
		});
		this.#send(targets, content);
	}

	/** Takes in a whisper; it may be anything. */
	receive(from: PeerId, sealed: string): void {
		const speaker = this.#speakerOf(from);
		if (!speaker.heard.take()) return;
		const bytes = decodeBase64Url(sealed);
		const content = bytes && this.#sealing.openSmall(labelOf(from), bytes);
		if (!content) return;
		try {
			const decoder = decoding.createDecoder(content);
			const type = decoding.readUint8(decoder);
			if (type === INTRODUCTION) this.#receiveIntroduction(from, speaker, decoder);
			else if (type === PACKET) this.#receivePacket(from, speaker, decoder);
		} catch {
			// Truncated: another version of the app, or somebody who means harm.
		}
	}

	/** A peer has left, or is reached otherwise. */
	forget(peer: PeerId): void {
		this.#speakers.delete(peer);
		this.#told.delete(peer);
	}

	#introduceTo(peers: readonly PeerId[]): void {
		if (peers.length === 0) return;
		for (const peer of peers) this.#told.add(peer);
		const statement = this.#options.ownStatement();
		const content = encoding.encode((encoder) => {
			encoding.writeUint8(encoder, INTRODUCTION);
			encoding.writeVarUint8Array(encoder, this.#proof());
			encoding.writeVarUint8Array(encoder, statement.message);
		});
		this.#send(peers, content);
	}

	#send(peers: readonly PeerId[], content: Uint8Array): void {
		const { self, send } = this.#options;
		const sealed = encodeBase64Url(this.#sealing.sealSmall(labelOf(self.peer), content));
		for (let i = 0; i < peers.length; i += MAX_WHISPERED_TO) {
			send(peers.slice(i, i + MAX_WHISPERED_TO), sealed);
		}
	}

	#receiveIntroduction(from: PeerId, speaker: Speaker, decoder: decoding.Decoder): void {
		if (!speaker.introduced.take()) return;
		const proof = decoding.readVarUint8Array(decoder);
		const statementDecoder = decoding.createDecoder(decoding.readVarUint8Array(decoder));
		if (decoding.readVarUint(statementDecoder) !== STATEMENT) return;
		const statement = parseStatement(statementDecoder);
		if (statement?.peer !== from) return;
		const before = speaker.role;
		// Before the statement is taken in: whoever hears of that looks at how the peer is reached.
		speaker.role = this.#isWriter(statement, proof) ? 'editor' : 'viewer';
		if (!this.#options.onStatement(statement)) {
			speaker.role = before;
			return;
		}
		// It can't reach us, so we can't reach it, whatever we thought.
		if (before === null) this.#introduceTo([from]);
	}

	#receivePacket(from: PeerId, speaker: Speaker, decoder: decoding.Decoder): void {
		const number = decoding.readVarUint(decoder);
		if (speaker.role === null || number <= speaker.lastNumber) return;
		speaker.lastNumber = number;
		this.#options.onPacket({ peer: from, role: speaker.role }, decoding.readTailAsUint8Array(decoder));
	}

	#speakerOf(peer: PeerId): Speaker {
		let speaker = this.#speakers.get(peer);
		if (!speaker) {
			speaker = {
				heard: new TokenBucket(HEARD),
				introduced: new TokenBucket(INTRODUCED),
				role: null,
				lastNumber: 0
			};
			this.#speakers.set(peer, speaker);
		}
		return speaker;
	}

	/** Empty for a viewer. */
	#proof(): Uint8Array {
		const { keys, self } = this.#options;
		if (!keys.writeKey) return new Uint8Array();
		return (this.#writeProof ??= ed25519.sign(writerBytes(keys.boardId, self), keys.writeKey));
	}

	#isWriter(statement: Statement, proof: Uint8Array): boolean {
		const { boardId, writePublicKey } = this.#options.keys;
		return proof.length > 0 && isSignedInScript(writePublicKey, proof, writerBytes(boardId, statement));
	}
}

function writerBytes(
	boardId: string,
	{ peer, clientId, sessionKey }: Pick<Statement, 'peer' | 'clientId' | 'sessionKey'>
): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint8Array(encoder, utf8ToBytes('inkmesh whispering writer'));
		encoding.writeVarString(encoder, boardId);
		encoding.writeVarString(encoder, peer);
		encoding.writeVarUint(encoder, clientId);
		encoding.writeVarUint8Array(encoder, sessionKey);
	});
}

const labelOf = (peer: string) => `inkmesh whisper ${peer}`;
