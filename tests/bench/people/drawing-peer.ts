// Somebody who draws, without a browser: the real provider and presence, real WebRTC. Bundled, so that one process can
// load it many times over: y-webrtc has one room of a name in each copy of itself.
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { deriveBoardKeys } from '../../../src/lib/access/board-keys.ts';
import { parseBoardLink } from '../../../src/lib/access/board-link.ts';
import { BoardDocument } from '../../../src/lib/document/board-document.ts';
import { createElementId } from '../../../src/lib/document/element-id.ts';
import type { ElementId } from '../../../src/lib/document/element.ts';
import { PERSON_COLORS } from '../../../src/lib/presence/people.ts';
import { Presence } from '../../../src/lib/presence/presence.ts';
import { Provider } from '../../../src/lib/sync/provider.ts';
import { NodePeerConnection } from '../../support/node-webrtc.ts';

export interface DrawingPeerOptions {
	/** The part of the board's address after its "#". */
	readonly fragment: string;
	readonly signalingUrl: string;
	readonly name: string;
	/** What it has of the board already. */
	readonly update: Uint8Array | null;
	/** Where it draws, page space. */
	readonly at: readonly [x: number, y: number];
}

export interface DrawingPeerState {
	/** Peers it has a connection to. */
	readonly links: number;
	/** Strokes it has committed. */
	readonly committed: number;
}

const FRAME_MS = 1_000 / 60;
/** As of a pen that tells of itself 120 times a second. */
const POINTS_A_FRAME = 2;
/** Two seconds. */
const FRAMES_A_STROKE = 120;

export class DrawingPeer {
	readonly #provider: Provider;
	readonly #presence: Presence;
	readonly #document: BoardDocument;
	readonly #at: readonly [number, number];
	#timer: ReturnType<typeof setInterval> | undefined;
	#phase = Math.random() * 10;
	#frame = 0;
	#elementId: ElementId = createElementId();
	#points: number[] = [];
	#committed = 0;

	static async open(options: DrawingPeerOptions): Promise<DrawingPeer> {
		const link = parseBoardLink(options.fragment);
		if (link?.role !== 'editor') throw new Error(`expected a link to draw, got ${link?.role ?? 'none'}`);
		const doc = new Y.Doc();
		if (options.update) Y.applyUpdate(doc, options.update);
		const awareness = new Awareness(doc);
		const provider = await Provider.open({
			doc,
			awareness,
			keys: deriveBoardKeys(link),
			signalingUrl: options.signalingUrl,
			ice: { current: [], whenReady: () => Promise.resolve(), refreshIfExpired: () => undefined },
			// Others' ink is for their screens; taking it in here would only cost the machine that is measured.
			onPresence: () => undefined,
			onChange: () => undefined,
			RTCPeerConnection: NodePeerConnection
		});
		return new DrawingPeer(provider, awareness, doc, options);
	}

	private constructor(
		provider: Provider,
		awareness: Awareness,
		doc: Y.Doc,
		{ name, at }: DrawingPeerOptions
	) {
		this.#provider = provider;
		this.#at = at;
		this.#document = new BoardDocument(doc, { userId: name });
		this.#presence = new Presence({
			awareness,
			send: (packet) => provider.sendPresence(packet),
			sendFar: (packet) => provider.sendFarPresence(packet),
			hasFarPeople: () => provider.hasFarPeople,
			onChange: () => undefined,
			onPeople: () => undefined
		});
		const color = PERSON_COLORS[name.length % PERSON_COLORS.length] ?? PERSON_COLORS[0];
		this.#presence.setSelf({ userId: name, name, color, selection: [] });
	}

	get state(): DrawingPeerState {
		return { links: this.#provider.peers.length, committed: this.#committed };
	}

	/** Draws, 60 frames a second, one stroke after the other; where they are not committed they are given up. */
	draw({ commits }: { readonly commits: boolean }): void {
		this.rest();
		this.#timer = setInterval(() => this.#drawFrame(commits), FRAME_MS);
	}

	/** Commits strokes that nobody has seen before, so many a second. */
	commit(hz: number): void {
		this.rest();
		this.#timer = setInterval(() => {
			this.#begin();
			for (let i = 0; i < FRAMES_A_STROKE / 3; i++) this.#extend();
			this.#commit();
		}, 1_000 / hz);
	}

	rest(): void {
		clearInterval(this.#timer);
		if (this.#points.length > 0) this.#presence.cancelDraft(this.#elementId);
		this.#begin();
	}

	leave(): void {
		this.rest();
		this.#presence.destroy();
		this.#provider.destroy();
	}

	#drawFrame(commits: boolean): void {
		this.#extend();
		const [x, y] = this.#at;
		const last = this.#points.slice(-3);
		this.#presence.setCursor({ x: x + (last[0] ?? 0), y: y + (last[1] ?? 0) });
		const draft = { elementId: this.#elementId, fields: this.#fields(), points: this.#points };
		this.#presence.sendFrame(draft, performance.now());
		if (++this.#frame < FRAMES_A_STROKE) return;
		if (commits) this.#commit();
		else this.#presence.cancelDraft(this.#elementId);
		this.#begin();
	}

	#begin(): void {
		this.#frame = 0;
		this.#points = [];
		this.#elementId = createElementId();
	}

	/** On along a line that loops around the peer's place. */
	#extend(): void {
		for (let i = 0; i < POINTS_A_FRAME; i++) {
			this.#phase += 0.02;
			const [x, y] = [130 * Math.sin(3 * this.#phase), 90 * Math.sin(4.1 * this.#phase)];
			this.#points.push(x, y, 0.5 + 0.3 * Math.sin(9 * this.#phase));
		}
	}

	#commit(): void {
		const [x, y] = this.#at;
		const points: [number, number, number][] = [];
		for (let i = 0; i < this.#points.length; i += 3) {
			const [dx = 0, dy = 0, pressure = 0] = this.#points.slice(i, i + 3);
			points.push([x + dx, y + dy, pressure]);
		}
		this.#document.create([{ type: 'stroke', id: this.#elementId, color: 'blue', size: 4, points }]);
		this.#committed++;
		this.#points = [];
	}

	#fields() {
		return { type: 'stroke', position: this.#at, color: 'blue', size: 4, hasPressure: true };
	}
}
