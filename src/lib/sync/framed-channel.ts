import { framesOf, Reassembler } from './framing.ts';

/** What is needed of an `RTCDataChannel`; the in-memory pair of the tests has it too. */
export type RawChannel = Pick<
	RTCDataChannel,
	| 'label'
	| 'readyState'
	| 'bufferedAmount'
	| 'bufferedAmountLowThreshold'
	| 'binaryType'
	| 'send'
	| 'close'
	| 'onopen'
	| 'onclose'
	| 'onerror'
	| 'onmessage'
	| 'onbufferedamountlow'
>;

/** Above this nothing more is handed to the browser. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Bulk waits earlier, so that a live update never stands behind more than this. */
const MAX_BULK_BUFFERED_BYTES = 192 * 1024;
const RESUME_BYTES = 64 * 1024;
const STALLED_MS = 30_000;

export interface FramedChannelOptions {
	/** The browser's end of the channel is open; nothing is delivered to the reader yet. */
	readonly onRawOpen: () => void;
	/** A whole message came in. What it gives back is delivered to the reader; null: nothing. */
	readonly onMessage: (message: Uint8Array) => Uint8Array | null;
	/** Something came that is no frame of ours. */
	readonly onFault: (reason: string) => void;
}

/**
 * A reliable data channel that carries messages of any size, in the shape that simple-peer expects of a channel.
 * It reports itself open to simple-peer only when told to: after the handshake.
 */
export class FramedChannel {
	onopen: ((event: unknown) => void) | null = null;
	onclose: ((event: unknown) => void) | null = null;
	onerror: ((event: unknown) => void) | null = null;
	onmessage: ((event: { readonly data: ArrayBuffer }) => void) | null = null;
	onbufferedamountlow: (() => void) | null = null;
	binaryType = 'arraybuffer';
	/** A number, because simple-peer starts a timer where it is none. Ours are below. */
	bufferedAmountLowThreshold = 0;
	readonly bufferedAmount = 0;

	readonly #raw: RawChannel;
	readonly #options: FramedChannelOptions;
	readonly #reassembler = new Reassembler();
	readonly #queue: Iterator<Uint8Array<ArrayBuffer>>[] = [];
	#bulk: (() => Uint8Array | null) | null = null;
	#stall: ReturnType<typeof setTimeout> | undefined;
	#maxFrameBytes = 16 * 1024;
	#isReported = false;

	constructor(raw: RawChannel, options: FramedChannelOptions) {
		this.#raw = raw;
		this.#options = options;
		raw.binaryType = 'arraybuffer';
		raw.bufferedAmountLowThreshold = RESUME_BYTES;
		raw.onopen = () => options.onRawOpen();
		raw.onclose = (event) => {
			clearTimeout(this.#stall);
			this.onclose?.(event);
		};
		raw.onerror = (event) => this.onerror?.(event);
		raw.onbufferedamountlow = () => this.#pump();
		raw.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
	}

	get label(): string {
		return this.#raw.label;
	}

	get readyState(): RTCDataChannelState {
		return this.#raw.readyState === 'open' && !this.#isReported ? 'connecting' : this.#raw.readyState;
	}

	/** Sets how large a frame the other side takes; never above 64 KiB, which every browser bears. */
	setMaxMessageSize(bytes: number): void {
		this.#maxFrameBytes = Math.max(1024, Math.min(64 * 1024, bytes || 16 * 1024));
	}

	/** Tells simple-peer that the channel is open, and delivers from now on. */
	reportOpen(): void {
		if (this.#isReported || this.#raw.readyState !== 'open') return;
		this.#isReported = true;
		this.onopen?.({ type: 'open' });
	}

	/** Sends a message, in order with the others; called by simple-peer and by us. */
	send(data: Uint8Array | ArrayBuffer): void {
		const message = data instanceof Uint8Array ? data : new Uint8Array(data);
		this.#queue.push(framesOf(message, this.#maxFrameBytes));
		this.#pump();
	}

	/** Sends what `next` gives, piece by piece when nothing else waits, until it gives null. Replaces the bulk before. */
	sendBulk(next: () => Uint8Array | null): void {
		this.#bulk = next;
		this.#pump();
	}

	close(): void {
		clearTimeout(this.#stall);
		this.#bulk = null;
		this.#queue.length = 0;
		this.#raw.close();
	}

	#pump(): void {
		while (this.#raw.readyState === 'open') {
			const [frames] = this.#queue;
			if (frames) {
				if (this.#raw.bufferedAmount >= MAX_BUFFERED_BYTES) return;
				const { done, value } = frames.next();
				if (done) this.#queue.shift();
				else this.#raw.send(value);
			} else {
				if (!this.#bulk || this.#raw.bufferedAmount >= MAX_BULK_BUFFERED_BYTES) return;
				const message = this.#bulk();
				if (message) this.#queue.push(framesOf(message, this.#maxFrameBytes));
				else this.#bulk = null;
			}
		}
	}

	#receive(data: unknown): void {
		const message = data instanceof ArrayBuffer ? this.#reassembler.push(new Uint8Array(data)) : 'fault';
		clearTimeout(this.#stall);
		if (message === 'fault') return this.#options.onFault('not a frame, or a message without end');
		if (this.#reassembler.isPartial) {
			this.#stall = setTimeout(() => this.#options.onFault('a message stopped in the middle'), STALLED_MS);
		}
		const delivered = message && this.#options.onMessage(message);
		if (delivered && this.#isReported) {
			const { buffer, byteOffset, byteLength } = delivered;
			this.onmessage?.({ data: (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength) });
		}
	}
}
