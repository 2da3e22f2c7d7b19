// All that touches the inside of y-webrtc 10.3.0 and of simple-peer under it; `y-webrtc-room.test.ts` holds each of
// these assumptions. What we keep of it: the room, a connection's life in simple-peer, and tabs that find each other over
// BroadcastChannel and exchange y-protocols messages there. What we replace, and why:
//
// - what travels on links: nothing that comes over the network reaches its reader, and nothing of its own is sent
//   (framed-channel.ts). It would apply whatever comes, from whomever.
// - signaling: none of its own (`signaling: []`); connections are made here, by whoever has the lower id.
// - its document and awareness handlers: they send on what others sent, n(n−1) messages an update; ours send only what
//   was written here, straight to the links.
// - `connect`: it would broadcast the whole document to the other tabs; ours asks and answers by state vector.
// - `beforeunload`: it disconnects even when the person then chooses to stay; leaving happens on `pagehide`.
import * as bc from 'lib0/broadcastchannel';
import type { Awareness } from 'y-protocols/awareness';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as Y from 'yjs';
import { WebrtcConn, WebrtcProvider, type Room } from 'y-webrtc';
import {
	encodeAwareness,
	encodeQueryAwareness,
	encodeSyncStep1,
	encodeUpdate,
	parseDocumentMessage
} from './document-message.ts';
import type { SignalData } from './link.ts';
import { DOCUMENT_CHANNEL } from './peer-connection.ts';

/** lib0 names the origin of what another tab published; what we publish comes back to us without it. */
const FROM_ANOTHER_TAB = 'broadcastchannel';
const BC_PEER_ID = 4;

export interface RoomHooks {
	/** The person here wrote something: to be sent to every link. `clock` is our client's before it. */
	readonly onLocalUpdate: (update: Uint8Array, clock: number) => void;
	/** Our own awareness state changed: to be sent to every link. */
	readonly onLocalAwareness: () => void;
	/** The set of other tabs of this browser changed. */
	readonly onTabs: (peers: ReadonlySet<string>) => void;
}

/** simple-peer's end of one connection. */
export interface Connection {
	/** Hands over what the peer signaled. */
	signal(data: SignalData): void;
	destroy(): void;
}

/** One document in one room of y-webrtc. */
export class YWebrtcRoom {
	readonly peerId: string;
	readonly #provider: WebrtcProvider;
	readonly #room: Room;
	readonly #doc: Y.Doc;
	readonly #awareness: Awareness;
	#isDestroyed = false;

	/** Opens the room without connecting it. @throws when the document's room is open already in this page. */
	static async open(name: string, doc: Y.Doc, awareness: Awareness, hooks: RoomHooks): Promise<YWebrtcRoom> {
		const provider = new WebrtcProvider(name, doc, { signaling: [], awareness });
		const state = awareness.getLocalState();
		// The constructor means to connect; taking that back before the room exists lets us lay our hands on it first.
		provider.disconnect();
		await provider.key;
		if (!provider.room) throw new Error('expected y-webrtc to have opened its room, got none');
		awareness.setLocalState(state);
		return new YWebrtcRoom(provider, provider.room, hooks);
	}

	private constructor(provider: WebrtcProvider, room: Room, hooks: RoomHooks) {
		this.#provider = provider;
		this.#room = room;
		this.#doc = room.doc;
		this.#awareness = room.awareness;
		this.peerId = room.peerId;
		this.#stopListeningToUnload();
		room._docUpdateHandler = (update: Uint8Array, ...rest: unknown[]) => {
			const transaction = rest[2] as Y.Transaction;
			if (!transaction.local) return;
			// A tab that we don't know yet asks for all there is when it has told of itself.
			if (room.bcConns.size > 0) this.#publish(encodeUpdate(update));
			hooks.onLocalUpdate(update, transaction.beforeState.get(this.#doc.clientID) ?? 0);
		};
		room._awarenessUpdateHandler = ({ added, updated, removed }: AwarenessChange) => {
			if (![...added, ...updated, ...removed].includes(this.#doc.clientID)) return;
			this.#publish(encodeAwareness(this.#ownAwareness()));
			hooks.onLocalAwareness();
		};
		const read = room._bcSubscriber as (data: ArrayBuffer) => unknown;
		room._bcSubscriber = ((data: ArrayBuffer, origin: unknown) => {
			if (origin === FROM_ANOTHER_TAB) this.#receiveFromTab(new Uint8Array(data), read);
		}) as typeof room._bcSubscriber;
		room.connect = () => this.#connect();
		provider.on('peers', ({ added }) => {
			// A tab that joins asks, and is answered; but it may have written before it connected, and then it must be asked
			// too. (Only tabs are ever added here: links are made without y-webrtc's signaling.)
			if (added.length > 0) this.#publish(encodeSyncStep1(this.#doc));
			hooks.onTabs(room.bcConns);
		});
	}

	/** Other tabs of this browser on the same board, by peer id. */
	get tabs(): ReadonlySet<string> {
		return this.#room.bcConns;
	}

	connect(): void {
		this.#provider.connect();
	}

	/** A connection to a peer; `signal` carries what it wants the peer to be told. */
	openConnection(options: {
		readonly key: string;
		readonly isInitiator: boolean;
		readonly iceServers: readonly RTCIceServer[];
		readonly RTCPeerConnection: typeof RTCPeerConnection;
		readonly signal: (data: SignalData) => void;
		readonly onClose: () => void;
	}): Connection {
		this.#provider.peerOpts = {
			// Without a list of ours simple-peer would ask servers of Google and Twilio.
			config: { iceServers: [...options.iceServers] },
			channelConfig: DOCUMENT_CHANNEL,
			channelName: 'document',
			wrtc: {
				RTCPeerConnection: options.RTCPeerConnection,
				RTCSessionDescription: passThrough,
				RTCIceCandidate: passThrough
			}
		};
		const signaling = {
			send: (message: { readonly data: { readonly signal: SignalData } }) =>
				options.signal(message.data.signal)
		};
		const connection = new WebrtcConn(signaling as never, options.isInitiator, options.key, this.#room);
		this.#room.webrtcConns.set(options.key, connection);
		const peer = connection.peer as SimplePeer;
		peer.on('close', options.onClose);
		return { signal: (data) => peer.signal(data), destroy: () => connection.destroy() };
	}

	/** Leaves the room and closes every connection in it. The document lives on. */
	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		const state = this.#awareness.getLocalState();
		this.#provider.destroy();
		// y-webrtc leaves, and says goodbye with an empty state, when this promise calls it; we come after that.
		void this.#provider.key.then(() => this.#awareness.setLocalState(state));
	}

	#connect(): void {
		const room = this.#room;
		this.#doc.on('update', room._docUpdateHandler);
		this.#awareness.on('update', room._awarenessUpdateHandler);
		bc.subscribe(room.name, room._bcSubscriber);
		room.bcconnected = true;
		this.#publish(encodeTabHello(this.peerId));
		this.#publish(encodeSyncStep1(this.#doc));
		this.#publish(encodeQueryAwareness());
		this.#publish(encodeAwareness(this.#ownAwareness()));
	}

	#receiveFromTab(bytes: Uint8Array, read: (data: ArrayBuffer) => unknown): void {
		if (bytes[0] === BC_PEER_ID) return void read(bytes as never);
		const message = parseDocumentMessage(bytes);
		// The stock answer to a query repeats what we know of everybody, and would bring back who has left.
		switch (message?.type) {
			case 'query-awareness':
				return this.#publish(encodeAwareness(this.#ownAwareness()));
			case 'update':
				// y-protocols would swallow what is wrong with it and leave half of it applied.
				return isUpdate(message.update) ? void read(bytes as never) : undefined;
			case 'sync-step-1':
			case 'awareness':
				return void read(bytes as never);
		}
	}

	#ownAwareness(): Uint8Array {
		return awarenessProtocol.encodeAwarenessUpdate(this.#awareness, [this.#doc.clientID]);
	}

	#publish(message: Uint8Array): void {
		if (this.#room.bcconnected) bc.publish(this.#room.name, message);
	}

	#stopListeningToUnload(): void {
		const handler = this.#room._beforeUnloadHandler;
		if (typeof window !== 'undefined') window.removeEventListener('beforeunload', handler);
		else process.off('exit', handler);
	}
}

interface AwarenessChange {
	readonly added: readonly number[];
	readonly updated: readonly number[];
	readonly removed: readonly number[];
}

interface SimplePeer {
	signal(data: SignalData): void;
	on(event: 'close', listener: () => void): void;
}

function isUpdate(bytes: Uint8Array): boolean {
	try {
		Y.decodeUpdate(bytes);
		return true;
	} catch {
		return false; // another tab may run another version of the app
	}
}

function encodeTabHello(peerId: string): Uint8Array {
	// y-webrtc's own message: varUint(4) • uint8(1 joins) • varString(peerId). Ids are short, so a length is one byte.
	const name = new TextEncoder().encode(peerId);
	return Uint8Array.from([BC_PEER_ID, 1, name.length, ...name]);
}

// simple-peer wraps descriptions and candidates with these; a plain object does everywhere today. It is called with
// `new`, and what a constructor returns takes the place of what it made.
function passThrough(this: unknown, value: object): object {
	return value;
}
