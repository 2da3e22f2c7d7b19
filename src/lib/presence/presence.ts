import type { Awareness } from 'y-protocols/awareness';
import type { ElementId } from '../document/element.ts';
import type { Point } from '../geometry/point.ts';
import { CURSOR_REPEAT_MS, Cursors } from './cursors.ts';
import { DraftSender, type Draft } from './draft-sender.ts';
import { LaserTrails, type LaserPoint } from './laser-trails.ts';
import { encodePacket, parsePacket } from './packets.ts';
import { MAX_SELECTION, parsePerson, type Person, type PersonState } from './people.ts';
import { RemoteDrafts, type RemoteDraft } from './remote-drafts.ts';
import { RemoteTransforms, type RemoteTransform } from './remote-transforms.ts';
import { TransformSender, type OwnTransform } from './transform-sender.ts';

/** Above so many people a frame's packets are sent less often, so that the cost a person stays the same. */
const MAX_PEOPLE_AT_FULL_RATE = 8;

const SELECTION_REST_MS = 80;

/** A cursor and a draft are told so often to people we have no link with. */
const FAR_INTERVAL_MS = 100;

/** Whose packet it is. */
export interface PacketAuthor {
	readonly clientId: number;
	/** Whether it may draw. */
	readonly writes: boolean;
}

export interface PresenceOptions {
	readonly awareness: Awareness;
	/** Sends a packet to everybody we have a link with; it may be lost. */
	readonly send: (packet: Uint8Array) => void;
	/** Sends one to everybody else, through others, who bear less: ten a second. */
	readonly sendFar: (packet: Uint8Array) => void;
	/** Whether there is anybody else. */
	readonly hasFarPeople: () => boolean;
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
	readonly #farDraftSender: DraftSender;
	readonly #remoteTransforms = new RemoteTransforms();
	readonly #transformSender: TransformSender;
	readonly #farTransformSender: TransformSender;
	#people: readonly Person[] = [];
	#seq = 0;
	readonly #lasers = new LaserTrails();
	#self: PersonState | null = null;
	#cursor: Point | null = null;
	#isLaser = false;
	#sentCursor: SentCursor = { point: null, isLaser: false, at: 0 };
	#farSentCursor: SentCursor = { point: null, isLaser: false, at: 0 };
	#farSentAt = 0;
	#frame = 0;
	#selecting: ReturnType<typeof setTimeout> | undefined;

	constructor(options: PresenceOptions) {
		this.#options = options;
		this.#draftSender = new DraftSender(options.send, () => ++this.#seq);
		this.#farDraftSender = new DraftSender(options.sendFar, () => ++this.#seq);
		this.#transformSender = new TransformSender(options.send, () => ++this.#seq);
		this.#farTransformSender = new TransformSender(options.sendFar, () => ++this.#seq);
		options.awareness.on('change', this.#readPeople);
	}

	/** Everybody else who is here, in a stable order. */
	get people(): readonly Person[] {
		return this.#people;
	}

	/** What the others shall know of us. */
	setSelf(state: PersonState): void {
		this.#self = state;
		this.#options.awareness.setLocalState({ ...state });
	}

	/** What is selected here. A marquee changes it every frame, so only where it comes to rest is told. */
	setSelection(selection: readonly ElementId[]): void {
		clearTimeout(this.#selecting);
		this.#selecting = setTimeout(() => {
			this.#options.awareness.setLocalStateField('selection', selection.slice(0, MAX_SELECTION));
		}, SELECTION_REST_MS);
	}

	/** The frame that is presented here; null for none. */
	setSlide(frame: ElementId | null): void {
		this.#options.awareness.setLocalStateField('slide', frame);
	}

	/** Where our pointer is, page space; null when it left the board. Sent with the next frame. */
	setCursor(point: Point | null): void {
		this.#cursor = point;
	}

	/** Whether our pointer is a beam that points at things. Sent with the next frame. */
	setLaser(isOn: boolean): void {
		this.#isLaser = isOn;
	}

	/** To be called every frame: sends what changed here since the last one. */
	sendFrame(draft: Draft | null, now: number, transform: OwnTransform | null = null): void {
		this.#noteLaser(this.#options.awareness.clientID, this.#isLaser ? this.#cursor : null, now);
		if (this.#people.length === 0) return;
		const { send, sendFar, hasFarPeople } = this.#options;
		if (now - this.#farSentAt >= FAR_INTERVAL_MS && hasFarPeople()) {
			this.#farSentAt = now;
			this.#farSentCursor = this.#sendCursor(this.#farSentCursor, sendFar, now);
			this.#farDraftSender.update(draft, now);
			this.#farTransformSender.update(transform, now);
		}
		const share = Math.ceil(this.#people.length / MAX_PEOPLE_AT_FULL_RATE);
		if (this.#frame++ % share !== 0) return;
		this.#sentCursor = this.#sendCursor(this.#sentCursor, send, now);
		this.#draftSender.update(draft, now);
		this.#transformSender.update(transform, now);
	}

	/** What was being drawn here was given up. */
	cancelDraft(elementId: ElementId): void {
		this.#draftSender.cancel(elementId);
		if (this.#options.hasFarPeople()) this.#farDraftSender.cancel(elementId);
	}

	/** What was being dragged here is where it was before. */
	cancelTransform(): void {
		this.#transformSender.cancel();
		this.#farTransformSender.cancel();
	}

	/** Takes in a packet of this peer; it may be anything. Who may not draw has no ink to show. */
	receive({ clientId, writes }: PacketAuthor, bytes: Uint8Array, now: number): void {
		const packet = parsePacket(bytes);
		if (!packet) return;
		if (packet.type === 'cursor' || packet.type === 'laser' || packet.type === 'away') {
			const isNews = this.#cursors.receive(clientId, packet, now);
			if (isNews) this.#noteLaser(clientId, packet.type === 'laser' ? packet : null, now);
		} else if (!writes) return;
		else if (packet.type === 'transform' || packet.type === 'transform-end') {
			this.#remoteTransforms.receive(clientId, packet, now);
		} else this.#remoteDrafts.receive(clientId, packet, now);
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

	/** What is still seen of beams, ours and others'. */
	lasers(now: number): { readonly color: string; readonly points: readonly LaserPoint[] }[] {
		const colors = new Map(this.#people.map(({ clientId, color }) => [clientId, color]));
		if (this.#self) colors.set(this.#options.awareness.clientID, this.#self.color);
		return this.#lasers.at(now).flatMap(({ clientId, points }) => {
			const color = colors.get(clientId);
			return color === undefined ? [] : [{ color, points }];
		});
	}

	/** Other people's elements in progress. */
	drafts(now: number): RemoteDraft[] {
		return this.#remoteDrafts.all(now);
	}

	/** What other people are moving, turning or scaling. */
	transforms(now: number): RemoteTransform[] {
		return this.#remoteTransforms.all(now);
	}

	/** Whether others' pointers are moving or a beam fades, so that another frame is needed. */
	isMoving(now: number): boolean {
		return this.#cursors.isMoving(now) || this.#lasers.isSeen;
	}

	/** These elements are in the document as they are now: what was under way with them is over. */
	forgetDrafts(elementIds: Iterable<string>): void {
		this.#remoteTransforms.forget(elementIds);
		for (const id of elementIds) this.#remoteDrafts.forget(id);
	}

	destroy(): void {
		clearTimeout(this.#selecting);
		this.#options.awareness.off('change', this.#readPeople);
	}

	#noteLaser(clientId: number, point: Point | null, now: number): void {
		if (point) this.#lasers.shine(clientId, point, now);
		else this.#lasers.turnOff(clientId);
	}

	/** Sends our cursor if it moved since `sent`, or wants repeating; gives back what was sent last. */
	#sendCursor(sent: SentCursor, send: (packet: Uint8Array) => void, now: number): SentCursor {
		const point = this.#cursor;
		const isLaser = this.#isLaser;
		if (point === sent.point && isLaser === sent.isLaser && (!point || now - sent.at < CURSOR_REPEAT_MS))
			return sent;
		const seq = ++this.#seq;
		send(encodePacket(point ? { type: isLaser ? 'laser' : 'cursor', seq, ...point } : { type: 'away', seq }));
		return { point, isLaser, at: now };
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
			this.#lasers.forget(clientId);
			this.#remoteDrafts.forgetClient(clientId);
			this.#remoteTransforms.forgetClient(clientId);
		}
		this.#options.onPeople();
	};
}

interface SentCursor {
	readonly point: Point | null;
	readonly isLaser: boolean;
	readonly at: number;
}
