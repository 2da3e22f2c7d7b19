import type { RawChannel } from '../../src/lib/sync/framed-channel.ts';

/**
 * One end of a reliable, ordered channel in memory. What is sent stays in `bufferedAmount` until `drain` carries it to
 * the other end, so that a test decides how fast the network is.
 */
export class MemoryChannel implements RawChannel {
	readonly label = 'memory';
	readyState: RTCDataChannelState = 'connecting';
	bufferedAmount = 0;
	bufferedAmountLowThreshold = 0;
	binaryType: BinaryType = 'blob';
	onopen: RawChannel['onopen'] = null;
	onclose: RawChannel['onclose'] = null;
	onerror: RawChannel['onerror'] = null;
	onmessage: RawChannel['onmessage'] = null;
	onbufferedamountlow: RawChannel['onbufferedamountlow'] = null;
	/** The most that `bufferedAmount` has been. */
	mostBuffered = 0;
	/** The longest frame that was sent. */
	longestFrame = 0;
	other: MemoryChannel | null = null;
	readonly #underWay: (ArrayBuffer | string)[] = [];

	/** Opens this end. */
	open(): void {
		this.readyState = 'open';
		this.onopen?.call(this.#self, new Event('open'));
	}

	/** @throws unless open, as a browser does. */
	send(data: string | Blob | ArrayBuffer | ArrayBufferView): void {
		if (this.readyState !== 'open')
			throw new DOMException(`channel is ${this.readyState}`, 'InvalidStateError');
		if (data instanceof Blob) throw new Error('expected bytes or text, got a Blob');
		const copy = typeof data === 'string' ? data : bytesOf(data).slice().buffer;
		this.#underWay.push(copy);
		this.bufferedAmount += sizeOf(copy);
		this.mostBuffered = Math.max(this.mostBuffered, this.bufferedAmount);
		this.longestFrame = Math.max(this.longestFrame, sizeOf(copy));
	}

	/** Carries frames to the other end until nothing waits, or until `maxBytes` have gone. */
	drain(maxBytes = Infinity): void {
		let gone = 0;
		for (let data = this.#underWay.shift(); data !== undefined; data = this.#underWay.shift()) {
			const before = this.bufferedAmount;
			this.bufferedAmount -= sizeOf(data);
			this.other?.onmessage?.call(this.other.#self, new MessageEvent('message', { data }));
			const threshold = this.bufferedAmountLowThreshold;
			if (before > threshold && this.bufferedAmount <= threshold) {
				this.onbufferedamountlow?.call(this.#self, new Event('bufferedamountlow'));
			}
			gone += sizeOf(data);
			if (gone >= maxBytes) return;
		}
	}

	close(): void {
		if (this.readyState === 'closed') return;
		this.readyState = 'closed';
		this.#underWay.length = 0;
		this.onclose?.call(this.#self, new Event('close'));
		this.other?.close();
	}

	/** Handlers are declared with a browser's channel as their `this`; none of ours uses it. */
	get #self(): RTCDataChannel {
		return this as unknown as RTCDataChannel;
	}
}

/** Two connected ends, not open yet. */
export function memoryChannels(): [MemoryChannel, MemoryChannel] {
	const [alice, bob] = [new MemoryChannel(), new MemoryChannel()];
	alice.other = bob;
	bob.other = alice;
	return [alice, bob];
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
	return ArrayBuffer.isView(data)
		? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
		: new Uint8Array(data);
}

const sizeOf = (data: ArrayBuffer | string) => (typeof data === 'string' ? data.length : data.byteLength);
