import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Role } from '../access/board-keys.ts';
import type { PeerId } from '../signaling/messages.ts';
import { SignalingClient, type SignalingStatus } from '../signaling/signaling-client.ts';
import { DocumentDigest } from './anti-entropy.ts';
import { PROTOCOL_VERSION } from './document-message.ts';
import { PeerLink } from './peer-link.ts';
import { PeerLinks } from './peer-links.ts';
import { TabPresence } from './tab-presence.ts';
import { YWebrtcRoom } from './y-webrtc-room.ts';

export interface ProviderOptions {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly roomName: string;
	readonly role: Role;
	/** ws: or wss: address of the room server. */
	readonly signalingUrl: string;
	readonly iceServers: readonly RTCIceServer[];
	/** A packet about presence, from the peer with this client id; it may be anything. */
	readonly onPresence: (clientId: number, packet: Uint8Array) => void;
	/** Who is linked, or how the room server is reached, changed. */
	readonly onChange: () => void;
}

/** A peer we exchange the document with right now. */
export interface LinkedPeer {
	readonly peerId: string;
	readonly clientId: number;
	readonly role: Role;
	/** Round trip, ms; null while unknown. */
	readonly rttMs: number | null;
}

/** Keeps one document in sync with everybody who has it open: other tabs over the browser, other people over WebRTC. */
export class Provider {
	readonly #options: ProviderOptions;
	readonly #room: YWebrtcRoom;
	readonly #links: PeerLinks;
	readonly #signaling: SignalingClient;
	readonly #tabs: TabPresence;
	readonly #digest: DocumentDigest;
	#signalingStatus: SignalingStatus = 'connecting';
	#isDestroyed = false;

	/** Opens the room and begins to look for peers. */
	static async open(options: ProviderOptions): Promise<Provider> {
		let provider: Provider | null = null;
		const room = await YWebrtcRoom.open(options.roomName, options.doc, options.awareness, {
			onLocalUpdate: (update, transaction) => provider?.sendUpdate(update, transaction),
			onLocalAwareness: (update) => provider?.sendAwareness(update),
			onTabs: (peers) => provider?.tabsChanged(peers)
		});
		provider = new Provider(options, room);
		room.connect();
		return provider;
	}

	private constructor(options: ProviderOptions, room: YWebrtcRoom) {
		this.#options = options;
		this.#room = room;
		const self = room.peerId as PeerId;
		this.#digest = new DocumentDigest(options.doc);
		this.#links = new PeerLinks({
			self,
			signal: (to, signal) => this.#signaling.sendSignal(to, signal),
			isReachedElsewhere: (peer) => !this.canConnect || room.tabs.has(peer),
			open: (request) =>
				new PeerLink({
					...request,
					room,
					doc: options.doc,
					digest: () => this.#digest.current,
					iceServers: options.iceServers,
					isReachedElsewhere: () => room.tabs.has(request.remote),
					self: {
						version: PROTOCOL_VERSION,
						clientId: options.doc.clientID,
						peer: self,
						role: options.role
					},
					onOpen: () => options.onChange(),
					onClose: () => {
						request.onClose();
						for (const link of this.#links) link.checkSoon();
						options.onChange();
					},
					onPresence: options.onPresence
				})
		});
		this.#tabs = new TabPresence(options.roomName, options.onPresence);
		this.#signaling = new SignalingClient({
			url: options.signalingUrl,
			room: options.roomName,
			self,
			role: options.role,
			onMembers: (members) => this.#links.setMembers(members.map(({ peer }) => peer)),
			onJoined: ({ peer }) => this.#links.joined(peer),
			onLeft: (peer) => this.#links.left(peer),
			onSignal: (from, signal) => this.#links.receiveSignal(from, signal),
			onStatus: (status) => {
				this.#signalingStatus = status;
				options.onChange();
			}
		});
	}

	/** Whether this browser has WebRTC at all; without it there are only the tabs. */
	readonly canConnect = typeof RTCPeerConnection !== 'undefined';

	/** Whether new people can be met. */
	get signalingStatus(): SignalingStatus {
		return this.#signalingStatus;
	}

	/** Peers linked over WebRTC. */
	get peers(): LinkedPeer[] {
		return [...this.#links].flatMap(({ isOpen, hello, rttMs }) =>
			isOpen && hello ? [{ peerId: hello.peer, clientId: hello.clientId, role: hello.role, rttMs }] : []
		);
	}

	/** Sends a packet about presence to everybody; it may be lost. */
	sendPresence(packet: Uint8Array): void {
		this.#tabs.send(this.#options.doc.clientID, packet);
		for (const link of this.#links) link.sendPresence(packet);
	}

	/** To be called when the network or the page came back. */
	probe(): void {
		this.#signaling.probe();
		this.#links.probe();
	}

	/** Leaves: says goodbye to the peers and closes every connection. */
	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		this.#signaling.destroy();
		this.#links.destroy();
		this.#tabs.destroy();
		this.#digest.destroy();
		this.#room.destroy();
	}

	private sendUpdate(update: Uint8Array, transaction: Y.Transaction): void {
		for (const link of this.#links) link.sendUpdate(update, transaction);
	}

	private sendAwareness(update: Uint8Array): void {
		for (const link of this.#links) link.sendAwareness(update);
	}

	private tabsChanged(peers: ReadonlySet<string>): void {
		// A tab that closed may not have told everybody what it told us.
		for (const link of this.#links) link.checkSoon();
		for (const peer of peers) this.#links.reachedElsewhere(peer as PeerId);
		this.#options.onChange();
	}
}
