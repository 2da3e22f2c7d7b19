import type { Awareness } from 'y-protocols/awareness';
import type { ElementId } from '../document/element.ts';
import type { Point } from '../geometry/point.ts';
import { CURSOR_REPEAT_MS, Cursors } from './cursors.ts';
import { DraftSender, type Draft } from './draft-sender.ts';
import { encodePacket, parsePacket } from './packets.ts';
import { MAX_SELECTION, parsePerson, type Person, type PersonState } from './people.ts';
import { RemoteDrafts, type RemoteDraft } from './remote-drafts.ts';

/** Above so many people a frame's packets are sent less often, so that the cost a person stays the same. */
const MAX_PEOPLE_AT_FULL_RATE = 8;

const SELECTION_REST_MS = 80;

export interface PresenceOptions {
	readonly awareness: Awareness;
	/** Sends a packet to everybody; it may be lost. */
	readonly send: (packet: Uint8Array) => void;
	/** Something about others looks different. */
	readonly onChange: () => void;
	/** Who is here, or what they said of themselves, changed. */
	readonly onPeople: () => void;
}

/** All that is fleeting about people: who is here, their cursors, their ink in progress; and ours, for them. */
export class Presence {
	readonly #options: PresenceOptions;
	readonly #cursors = new Cursors();
	readonly #remoteDrafts = new RemoteDrafts();
	readonly #draftSender: DraftSender;
	#people: readonly Person[] = [];
	#seq = 0;
	#cursor: Point | null = null;
	#sentCursor: Point | null = null;
	#sentAt = 0;
	#frame = 0;
	#selecting: ReturnType<typeof setTimeout> | undefined;

	constructor(options: PresenceOptions) {
		this.#options = options;
		this.#draftSender = new DraftSender(options.send, () => ++this.#seq);
		options.awareness.on('change', this.#readPeople);
	}

	/** Everybody else who is here, in a stable order. */
	get people(): readonly Person[] {
		return this.#people;
	}

	/** What the others shall know of us. */
	setSelf(state: PersonState): void {
		this.#options.awareness.setLocalState({ ...state });
	}

	/** What is selected here. A marquee changes it every frame, so only where it comes to rest is told. */
	setSelection(selection: readonly ElementId[]): void {
		clearTimeout(this.#selecting);
		this.#selecting = setTimeout(() => {
			this.#options.awareness.setLocalStateField('selection', selection.slice(0, MAX_SELECTION));
		}, SELECTION_REST_MS);
	}

	/** Where our pointer is, page space; null when it left the board. Sent with the next frame. */
	setCursor(point: Point | null): void {
		this.#cursor = point;
	}

	/** To be called every frame: sends what changed here since the last one. */
	sendFrame(draft: Draft | null, now: number): void {
		const share = Math.ceil(this.#people.length / MAX_PEOPLE_AT_FULL_RATE);
		if (this.#people.length === 0 || this.#frame++ % share !== 0) return;
		this.#sendCursor(now);
		this.#draftSender.update(draft, now);
	}

	/** What was being drawn here was given up. */
	cancelDraft(elementId: ElementId): void {
		this.#draftSender.cancel(elementId);
	}

	/** Takes in a packet from the peer with this client id; it may be anything. */
	receive(clientId: number, bytes: Uint8Array, now: number): void {
		const packet = parsePacket(bytes);
		if (!packet) return;
		if (packet.type === 'cursor' || packet.type === 'away') this.#cursors.receive(clientId, packet, now);
		else this.#remoteDrafts.receive(clientId, packet, now);
		this.#options.onChange();
	}

	/** Other people's cursors at `now`. */
	cursors(now: number): { readonly person: Person; readonly point: Point }[] {
		const people = new Map(this.#people.map((person) => [person.clientId, person]));
		return [...this.#cursors.at(now)].flatMap(({ clientId, point }) => {
			const person = people.get(clientId);
			return person ? [{ person, point }] : [];
		});
	}

	/** Other people's elements in progress. */
	drafts(now: number): RemoteDraft[] {
		return this.#remoteDrafts.all(now);
	}

	/** Whether others' pointers are moving, so that another frame is needed. */
	isMoving(now: number): boolean {
		return this.#cursors.isMoving(now);
	}

	/** These elements are in the document now; their drafts go. */
	forgetDrafts(elementIds: Iterable<string>): void {
		for (const id of elementIds) this.#remoteDrafts.forget(id);
	}

	destroy(): void {
		clearTimeout(this.#selecting);
		this.#options.awareness.off('change', this.#readPeople);
	}

	#sendCursor(now: number): void {
		const cursor = this.#cursor;
		const isRepeat = cursor === this.#sentCursor;
		if (isRepeat && (!cursor || now - this.#sentAt < CURSOR_REPEAT_MS)) return;
		const seq = ++this.#seq;
		this.#options.send(encodePacket(cursor ? { type: 'cursor', seq, ...cursor } : { type: 'away', seq }));
		this.#sentCursor = cursor;
		this.#sentAt = now;
	}

	readonly #readPeople = () => {
		const { awareness } = this.#options;
		const before = new Set(this.#people.map(({ clientId }) => clientId));
		this.#people = [...awareness.getStates()]
			.filter(([clientId]) => clientId !== awareness.clientID)
			.map(([clientId, state]) => parsePerson(clientId, state))
			.sort((a, b) => a.clientId - b.clientId);
		for (const { clientId } of this.#people) before.delete(clientId);
		for (const clientId of before) {
			this.#cursors.forget(clientId);
			this.#remoteDrafts.forgetClient(clientId);
		}
		this.#options.onPeople();
	};
}
