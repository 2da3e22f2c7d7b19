import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { deriveBoardKeys, type BoardKeys } from '../../src/lib/access/board-keys.ts';
import type { Member, PeerId, ServerMessage } from '../../src/lib/signaling/messages.ts';
import { Mesh } from '../../src/lib/sync/mesh.ts';
import type { Author } from '../../src/lib/sync/people-exchange.ts';
import { createSessionKeys } from '../../src/lib/sync/statements.ts';
import type { MemoryLinks } from './memory-links.ts';
import type { MemoryRoom } from './memory-room.ts';

const KEYS = deriveBoardKeys({ role: 'editor', seed: new Uint8Array(16) });

/** Marks what came from peers. */
const NETWORK = Symbol('network');

export interface MeshPeerOptions {
	readonly name: string;
	readonly role?: Member['role'];
	readonly room: MemoryRoom;
	readonly links: MemoryLinks;
	readonly clientId?: number;
	readonly doc?: Y.Doc;
	/** Of a board that all of them share by default; a viewer's have no write key. */
	readonly keys?: BoardKeys;
	/** Resolves when it has stored what it has; at once by default. */
	readonly whenSaved?: () => Promise<void>;
}

/** One person at a board: a document, awareness and a mesh, joined to a room and links in memory as Provider joins them. */
export class MeshPeer {
	readonly name: string;
	readonly member: Member;
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly mesh: Mesh;
	/** Packets about presence that came, and whose they were. */
	readonly packets: { readonly author: Author; readonly packet: Uint8Array }[] = [];
	readonly #options: MeshPeerOptions;
	#socket: ReturnType<MemoryRoom['join']> | null = null;

	constructor(options: MeshPeerOptions) {
		this.#options = options;
		const { name, role = 'editor', links, doc = new Y.Doc() } = options;
		this.name = name;
		this.doc = doc;
		doc.clientID = options.clientId ?? links.random.int(2 ** 32);
		// Ids are random; their order says who dials.
		this.member = {
			peer: `${links.random
				.int(2 ** 32)
				.toString(36)
				.padStart(8, '0')}-${name}` as PeerId,
			role
		};
		this.awareness = new Awareness(doc);
		const session = createSessionKeys();
		this.mesh = new Mesh({
			self: this.member,
			session,
			keys: options.keys ?? KEYS,
			doc,
			awareness: this.awareness,
			origin: NETWORK,
			open: links.openerOf({ ...this.member, clientId: doc.clientID, sessionKey: session.publicKey }),
			signal: (to, signal) => this.#socket?.signal(to, signal),
			whisper: (to, sealed) => this.#socket?.whisper(to, sealed),
			doubt: (peer) => this.#socket?.doubt(peer),
			tabs: () => new Set(),
			whenSaved: options.whenSaved ?? (() => Promise.resolve()),
			onPacket: (author, packet) => void this.packets.push({ author, packet }),
			onChange: () => undefined
		});
		doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
			if (transaction.local) this.mesh.sendUpdate(update, transaction.beforeState.get(doc.clientID) ?? 0);
		});
		this.awareness.on('update', (change: Record<'added' | 'updated' | 'removed', number[]>) => {
			if (Object.values(change).flat().includes(doc.clientID)) this.mesh.sendAwareness();
		});
		this.awareness.setLocalState({ name });
	}

	get peer(): PeerId {
		return this.member.peer;
	}

	/** The others' peer ids that there is an open link to. */
	get linked(): PeerId[] {
		return this.mesh.contacts.flatMap(({ peer, link }) => (link?.isOpen ? [peer] : []));
	}

	/** What everybody else here is called, sorted. */
	get names(): string[] {
		return [...this.awareness.getStates()]
			.filter(([client]) => client !== this.doc.clientID)
			.map(([, state]) => String(state.name))
			.sort();
	}

	/** The socket to the room server opens, for the first time or again. */
	join(): void {
		this.#socket = this.#options.room.join(this.member, (message) => this.#receive(message));
	}

	/** The socket is lost; what is linked stays linked. */
	loseRoom(): void {
		this.#socket?.leave();
		this.#socket = null;
	}

	write(key: string, value: unknown = this.name): void {
		this.doc.getMap('elements').set(key, value);
	}

	/** Closes the board. */
	leave(): void {
		this.loseRoom();
		this.#destroy();
	}

	/** The machine is switched off: nobody is told. */
	vanish(): void {
		this.#options.links.takeAway(this.peer);
		this.#socket?.fallSilent();
		this.#socket = null;
		this.#destroy();
	}

	#destroy(): void {
		this.mesh.destroy();
		this.awareness.destroy();
	}

	#receive(message: ServerMessage): void {
		switch (message.type) {
			case 'members':
				return this.mesh.setMembers(message.peers);
			case 'joined':
				return this.mesh.joined(message);
			case 'left':
				return this.mesh.left(message.peer);
			case 'signal':
				return this.mesh.receiveSignal(message.from, message.signal);
			case 'whisper':
				return this.mesh.receiveWhisper(message.from, message.sealed);
			case 'pong':
			case 'refused':
				return;
			default:
				message satisfies never;
		}
	}
}
