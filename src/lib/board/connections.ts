// A board's way to the others, from the room server's address to the provider; safe to use before there is one.
import type { BoardKeys } from '$lib/access/board-keys';
import type { AssetExchange } from '$lib/assets/asset-exchange';
import type { Person } from '$lib/presence/people';
import type { PacketAuthor } from '$lib/presence/presence';
import type { IceServers } from '$lib/signaling/ice-servers';
import type { SignalingStatus } from '$lib/signaling/signaling-client';
import type { AssetPort } from '$lib/sync/link';
import type { LinkedPeer, Provider } from '$lib/sync/provider';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { DoctorFacts } from './connection-doctor.ts';
import { connectionFacts, hasUnreachable, pathOf, type Path } from './connection-facts.ts';
import { afterFrame, loadPart } from './load-part.ts';
import type { RoomServerUrls } from './room-server-urls.ts';

/** A direct connection stands within a second, or two on bad networks. */
const MEETING_MS = 3_000;
const LOOK_MS = 150;
/** A moment without a network is nothing to be told of. */
const TOLD_FAILURES = 3;

export interface ConnectionsOptions {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly keys: BoardKeys;
	/** Where people meet; on its way while the board is being loaded. */
	readonly roomServer: Promise<RoomServerUrls>;
	/** Resolves when all that is in the document now is on this device; never where nothing is stored. */
	readonly whenSaved: () => Promise<void>;
	/** Whether the room server's mailbox carries the document where no connection does. */
	readonly hasMailbox: () => boolean;
	readonly onPresence: (author: PacketAuthor, packet: Uint8Array) => void;
	/** Whoever exchanges images with our neighbours. */
	readonly assets: (Exchange: typeof AssetExchange) => AssetPort;
	/** The part of the app that meets others does not come, several times by now. */
	readonly onPartMissing: () => void;
	readonly onChange: () => void;
}

export class Connections {
	readonly #options: ConnectionsOptions;
	/** Null when the board is gone before the part of the app comes that meets others. */
	readonly #parts: Promise<MeetingParts | null>;
	#iceServers: IceServers | null = null;
	#provider: Provider | null = null;
	#isPartMissing = false;
	#isDestroyed = false;

	constructor(options: ConnectionsOptions) {
		this.#options = options;
		networkInformation()?.addEventListener('change', this.#networkChanged);
		this.#parts = this.#prepare();
	}

	/** Begins to look for people. */
	async open(): Promise<void> {
		const { doc, awareness, keys, roomServer, whenSaved, onPresence, assets, onChange } = this.#options;
		const [{ signaling }, parts] = await Promise.all([roomServer, this.#parts]);
		if (!parts || this.#isDestroyed) return;
		const { ice } = parts;
		const provider = await parts.Provider.open({
			doc,
			awareness,
			keys,
			signalingUrl: signaling,
			ice,
			whenSaved,
			onPresence: ({ clientId, role }, packet) => onPresence({ clientId, writes: role === 'editor' }, packet),
			assets: assets(parts.AssetExchange),
			onChange
		});
		if (this.#isDestroyed) return provider.destroy();
		this.#provider = provider;
		onChange();
	}

	/** Peers linked over WebRTC right now. */
	get peers(): readonly LinkedPeer[] {
		return this.#provider?.peers ?? [];
	}

	/** Null before the room server was asked at all. */
	get signalingStatus(): SignalingStatus | null {
		return this.#provider?.signalingStatus ?? (this.#isPartMissing ? 'waiting' : null);
	}

	/** Whether this browser has WebRTC at all. */
	get canConnect(): boolean {
		return this.#provider?.canConnect ?? true;
	}

	/** How many linked peers there are, and how many of them have stored all that was done here. */
	get receipts(): { readonly keptBy: number; readonly count: number } {
		return this.#provider?.receipts ?? { keptBy: 0, count: 0 };
	}

	/** Whether somebody is in the room with whom we have no link. */
	get hasFarPeople(): boolean {
		return this.#provider?.hasFarPeople ?? false;
	}

	/** How the work of the person with this client id gets here. */
	pathOf(clientId: number): Path {
		return this.#provider && pathOf(this.#provider, clientId);
	}

	/** What the connection doctor looks at. */
	facts(people: readonly Person[]): DoctorFacts {
		return connectionFacts(this.#provider, people, {
			signaling: this.signalingStatus,
			iceServers: this.#iceServers?.current ?? [],
			hasMailbox: this.#options.hasMailbox()
		});
	}

	/** Sends a packet about presence to tabs and neighbours; it may be lost. */
	sendPresence(packet: Uint8Array): void {
		this.#provider?.sendPresence(packet);
	}

	/** Sends a packet about presence to everybody who is no neighbour; it may be lost. */
	sendFarPresence(packet: Uint8Array): void {
		this.#provider?.sendFarPresence(packet);
	}

	/** Whether somebody is here whom no connection reaches, neither directly nor through others. */
	get hasUnreachable(): boolean {
		return !this.canConnect || (this.#provider !== null && hasUnreachable(this.#provider));
	}

	/**
	 * Resolves when no peer is about to bring the board: none is here, none could be reached in a moment, or all have
	 * answered. A peer that falls silent is not waited for.
	 */
	async whenAnswered(): Promise<void> {
		const patientUntil = performance.now() + MEETING_MS;
		while (!this.#isDestroyed) {
			const isMeeting = performance.now() < patientUntil && (this.#provider?.isMeeting ?? true);
			if (!isMeeting && !this.#provider?.isBeingBroughtUp) return;
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
		}
	}

	/** The document has something that was not sent as a change: neighbours shall find out. */
	compareSoon(): void {
		this.#provider?.compareSoon();
	}

	/** The network or the page came back. */
	probe(): void {
		this.#provider?.probe();
	}

	/** Leaves the room for now. */
	leave(): void {
		this.#provider?.destroy();
		this.#provider = null;
	}

	destroy(): void {
		this.#isDestroyed = true;
		networkInformation()?.removeEventListener('change', this.#networkChanged);
		this.leave();
		this.#iceServers?.destroy();
	}

	readonly #networkChanged = () => this.probe();

	/** All that meeting others needs is on its way while the board is being loaded, and is not in the way of its first frame. */
	async #prepare(): Promise<MeetingParts | null> {
		await afterFrame();
		const { roomServer, onPartMissing, onChange } = this.#options;
		const loaded = await loadPart(loadParts, {
			isOver: () => this.#isDestroyed,
			onFailure: (failures) => {
				this.#isPartMissing = true;
				onChange();
				if (failures === TOLD_FAILURES) onPartMissing();
			}
		});
		this.#isPartMissing = false;
		const { ice } = await roomServer;
		if (!loaded || this.#isDestroyed) return null;
		this.#iceServers = new loaded.IceServers({ url: ice });
		const { Provider, AssetExchange } = loaded;
		return { Provider, AssetExchange, ice: this.#iceServers };
	}
}

interface MeetingParts {
	readonly Provider: typeof Provider;
	readonly AssetExchange: typeof AssetExchange;
	readonly ice: IceServers;
}

async function loadParts() {
	const [{ Provider }, { AssetExchange }, { IceServers }] = await Promise.all([
		import('$lib/sync/provider'),
		import('$lib/assets/asset-exchange'),
		import('$lib/signaling/ice-servers')
	]);
	return { Provider, AssetExchange, IceServers };
}

/** Tells of another network, where the browser has it (Chromium). */
function networkInformation(): EventTarget | undefined {
	return (navigator as { readonly connection?: EventTarget }).connection;
}
