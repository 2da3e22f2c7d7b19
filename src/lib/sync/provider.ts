import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { BoardKeys, Role } from '../access/board-keys.ts';
import type { PeerId } from '../signaling/messages.ts';
import { SignalingClient, type SignalingStatus } from '../signaling/signaling-client.ts';
import { Mesh } from './mesh.ts';
import type { AssetPort } from './link.ts';
import type { Contact } from './peer-links.ts';
import { PeerLink } from './peer-link.ts';
import type { Author } from './people-exchange.ts';
import { createSessionKeys } from './statements.ts';
import { TabPresence } from './tab-presence.ts';
import { YWebrtcRoom } from './y-webrtc-room.ts';

export interface ProviderOptions {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly keys: BoardKeys;
	/** ws: or wss: address of the room server. */
	readonly signalingUrl: string;
	/** STUN and TURN servers, as they are when a connection is made. */
	readonly ice: IceSource;
	/** A packet about presence; it may be anything. */
	readonly onPresence: (author: Author, packet: Uint8Array) => void;
	/** Resolves when all that is in the document now is on this device; never where nothing is stored. */
	readonly whenSaved?: (() => Promise<void>) | undefined;
	/** Without it nobody gets images from here. */
	readonly assets?: AssetPort | undefined;
	/** Who is linked, or how the room server is reached, changed. */
	readonly onChange: () => void;
	/** Given by tests; the browser's by default. */
	readonly RTCPeerConnection?: typeof RTCPeerConnection;
}

/** What is needed of `IceServers`. */
export interface IceSource {
	readonly current: readonly RTCIceServer[];
	whenReady(timeoutMs: number): Promise<unknown>;
	refreshIfExpired(): void;
}

/** Nobody is kept waiting longer for STUN and TURN servers; within one network none are needed. */
const MAX_ICE_WAIT_MS = 2_000;

/** A peer we exchange the document with right now. */
export interface LinkedPeer {
	readonly peerId: string;
	readonly clientId: number;
	readonly role: Role;
	readonly path: 'direct' | 'relay' | null;
	/** Round trip, ms; null while unknown. */
	readonly rttMs: number | null;
}

/** Keeps one document in sync with everybody who has it open: other tabs over the browser, other people over WebRTC. */
export class Provider {
	readonly #options: ProviderOptions;
	readonly #room: YWebrtcRoom;
	readonly #mesh: Mesh;
	readonly #signaling: SignalingClient;
	readonly #tabs: TabPresence;
	#signalingStatus: SignalingStatus = 'connecting';
	#isDestroyed = false;

	/** Opens the room and begins to look for peers. */
	static async open(options: ProviderOptions): Promise<Provider> {
		let provider: Provider | null = null;
		await options.ice.whenReady(MAX_ICE_WAIT_MS);
		const room = await YWebrtcRoom.open(options.keys.roomName, options.doc, options.awareness, {
			onLocalUpdate: (update, clock) => provider?.sendUpdate(update, clock),
			onLocalAwareness: () => provider?.sendAwareness(),
			onTabs: () => provider?.tabsChanged()
		});
		provider = new Provider(options, room);
		room.connect();
		return provider;
	}

	private constructor(options: ProviderOptions, room: YWebrtcRoom) {
		this.#options = options;
		this.#room = room;
		const { keys, doc, awareness } = options;
		const self = { peer: room.peerId as PeerId, role: keys.role };
		const session = createSessionKeys();
		this.#mesh = new Mesh({
			self,
			session,
			keys,
			doc,
			awareness,
			origin: this,
			canConnect: this.canConnect,
			tabs: () => room.tabs,
			signal: (to, signal) => this.#signaling.sendSignal(to, signal),
			whisper: (to, sealed) => this.#signaling.sendWhisper(to, sealed),
			doubt: (peer) => this.#signaling.doubt(peer),
			onPacket: options.onPresence,
			whenSaved: options.whenSaved,
			assets: options.assets,
			onChange: options.onChange,
			open: (request) =>
				new PeerLink({
					...request,
					room,
					keys,
					self: { clientId: doc.clientID, peer: self.peer, sessionKey: session.publicKey },
					iceServers: options.ice.current,
					onAwake: () => this.probe(),
					RTCPeerConnection: options.RTCPeerConnection
				})
		});
		this.#tabs = new TabPresence(keys.roomName, options.onPresence);
		this.#signaling = new SignalingClient({
			url: options.signalingUrl,
			room: keys.roomName,
			self: self.peer,
			role: self.role,
			isVisible: () => typeof document === 'undefined' || !document.hidden,
			onMembers: (members) => this.#mesh.setMembers(members),
			onJoined: (member) => this.#mesh.joined(member),
			onLeft: (peer) => this.#mesh.left(peer),
			onSignal: (from, signal) => this.#mesh.receiveSignal(from, signal),
			onWhisper: (from, sealed) => this.#mesh.receiveWhisper(from, sealed),
			onStatus: (status) => {
				this.#signalingStatus = status;
				if (status === 'joined') options.ice.refreshIfExpired();
				options.onChange();
			}
		});
	}

	/** Whether this browser has WebRTC at all; without it there are only the tabs. */
	get canConnect(): boolean {
		return (this.#options.RTCPeerConnection ?? globalThis.RTCPeerConnection) !== undefined;
	}

	/** Whether new people can be met. */
	get signalingStatus(): SignalingStatus {
		return this.#signalingStatus;
	}

	/** Everybody we have a link with or look for one with. */
	get contacts(): Contact[] {
		return this.#mesh.contacts;
	}

	/** Peers linked over WebRTC. */
	get peers(): LinkedPeer[] {
		return this.contacts.flatMap(({ link }) => {
			if (!link?.isOpen || !link.hello) return [];
			const { peer, clientId, role } = link.hello;
			return [{ peerId: peer, clientId, role, path: link.ice.path, rttMs: link.rttMs }];
		});
	}

	/** People we know of through others only: client id → peer id. */
	get farClients(): Map<number, string> {
		return this.#mesh.farClients;
	}

	/** How many linked peers there are, and how many of them have stored all that was done here. */
	get receipts(): { readonly keptBy: number; readonly count: number } {
		return this.#mesh.receipts;
	}

	/** Whether what this peer says of itself comes through the room server alone. */
	isWhispering(peer: string): boolean {
		return this.#mesh.isWhispering(peer);
	}

	/** Messages dropped because their senders may not send them, or because they were none. */
	get refusedCount(): number {
		return this.#mesh.refusedCount;
	}

	/** Whether somebody is in the room with whom we have no link. */
	get hasFarPeople(): boolean {
		return this.#mesh.hasFarPeople;
	}

	/** Sends a packet about presence to tabs and neighbours; it may be lost. */
	sendPresence(packet: Uint8Array): void {
		const { doc, keys } = this.#options;
		this.#tabs.send({ clientId: doc.clientID, role: keys.role }, packet);
		this.#mesh.sendPacket(packet);
	}

	/** Sends a packet about presence to everybody who is no neighbour; it may be lost. */
	sendFarPresence(packet: Uint8Array): void {
		this.#mesh.sendFarPacket(packet);
	}

	/** Whether it is not known yet who is here, or somebody is being connected to for the first time. */
	get isMeeting(): boolean {
		return this.#signalingStatus === 'connecting' || this.#mesh.isMeeting;
	}

	/** Whether a peer is bringing what is missing here. */
	get isBeingBroughtUp(): boolean {
		return this.#mesh.isBeingBroughtUp;
	}

	/** The document has something that was not sent as a change: neighbours shall find out. */
	compareSoon(): void {
		this.#mesh.compareSoon();
	}

	/** To be called when the network or the page came back. */
	probe(): void {
		this.#signaling.probe();
		this.#mesh.probe();
	}

	/** Leaves and closes every connection. */
	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		this.#signaling.destroy();
		this.#mesh.destroy();
		this.#tabs.destroy();
		this.#room.destroy();
	}

	private sendUpdate(update: Uint8Array, clock: number): void {
		this.#mesh.sendUpdate(update, clock);
	}

	private sendAwareness(): void {
		this.#mesh.sendAwareness();
	}

	private tabsChanged(): void {
		this.#mesh.tabsChanged();
		this.#options.onChange();
	}
}
