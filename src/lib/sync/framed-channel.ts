import { TokenBucket } from '../signaling/token-bucket.ts';
import type { BulkWindow } from './bulk-window.ts';
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
/** What is pulled is pulled late: the document may change until then, and so may whether anybody still wants it. */
const MAX_BULK_BUFFERED_BYTES = 256 * 1024;
const RESUME_BYTES = 128 * 1024;
/** Every browser bears that. */
const MAX_FRAME_BYTES = 64 * 1024;
const STALLED_MS = 30_000;
/** A stranger has a hello and a proof to say. */
const MAX_STRANGER_BYTES = 4 * 1024;
/** Frames a member may send: 60 MB of bulk a second, or a change every millisecond. More is an attack. */
const FRAMES = { perSecond: 1_000, burst: 4_000 };

export interface FramedChannelOptions {
	/** The browser's end of the channel is open. */
	readonly onRawOpen: () => void;
	/** A whole message came in. */
	readonly onMessage: (message: Uint8Array) => void;
	/** Something came that is no frame of ours, or too much of it. */
	readonly onFault: (reason: string) => void;
	/** A frame of so many bytes came in. */
	readonly onFrame?: (bytes: number) => void;
	/** Says how much may be under way; as much as the browser takes unless given. */
	readonly window?: Pick<BulkWindow, 'isOpen' | 'frameBytes' | 'noteSent'>;
}

/**
 * A reliable data channel that carries messages of any size, in the shape that simple-peer expects of a channel.
 * Nothing that comes in is ever handed to simple-peer, and what it wants to send is dropped: y-webrtc would greet
 * whoever is at the other end with the state of the document. It is told of opening and closing only.
 */
export class FramedChannel {
	onopen: ((event: unknown) => void) | null = null;
	onclose: ((event: unknown) => void) | null = null;
	onerror: ((event: unknown) => void) | null = null;
	onmessage: unknown = null;
	onbufferedamountlow: unknown = null;
	binaryType = 'arraybuffer';
	/** A number, because simple-peer starts a timer where it is none. Ours are below. */
	bufferedAmountLowThreshold = 0;
	readonly bufferedAmount = 0;

	readonly #raw: RawChannel;
	readonly #options: FramedChannelOptions;
	readonly #reassembler = new Reassembler(MAX_STRANGER_BYTES);
	readonly #budget = new TokenBucket(FRAMES);
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
		raw.onopen = () => {
			options.onRawOpen();
			this.#pump();
		};
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

	/** Goes on sending; to be called when the window has opened. */
	resume(): void {
		this.#pump();
	}

	/** Sets how large a frame the other side takes. */
	setMaxMessageSize(bytes: number): void {
		this.#maxFrameBytes = Math.max(1024, Math.min(MAX_FRAME_BYTES, bytes || 16 * 1024));
	}

	/** The other side has proved that it is a member: it may send long messages, and simple-peer hears of an open channel. */
	trust(): void {
		this.#reassembler.trust();
		if (this.#isReported || this.#raw.readyState !== 'open') return;
		this.#isReported = true;
		this.onopen?.({ type: 'open' });
	}

	/** simple-peer's way to send. */
	send(): void {}

	/** Sends a message, in order with the others. */
	sendMessage(message: Uint8Array): void {
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
		const { window } = this.#options;
		while (this.#raw.readyState === 'open' && (window?.isOpen ?? true)) {
			const [frames] = this.#queue;
			if (frames) {
				if (this.#raw.bufferedAmount >= MAX_BUFFERED_BYTES) return;
				const { done, value } = frames.next();
				if (done) this.#queue.shift();
				else {
					window?.noteSent(value.length);
					this.#raw.send(value);
				}
			} else {
				if (!this.#bulk || this.#raw.bufferedAmount >= MAX_BULK_BUFFERED_BYTES) return;
				const message = this.#bulk();
				if (message)
					this.#queue.push(framesOf(message, Math.min(this.#maxFrameBytes, window?.frameBytes ?? Infinity)));
				else this.#bulk = null;
			}
		}
	}

	#receive(data: unknown): void {
		// What was under way when the link was closed.
		if (this.#raw.readyState !== 'open') return;
		if (!this.#budget.take()) return this.#options.onFault('too many messages');
		if (data instanceof ArrayBuffer) this.#options.onFrame?.(data.byteLength);
		const message = data instanceof ArrayBuffer ? this.#reassembler.push(new Uint8Array(data)) : 'fault';
		clearTimeout(this.#stall);
		if (message === 'fault') return this.#options.onFault('not a frame, or a message without end');
		if (this.#reassembler.isPartial) {
			this.#stall = setTimeout(() => this.#options.onFault('a message stopped in the middle'), STALLED_MS);
		}
		if (message) this.#options.onMessage(message);
	}
}
