import { encodePacket } from './packets.ts';

/** Elements that are being moved, turned or scaled, as others are told. */
export interface OwnTransform {
	/** The same set as long as it is the same gesture. */
	readonly ids: ReadonlySet<string>;
	/** a, b, c, d, e, f as a canvas takes them; page space. */
	readonly matrix: readonly [number, number, number, number, number, number];
}

/** Ids that each packet names, by turns: 13 bytes each of at most 1,100. */
const IDS_A_PACKET = 60;
/** Of more than so many only these are seen to move before they are put down. */
const MAX_IDS = 1_200;
const REPEAT_MS = 250;

/** Tells the others, once a frame, where what is being dragged here is by now. */
export class TransformSender {
	readonly #send: (packet: Uint8Array) => void;
	readonly #nextSeq: () => number;
	#ids: ReadonlySet<string> | null = null;
	#list: readonly string[] = [];
	#gesture = 0;
	#at = 0;
	/** How many of the ids were not named yet. */
	#left = 0;
	#sentMatrix: readonly number[] = [];
	#sentAt = 0;

	constructor(send: (packet: Uint8Array) => void, nextSeq: () => number) {
		this.#send = send;
		this.#nextSeq = nextSeq;
	}

	/** To be called every frame; null while nothing is dragged. */
	update(transform: OwnTransform | null, now: number): void {
		if (!transform) {
			this.#ids = null;
			return;
		}
		if (transform.ids !== this.#ids) this.#begin(transform.ids);
		const isNew = transform.matrix.some((value, i) => value !== this.#sentMatrix[i]);
		if (!isNew && this.#left === 0 && now - this.#sentAt < REPEAT_MS) return;
		this.#sentAt = now;
		this.#sentMatrix = transform.matrix;
		const ids = this.#list.slice(this.#at, this.#at + IDS_A_PACKET);
		this.#left = Math.max(0, this.#left - ids.length);
		this.#at = this.#at + IDS_A_PACKET >= this.#list.length ? 0 : this.#at + IDS_A_PACKET;
		const { matrix } = transform;
		this.#send(
			encodePacket({ type: 'transform', seq: this.#nextSeq(), gesture: this.#gesture, matrix, ids })
		);
	}

	/** What was dragged is where it was before. */
	cancel(): void {
		if (!this.#ids) return;
		this.#ids = null;
		this.#send(encodePacket({ type: 'transform-end', seq: this.#nextSeq(), gesture: this.#gesture }));
	}

	#begin(ids: ReadonlySet<string>): void {
		this.#ids = ids;
		this.#list = [...ids].slice(0, MAX_IDS);
		this.#left = this.#list.length;
		this.#at = 0;
		this.#gesture = this.#nextSeq();
		this.#sentMatrix = [];
	}
}
