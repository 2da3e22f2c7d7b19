import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryChannels, type MemoryChannel } from '../../../tests/support/memory-channel.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import { FramedChannel, type FramedChannelOptions } from './framed-channel.ts';

const HIGH_MARK_BYTES = 1024 * 1024;
const BULK_MARK_BYTES = 256 * 1024;
const FRAME_BYTES = 16 * 1024;
const STALLED_MS = 30_000;

interface End {
	readonly raw: MemoryChannel;
	readonly channel: FramedChannel;
	/** Every whole message, as the link sees it. */
	readonly messages: Uint8Array[];
	readonly faults: string[];
	rawOpens: number;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function endOf(raw: MemoryChannel, options: Partial<FramedChannelOptions> = {}): End {
	const end: End = {
		raw,
		messages: [],
		faults: [],
		rawOpens: 0,
		channel: new FramedChannel(raw, {
			onRawOpen: () => void end.rawOpens++,
			onMessage: (message) => void end.messages.push(message),
			onFault: (reason) => void end.faults.push(reason),
			...options
		})
	};
	return end;
}

function openPair({
	isTrusted = true,
	...options
}: Partial<FramedChannelOptions> & { isTrusted?: boolean } = {}): [End, End] {
	const [alice, bob] = memoryChannels().map((raw) => endOf(raw, options)) as [End, End];
	for (const { raw, channel } of [alice, bob]) {
		raw.open();
		if (isTrusted) channel.trust();
	}
	return [alice, bob];
}

const filled = (length: number, value: number) => new Uint8Array(length).fill(value);
/** A frame after which more is to come. */
const unfinished = (length = 1_024) => filled(length, 0);

describe('framed channel', () => {
	it.each([0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 1024 * 1024])(
		'carries %i bytes whole',
		(size) => {
			const [alice, bob] = openPair();
			const message = Uint8Array.from({ length: size }, (_, i) => i * 31);
			alice.channel.sendMessage(message);
			alice.raw.drain();
			expect(bob.messages.length).toBe(1);
			expect(Buffer.compare(bob.messages[0] ?? filled(1, 0), message)).toBe(0);
		}
	);
	it('carries messages of any size in order, however slow the network is', () => {
		forSeeds(20, (random) => {
			const [alice, bob] = openPair();
			const sent = Array.from({ length: 20 }, (_, i) => filled(random.int(100_000), i));
			for (const message of sent) {
				alice.channel.sendMessage(message);
				if (random.chance(0.5)) alice.raw.drain(random.int(200_000));
			}
			alice.raw.drain();
			expect(bob.messages.length).toBe(sent.length);
			expect(bob.messages.every((message, i) => Buffer.compare(message, sent[i] ?? filled(1, 0)) === 0)).toBe(
				true
			);
		});
	});
	it.each([
		[0, FRAME_BYTES],
		[1, 1_024],
		[40_000, 40_000],
		[256 * 1024, 64 * 1024],
		[Infinity, 64 * 1024],
		[NaN, FRAME_BYTES]
	])('sends frames that a peer taking %d bytes can take', (maxMessageSize, longest) => {
		const [alice, bob] = openPair();
		alice.channel.setMaxMessageSize(maxMessageSize);
		alice.channel.sendMessage(filled(200_000, 1));
		alice.raw.drain();
		expect(alice.raw.longestFrame).toBe(longest);
		expect(bob.messages.map(({ length }) => length)).toEqual([200_000]);
	});
	it('tells the link that the browser opened, and simple-peer only when the other side is trusted', () => {
		const [alice] = openPair({ isTrusted: false });
		let opens = 0;
		alice.channel.onopen = () => opens++;
		expect([alice.rawOpens, alice.channel.readyState, opens]).toEqual([1, 'connecting', 0]);
		alice.channel.trust();
		alice.channel.trust();
		expect([alice.channel.readyState, opens]).toEqual(['open', 1]);
	});
	it('is not reported open before the browser has opened it', () => {
		const [raw] = memoryChannels();
		const { channel } = endOf(raw);
		channel.trust();
		expect(channel.readyState).toBe('connecting');
		raw.open();
		expect(channel.readyState).toBe('connecting');
	});
	it('sends while it is not yet trusted: the introduction goes first', () => {
		const [alice, bob] = openPair({ isTrusted: false });
		alice.channel.sendMessage(filled(3, 1));
		alice.raw.drain();
		expect(bob.messages).toEqual([filled(3, 1)]);
	});
	it('takes no long message of somebody who has proved nothing', () => {
		const [alice, bob] = openPair({ isTrusted: false });
		alice.channel.sendMessage(filled(4 * 1024, 1));
		alice.raw.drain();
		expect([bob.messages.length, bob.faults.length]).toEqual([1, 0]);
		alice.channel.sendMessage(filled(4 * 1024 + 1, 1));
		alice.raw.drain();
		expect([bob.messages.length, bob.faults.length]).toEqual([1, 1]);
	});
	it('hands simple-peer nothing that comes in, and sends nothing of its', () => {
		const [alice, bob] = openPair();
		let delivered = 0;
		bob.channel.onmessage = () => delivered++;
		alice.channel.send();
		alice.channel.sendMessage(filled(3, 1));
		alice.raw.drain();
		expect([delivered, bob.messages.length, bob.faults.length]).toEqual([0, 1, 0]);
	});
	it('keeps no more of a bulk under way than its window lets it, in frames of its size', () => {
		let isOpen = true;
		const sent: number[] = [];
		const window = {
			frameBytes: 2_000,
			get isOpen() {
				return isOpen;
			},
			noteSent: (bytes: number) => {
				sent.push(bytes);
				isOpen = sent.length % 3 !== 0;
			}
		};
		const [alice, bob] = openPair({ window });
		const parts = [filled(10_000, 1)];
		alice.channel.sendBulk(() => parts.shift() ?? null);
		alice.raw.drain();
		expect([sent, bob.messages.length]).toEqual([[2_000, 2_000, 2_000], 0]);
		isOpen = true;
		alice.channel.resume();
		alice.raw.drain();
		expect([sent.length, bob.messages]).toEqual([6, [filled(10_000, 1)]]);
	});
	it('finds fault with a flood, and not with the most that a member sends', () => {
		const [alice, bob] = openPair();
		const send = (count: number) => {
			for (let i = 0; i < count; i++) alice.raw.send(Uint8Array.of(1, 7));
			alice.raw.drain();
		};
		send(4_000);
		for (let second = 0; second < 10; second++) {
			vi.advanceTimersByTime(1_000);
			send(1_000);
		}
		expect(bob.faults).toEqual([]);
		send(1);
		expect(bob.faults).toEqual(['too many messages']);
	});
	it.each<[string, (raw: MemoryChannel) => void]>([
		['text', (raw) => raw.send('hello')],
		['an empty frame', (raw) => raw.send(new ArrayBuffer(0))],
		['a frame of an unknown kind', (raw) => raw.send(Uint8Array.of(7, 1, 2))],
		['a message without end', (raw) => Array.from({ length: 65 }, () => raw.send(unfinished(64 * 1024 + 1)))]
	])('reports %s as a fault and delivers nothing of it', (_, send) => {
		const [alice, bob] = openPair();
		send(alice.raw);
		alice.raw.drain();
		expect(bob.faults).toEqual(['not a frame, or a message without end']);
		expect(bob.messages).toEqual([]);
	});
	it('survives any frames', () => {
		forSeeds(100, (random) => {
			const [alice, bob] = openPair();
			for (let i = 0; i < 50; i++) alice.raw.send(random.bytes(random.int(20)));
			alice.raw.drain();
			expect(bob.faults.length).toBeGreaterThan(0);
		});
	});
	it('reports a message that stops in the middle, however often others stopped and went on', () => {
		const [alice, bob] = openPair();
		for (let i = 0; i < 5; i++) {
			alice.raw.send(unfinished());
			alice.raw.drain();
			vi.advanceTimersByTime(STALLED_MS - 1);
		}
		expect(bob.faults).toEqual([]);
		alice.raw.send(Uint8Array.of(1));
		alice.raw.drain();
		vi.advanceTimersByTime(10 * STALLED_MS);
		expect([bob.faults, bob.messages.length]).toEqual([[], 1]);
		alice.raw.send(unfinished());
		alice.raw.drain();
		vi.advanceTimersByTime(STALLED_MS);
		expect(bob.faults).toEqual(['a message stopped in the middle']);
	});
	it('leaves no timer behind when it is closed in the middle of a message', () => {
		for (const close of [(end: End) => end.channel.close(), (end: End) => end.raw.other?.close()]) {
			const [alice, bob] = openPair();
			alice.raw.send(unfinished());
			alice.raw.drain();
			expect(vi.getTimerCount()).toBe(1);
			close(bob);
			expect(vi.getTimerCount()).toBe(0);
			vi.advanceTimersByTime(2 * STALLED_MS);
			expect(bob.faults).toEqual([]);
		}
	});
	it('tells simple-peer when the channel closes, and sends nothing more', () => {
		const [alice, bob] = openPair();
		let closes = 0;
		alice.channel.onclose = () => closes++;
		alice.channel.sendMessage(filled(3 * HIGH_MARK_BYTES, 1));
		bob.raw.close();
		alice.channel.sendMessage(filled(10, 1));
		alice.raw.drain();
		expect([closes, bob.messages.length, alice.channel.readyState]).toEqual([1, 0, 'closed']);
	});
});

describe('backpressure of a framed channel', () => {
	it('hands the browser no more than one frame above the high mark, and goes on as it drains', () => {
		const [alice, bob] = openPair();
		const sizes = [3_000_000, 10, 2_000_000, 0, 700_000];
		for (const size of sizes) alice.channel.sendMessage(filled(size, 1));
		expect(alice.raw.mostBuffered).toBeGreaterThanOrEqual(HIGH_MARK_BYTES);
		for (let i = 0; i < 1_000; i++) alice.raw.drain(FRAME_BYTES);
		expect(alice.raw.mostBuffered).toBeLessThan(HIGH_MARK_BYTES + FRAME_BYTES);
		expect(bob.messages.map(({ length }) => length)).toEqual(sizes);
	});
	it('lets bulk fill the browser to its lower mark only, and asks for the next piece only then', () => {
		const [alice, bob] = openPair();
		let asked = 0;
		alice.channel.sendBulk(() => (asked++ < 40 ? filled(50_000, 1) : null));
		expect(asked).toBe(6);
		for (let i = 0; i < 1_000; i++) {
			alice.raw.drain(FRAME_BYTES);
			expect(alice.raw.bufferedAmount).toBeLessThan(BULK_MARK_BYTES + 50_000 + 4);
		}
		expect([asked, bob.messages.length]).toEqual([41, 40]);
	});
	it('sends live messages before the bulk that still waits', () => {
		const [alice, bob] = openPair();
		let asked = 0;
		alice.channel.sendBulk(() => (asked++ < 20 ? filled(100_000, 1) : null));
		const before = asked;
		alice.channel.sendMessage(filled(10, 2));
		alice.channel.sendMessage(filled(10, 3));
		expect(before).toBeLessThan(5);
		alice.raw.drain();
		const values = bob.messages.map(([value]) => value);
		expect(values.indexOf(2)).toBe(before);
		expect(values.indexOf(3)).toBe(before + 1);
		expect(values.filter((value) => value === 1).length).toBe(20);
	});
	it('replaces bulk by bulk without tearing a piece', () => {
		const [alice, bob] = openPair();
		alice.channel.sendBulk(() => filled(150_000, 1));
		let asked = 0;
		alice.channel.sendBulk(() => (asked++ < 3 ? filled(150_000, 2) : null));
		alice.raw.drain();
		expect(bob.messages.map((message) => [message[0], message.length])).toEqual([
			[1, 150_000],
			[1, 150_000],
			[2, 150_000],
			[2, 150_000],
			[2, 150_000]
		]);
	});
	it('asks for no more bulk once it is closed', () => {
		const [alice] = openPair();
		let asked = 0;
		alice.channel.sendMessage(filled(2 * HIGH_MARK_BYTES, 1));
		alice.channel.sendBulk(() => (asked++ < 1_000 ? filled(10, 1) : null));
		alice.channel.close();
		alice.raw.drain();
		alice.channel.sendMessage(filled(1, 1));
		expect([alice.raw.readyState, asked]).toEqual(['closed', 0]);
	});
});
