// A data channel carries messages of a limited size only, so a message travels as frames:
//
//   message := frame(more)* • frame(last)
//   frame   := uint8(0 more | 1 last) • bytes
//
// The channel is reliable and ordered, so frames of one message stand together and need no number.

const MORE = 0;
const LAST = 1;

/** What a member may have us collect before it says "last". No message of ours is longer than 1 MiB. */
export const MAX_REASSEMBLY_BYTES = 4 * 1024 * 1024;
/** Only a message's last frame may be shorter: bytes that trickle in would cost us an event each. */
const MIN_MORE_BYTES = 1024;

/** The message cut into frames of at most `maxFrameBytes`, header included. */
export function* framesOf(message: Uint8Array, maxFrameBytes: number): Generator<Uint8Array<ArrayBuffer>> {
	if (maxFrameBytes < MIN_MORE_BYTES)
		throw new Error(`expected at least ${MIN_MORE_BYTES} bytes, got ${maxFrameBytes}`);
	const room = maxFrameBytes - 1;
	for (let start = 0; start === 0 || start < message.length; start += room) {
		const part = message.subarray(start, start + room);
		const frame = new Uint8Array(part.length + 1);
		frame[0] = start + room >= message.length ? LAST : MORE;
		frame.set(part, 1);
		yield frame;
	}
}

/** Puts frames together again. Its input is a stranger's. */
export class Reassembler {
	#parts: Uint8Array[] = [];
	#size = 0;
	#maxBytes: number;

	constructor(maxBytes: number = MAX_REASSEMBLY_BYTES) {
		this.#maxBytes = maxBytes;
	}

	/** From now on messages may be as long as a member's. */
	trust(): void {
		this.#maxBytes = MAX_REASSEMBLY_BYTES;
	}

	/** Whether a message has begun and not ended. */
	get isPartial(): boolean {
		return this.#parts.length > 0;
	}

	/** The message that this frame ends, null while there is more to come, `'fault'` when it is no frame or too much. */
	push(frame: Uint8Array): Uint8Array | null | 'fault' {
		const kind = frame[0];
		if (kind !== MORE && kind !== LAST) return 'fault';
		this.#size += frame.length - 1;
		if (this.#size > this.#maxBytes || (kind === MORE && frame.length < MIN_MORE_BYTES)) return 'fault';
		this.#parts.push(frame.subarray(1));
		if (kind === MORE) return null;
		const message = new Uint8Array(this.#size);
		let offset = 0;
		for (const part of this.#parts) {
			message.set(part, offset);
			offset += part.length;
		}
		this.#parts = [];
		this.#size = 0;
		return message;
	}
}
