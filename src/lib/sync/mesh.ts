// All that happens on links, whatever carries them: who is linked with whom, the document, the people. Provider gives
// it links over WebRTC and the room server's word of who is here; tests give it links in memory.
import type { Awareness } from 'y-protocols/awareness';
import * as awarenessProtocol from 'y-protocols/awareness';
import type * as Y from 'yjs';
import * as encoding from 'lib0/encoding';
import type { BoardKeys } from '../access/board-keys.ts';
import { MAX_WHISPERED_TO, type Member, type PeerId, type Signal } from '../signaling/messages.ts';
import { encodeFull, encodeNeighbours, type DocumentMessage } from './document-message.ts';
import { DocumentSync } from './document-sync.ts';
import { Forwarding } from './forwarding.ts';
import type { Hello } from './handshake-messages.ts';
import type { AssetPort, Link, LinkEnd, OpenLink } from './link.ts';
import { PeerLinks, type Contact } from './peer-links.ts';
import { PeopleExchange, type Author } from './people-exchange.ts';
import { Receipts } from './receipts.ts';
import { Whispers } from './whispers.ts';
import { signStatement, type SessionKeys, type Statement } from './statements.ts';

/** Viewers that one writer serves. */
const MAX_VIEWERS = 32;
/** A viewer that was told to ask another writer hangs up by itself before. */
const FULL_AFTER_MS = 3_000;
/** Whom we are linked with is told so much after it changed, all changes at once. */
const TELL_NEIGHBOURS_AFTER_MS = 150;

export interface MeshOptions {
	readonly self: Member;
	readonly session: SessionKeys;
	readonly keys: BoardKeys;
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	/** The origin of transactions that bring what peers did. */
	readonly origin: unknown;
	readonly open: OpenLink;
	readonly signal: (to: PeerId, signal: Signal) => void;
	/** Has the room server pass on something sealed. */
	readonly whisper: (to: readonly PeerId[], sealed: string) => void;
	/** A link broke, or none came about, to somebody who may be gone: the room server shall find out. */
	readonly doubt: (peer: PeerId) => void;
	/** Peers that are reached without a link: tabs of this browser. */
	readonly tabs: () => ReadonlySet<string>;
	/** Resolves when all that is in the document now is on this device; never where nothing is stored. */
	readonly whenSaved?: (() => Promise<void>) | undefined;
	/** Whether links can be made at all. */
	readonly canConnect?: boolean;
	/** A packet about presence; it may be anything. */
	readonly onPacket: (author: Author, packet: Uint8Array) => void;
	/** Without it nobody gets images from here. */
	readonly assets?: AssetPort | undefined;
	readonly onChange: () => void;
}

export class Mesh {
	readonly #options: MeshOptions;
	readonly #links: PeerLinks;
	readonly #forwarding: Forwarding;
	readonly #document: DocumentSync;
	readonly #people: PeopleExchange;
	readonly #receipts: Receipts;
	readonly #whispers: Whispers;
	#ownStatement: Statement | null = null;
	#tell: ReturnType<typeof setTimeout> | undefined;
	#refusedBefore = 0;

	constructor(options: MeshOptions) {
		this.#options = options;
		const { self, doc, awareness, origin, canConnect = true } = options;
		const isReachedElsewhere = (peer: string) => !canConnect || options.tabs().has(peer);
		this.#forwarding = new Forwarding({ peer: self.peer, writes: self.role === 'editor' });
		this.#document = new DocumentSync({ doc, origin, forwarding: this.#forwarding });
		this.#receipts = new Receipts({
			doc,
			hasSynced: (link) => this.#document.hasSynced(link),
			sendAfterChanges: (link, message) => this.#document.sendAfterChanges(link, message),
			whenSaved: options.whenSaved ?? (() => new Promise(() => undefined)),
			onChange: options.onChange
		});
		this.#people = new PeopleExchange({
			self: { peer: self.peer, clientId: doc.clientID, role: self.role },
			forwarding: this.#forwarding,
			ownStatement: () => this.#statement(),
			onStatement: (statement) => {
				awarenessProtocol.applyAwarenessUpdate(awareness, encodeAwarenessOf(statement), origin);
			},
			onGone: (clientId) => forgetAwareness(awareness, clientId, origin),
			isInRoom: (peer) => this.#links.isInRoom(peer as PeerId),
			isReachedElsewhere: (peer) => options.tabs().has(peer),
			onPacket: options.onPacket
		});
		this.#whispers = new Whispers({
			keys: options.keys,
			self: { peer: self.peer, clientId: doc.clientID, sessionKey: options.session.publicKey },
			send: options.whisper,
			targets: () => this.#outOfReach(),
			ownStatement: () => this.#statement(),
			onStatement: (statement) => this.#people.hear(statement),
			onPacket: (author, packet) => this.#people.hearPacket(author, packet)
		});
		this.#links = new PeerLinks({
			self,
			open: options.open,
			signal: options.signal,
			isReachedElsewhere,
			events: {
				onOpen: (link, hello) => this.#opened(link, hello),
				onMessage: (link, message) => this.#receive(link, message),
				onPacket: (link, packet) => this.#people.receivePacket(link, packet),
				onAsset: (link, message) => options.assets?.receive(link, message),
				onChange: options.onChange,
				onClose: (link, end) => this.#closed(link, end)
			}
		});
	}

	/** Everybody we have a link with or look for one with. */
	get contacts(): Contact[] {
		return this.#links.contacts;
	}

	/** People we know of through others only: client id → peer id. */
	get farClients(): Map<number, string> {
		return this.#people.far;
	}

	/** Whether somebody is in the room with whom we have no link. */
	get hasFarPeople(): boolean {
		return this.#links.hasFarPeople || this.#outOfReach().length > 0;
	}

	/** Messages and packets dropped because their senders may not send them, or because they were none. */
	get refusedCount(): number {
		return [...this.#links].reduce((sum, { refusedCount }) => sum + refusedCount, this.#refusedBefore);
	}

	/** How many linked peers there are, and how many of them have stored all that was done here. */
	get receipts(): { readonly keptBy: number; readonly count: number } {
		return { keptBy: this.#receipts.keptBy, count: this.#receipts.count };
	}

	setMembers(members: readonly Member[]): void {
		this.#links.setMembers(members);
		this.#people.keepOnly((peer) => this.#links.isInRoom(peer as PeerId));
		this.#whispers.introduce();
		this.#options.onChange();
	}

	joined(member: Member): void {
		this.#links.joined(member);
		this.#people.joined(member.peer);
		this.#whispers.introduce();
		this.#options.onChange();
	}

	left(peer: PeerId): void {
		this.#links.left(peer);
		this.#people.left(peer);
		this.#whispers.forget(peer);
		this.#options.onChange();
	}

	/** Something sealed that a peer had the room server pass on; it may be anything. */
	receiveWhisper(from: PeerId, sealed: string): void {
		if (this.#links.isInRoom(from)) this.#whispers.receive(from, sealed);
	}

	/** Whether what this peer says of itself comes through the room server alone. */
	isWhispering(peer: string): boolean {
		return this.#whispers.knows(peer as PeerId);
	}

	receiveSignal(from: PeerId, signal: Signal): void {
		this.#links.receiveSignal(from, signal);
	}

	/** Whether somebody is being connected to for the first time. */
	get isMeeting(): boolean {
		return this.#links.contacts.some(({ link, failures }) => !link?.isOpen && failures === 0);
	}

	/** Whether a peer is bringing what is missing here. */
	get isBeingBroughtUp(): boolean {
		return this.#document.isBeingBroughtUp;
	}

	/** The document has something that was not sent as a change: neighbours shall find out. */
	compareSoon(): void {
		this.#document.checkSoon();
	}

	/** The network or the page came back. */
	probe(): void {
		this.#links.probe();
	}

	/** The set of other tabs of this browser changed. */
	tabsChanged(): void {
		// A tab that closed may not have told everybody what it told us.
		this.#document.checkSoon();
		for (const peer of this.#options.tabs()) this.#links.reachedElsewhere(peer as PeerId);
		this.#tellNeighboursSoon();
	}

	/** A change made here. `clock` is our client's before it. */
	sendUpdate(update: Uint8Array, clock: number): void {
		this.#document.sendLocal(update, clock);
		this.#receipts.changed();
	}

	/** What we say of ourselves changed, or wants saying again. */
	sendAwareness(): void {
		this.#ownStatement = null;
		this.#people.sendOwn();
		this.#whispers.sendOwn();
	}

	/** Sends a packet that may be lost to our neighbours. */
	sendPacket(packet: Uint8Array): void {
		this.#people.sendPacket(packet);
	}

	/** Sends a packet that may be lost to everybody who is no neighbour. */
	sendFarPacket(packet: Uint8Array): void {
		this.#people.sendFarPacket(packet);
		this.#whispers.sendPacket(packet);
	}

	destroy(): void {
		clearTimeout(this.#tell);
		this.#document.destroy();
		this.#receipts.destroy();
		this.#links.destroy();
		this.#people.destroy();
	}

	#opened(link: Link, hello: Hello): void {
		const isTaken = [...this.#links].some(
			(other) => other !== link && other.isOpen && other.hello?.clientId === hello.clientId
		);
		if (isTaken) return link.close('somebody else here has its client id');
		if (hello.role === 'viewer' && this.#viewerCount > MAX_VIEWERS) {
			link.send(encodeFull());
			this.#links.spare(link.remote);
			setTimeout(() => link.close('no room for another viewer'), FULL_AFTER_MS);
			return;
		}
		this.#whispers.forget(link.remote);
		this.#document.opened(link, hello);
		this.#people.opened(link, hello);
		this.#receipts.opened(link, hello);
		this.#options.assets?.opened(link);
		this.#tellNeighboursSoon();
		this.#options.onChange();
	}

	#receive(link: Link, message: DocumentMessage): void {
		switch (message.type) {
			case 'neighbours':
				this.#forwarding.setNeighbours(link.remote, message.neighbours);
				return this.#people.spreadSoon();
			case 'statement':
				return this.#people.receiveStatement(link, message.statement);
			case 'mark':
				return this.#receipts.receiveMark(link, message);
			case 'kept':
				return this.#receipts.receiveKept(link, message.number);
			case 'full':
				this.#links.spare(link.remote);
				return link.close('that writer has no room for another viewer');
			case 'hello':
			case 'proof':
			case 'awareness':
			case 'query-awareness':
			case 'acked':
				throw new Error(`expected the gate to keep back a message of type ${message.type}`);
			default:
				this.#document.receive(link, message);
				// The last part of an answer may be what a mark waits for.
				if (message.type === 'synced') this.#receipts.check();
		}
	}

	#closed(link: Link, { isFailure }: LinkEnd): void {
		if (isFailure && this.#links.isInRoom(link.remote)) this.#options.doubt(link.remote);
		this.#refusedBefore += link.refusedCount;
		this.#document.closed(link);
		this.#people.closed(link);
		this.#receipts.closed(link);
		this.#options.assets?.closed(link);
		this.#forwarding.forget(link.remote);
		this.#whispers.introduce();
		this.#tellNeighboursSoon();
		this.#options.onChange();
	}

	/** Who is here, and is told of us by no connection, neither directly nor through others. */
	#outOfReach(): PeerId[] {
		const { tabs, canConnect = true } = this.#options;
		return this.#links.unlinked
			.filter(
				({ peer, failures }) =>
					!tabs().has(peer) &&
					(failures > 0 || !canConnect || this.#whispers.knows(peer)) &&
					!this.#people.isForwarded(peer)
			)
			.map(({ peer }) => peer)
			.slice(0, MAX_WHISPERED_TO);
	}

	get #viewerCount(): number {
		return [...this.#links].filter(({ isOpen, hello }) => isOpen && hello?.role === 'viewer').length;
	}

	#tellNeighboursSoon(): void {
		this.#tell ??= setTimeout(() => {
			this.#tell = undefined;
			const linked = [...this.#links].flatMap(({ isOpen, hello }) =>
				isOpen && hello ? [{ peer: hello.peer, writes: hello.role === 'editor' }] : []
			);
			// A tab of this browser hears from us as a neighbour would; it has links of its own to pass things on.
			const tabs = [...this.#options.tabs()].map((peer) => ({ peer, writes: false }));
			const message = encodeNeighbours([...linked, ...tabs]);
			for (const link of this.#links) link.send(message);
		}, TELL_NEIGHBOURS_AFTER_MS);
	}

	#statement(): Statement {
		const { awareness, doc, self, session } = this.#options;
		return (this.#ownStatement ??= signStatement(
			{
				peer: self.peer,
				clientId: doc.clientID,
				clock: awareness.meta.get(doc.clientID)?.clock ?? 0,
				json: JSON.stringify(awareness.getLocalState())
			},
			session
		));
	}
}

// awarenessUpdate := varUint(count) • (varUint(clientId) • varUint(clock) • varString(json))*           — y-protocols
function encodeAwarenessOf({ clientId, clock, json }: Statement): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarUint(encoder, clientId);
		encoding.writeVarUint(encoder, clock);
		encoding.writeVarString(encoder, json);
	});
}

/** Forgets what a client said of itself, so that it is believed again whenever it comes back. */
function forgetAwareness(awareness: Awareness, clientId: number, origin: unknown): void {
	awarenessProtocol.removeAwarenessStates(awareness, [clientId], origin);
	// Its clock too: a state with the same clock would be taken for old news.
	awareness.meta.delete(clientId);
}
