import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryChannels, type MemoryChannel } from '../../../tests/support/memory-channel.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import { FramedChannel } from './framed-channel.ts';

const HIGH_MARK_BYTES = 1024 * 1024;
const BULK_MARK_BYTES = 192 * 1024;
const FRAME_BYTES = 16 * 1024;
const STALLED_MS = 30_000;

interface End {
	readonly raw: MemoryChannel;
	readonly channel: FramedChannel;
	/** Every whole message, as the link sees it. */
	readonly messages: Uint8Array[];
	/** What simple-peer gets to see. */
	readonly delivered: Uint8Array[];
	readonly faults: string[];
	rawOpens: number;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function endOf(raw: MemoryChannel): End {
	const end: End = {
		raw,
		messages: [],
		delivered: [],
		faults: [],
		rawOpens: 0,
		channel: new FramedChannel(raw, {
			onRawOpen: () => void end.rawOpens++,
			onMessage: (message) => {
				end.messages.push(message);
				return message;
			},
			onFault: (reason) => void end.faults.push(reason)
		})
	};
	end.channel.onmessage = ({ data }) => void end.delivered.push(new Uint8Array(data));
	return end;
}

function openPair({ isReported = true } = {}): [End, End] {
	const [alice, bob] = memoryChannels().map(endOf) as [End, End];
	for (const { raw, channel } of [alice, bob]) {
		raw.open();
		if (isReported) channel.reportOpen();
	}
	return [alice, bob];
}

const filled = (length: number, value: number) => new Uint8Array(length).fill(value);

describe('framed channel', () => {
	it.each([0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 1024 * 1024])(
		'carries %i bytes whole',
		(size) => {
			const [alice, bob] = openPair();
			const message = Uint8Array.from({ length: size }, (_, i) => i * 31);
			alice.channel.send(message);
			alice.raw.drain();
			expect(bob.delivered.length).toBe(1);
			expect(Buffer.compare(bob.delivered[0] ?? filled(1, 0), message)).toBe(0);
		}
	);
	it('carries messages of any size in order, however slow the network is', () => {
		forSeeds(20, (random) => {
			const [alice, bob] = openPair();
			const sent = Array.from({ length: 20 }, (_, i) => filled(random.int(100_000), i));
			for (const message of sent) {
				alice.channel.send(random.chance(0.5) ? message : message.slice().buffer);
				if (random.chance(0.5)) alice.raw.drain(random.int(200_000));
			}
			alice.raw.drain();
			expect(bob.delivered.length).toBe(sent.length);
			expect(
				bob.delivered.every((message, i) => Buffer.compare(message, sent[i] ?? filled(1, 0)) === 0)
			).toBe(true);
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
		alice.channel.send(filled(200_000, 1));
		alice.raw.drain();
		expect(alice.raw.longestFrame).toBe(longest);
		expect(bob.delivered.map(({ length }) => length)).toEqual([200_000]);
	});
	it('tells the link that the browser opened, and simple-peer only when told to', () => {
		const [alice] = openPair({ isReported: false });
		let opens = 0;
		alice.channel.onopen = () => opens++;
		expect([alice.rawOpens, alice.channel.readyState, opens]).toEqual([1, 'connecting', 0]);
		alice.channel.reportOpen();
		alice.channel.reportOpen();
		expect([alice.channel.readyState, opens]).toEqual(['open', 1]);
	});
	it('is not reported open before the browser has opened it', () => {
		const [raw] = memoryChannels();
		const { channel } = endOf(raw);
		channel.reportOpen();
		expect(channel.readyState).toBe('connecting');
		raw.open();
		expect(channel.readyState).toBe('connecting');
	});
	it('delivers nothing before it is reported open, and not even later what came before', () => {
		const [alice, bob] = openPair({ isReported: false });
		alice.channel.send(filled(3, 1));
		alice.raw.drain();
		expect([bob.messages.length, bob.delivered.length]).toEqual([1, 0]);
		bob.channel.reportOpen();
		alice.channel.send(filled(3, 2));
		alice.raw.drain();
		expect(bob.delivered).toEqual([filled(3, 2)]);
	});
	it('sends while it is not yet reported open: the introduction goes first', () => {
		const [alice, bob] = openPair({ isReported: false });
		alice.channel.send(filled(3, 1));
		alice.raw.drain();
		expect(bob.messages).toEqual([filled(3, 1)]);
	});
	it('delivers what the link makes of a message, with nothing of the bytes around it', () => {
		const [alice, raw] = memoryChannels();
		const delivered: Uint8Array[] = [];
		const channel = new FramedChannel(raw, {
			onRawOpen: () => undefined,
			onMessage: (message) => (message[0] === 9 ? null : message.subarray(1, 3)),
			onFault: () => undefined
		});
		channel.onmessage = ({ data }) => void delivered.push(new Uint8Array(data));
		for (const end of [alice, raw]) end.open();
		channel.reportOpen();
		alice.send(Uint8Array.of(1, 5, 6, 7, 8));
		alice.send(Uint8Array.of(1, 9, 6, 7, 8));
		alice.drain();
		expect(delivered).toEqual([Uint8Array.of(6, 7)]);
	});
	it.each<[string, (raw: MemoryChannel) => void]>([
		['text', (raw) => raw.send('hello')],
		['an empty frame', (raw) => raw.send(new ArrayBuffer(0))],
		['a frame of an unknown kind', (raw) => raw.send(Uint8Array.of(7, 1, 2))],
		[
			'a message without end',
			(raw) => Array.from({ length: 65 }, () => raw.send(new ArrayBuffer(64 * 1024 + 1)))
		]
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
			alice.raw.send(Uint8Array.of(0, 1, 2, 3));
			alice.raw.drain();
			vi.advanceTimersByTime(STALLED_MS - 1);
		}
		expect(bob.faults).toEqual([]);
		alice.raw.send(Uint8Array.of(1));
		alice.raw.drain();
		vi.advanceTimersByTime(10 * STALLED_MS);
		expect([bob.faults, bob.messages.length]).toEqual([[], 1]);
		alice.raw.send(Uint8Array.of(0, 1, 2, 3));
		alice.raw.drain();
		vi.advanceTimersByTime(STALLED_MS);
		expect(bob.faults).toEqual(['a message stopped in the middle']);
	});
	it('leaves no timer behind when it is closed in the middle of a message', () => {
		for (const close of [(end: End) => end.channel.close(), (end: End) => end.raw.other?.close()]) {
			const [alice, bob] = openPair();
			alice.raw.send(Uint8Array.of(0, 1, 2, 3));
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
		alice.channel.send(filled(3 * HIGH_MARK_BYTES, 1));
		bob.raw.close();
		alice.channel.send(filled(10, 1));
		alice.raw.drain();
		expect([closes, bob.messages.length, alice.channel.readyState]).toEqual([1, 0, 'closed']);
	});
});

describe('backpressure of a framed channel', () => {
	it('hands the browser no more than one frame above the high mark, and goes on as it drains', () => {
		const [alice, bob] = openPair();
		const sizes = [3_000_000, 10, 2_000_000, 0, 700_000];
		for (const size of sizes) alice.channel.send(filled(size, 1));
		expect(alice.raw.mostBuffered).toBeGreaterThanOrEqual(HIGH_MARK_BYTES);
		for (let i = 0; i < 1_000; i++) alice.raw.drain(FRAME_BYTES);
		expect(alice.raw.mostBuffered).toBeLessThan(HIGH_MARK_BYTES + FRAME_BYTES);
		expect(bob.delivered.map(({ length }) => length)).toEqual(sizes);
	});
	it('lets bulk fill the browser to its lower mark only, and asks for the next piece only then', () => {
		const [alice, bob] = openPair();
		let asked = 0;
		alice.channel.sendBulk(() => (asked++ < 40 ? filled(50_000, 1) : null));
		expect(asked).toBe(4);
		for (let i = 0; i < 1_000; i++) {
			alice.raw.drain(FRAME_BYTES);
			expect(alice.raw.bufferedAmount).toBeLessThan(BULK_MARK_BYTES + 50_000 + 4);
		}
		expect([asked, bob.delivered.length]).toEqual([41, 40]);
	});
	it('sends live messages before the bulk that still waits', () => {
		const [alice, bob] = openPair();
		let asked = 0;
		alice.channel.sendBulk(() => (asked++ < 20 ? filled(100_000, 1) : null));
		const before = asked;
		alice.channel.send(filled(10, 2));
		alice.channel.send(filled(10, 3));
		expect(before).toBeLessThan(5);
		alice.raw.drain();
		const values = bob.delivered.map(([value]) => value);
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
		expect(bob.delivered.map((message) => [message[0], message.length])).toEqual([
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
		alice.channel.send(filled(2 * HIGH_MARK_BYTES, 1));
		alice.channel.sendBulk(() => (asked++ < 1_000 ? filled(10, 1) : null));
		alice.channel.close();
		alice.raw.drain();
		alice.channel.send(filled(1, 1));
		expect([alice.raw.readyState, asked]).toEqual(['closed', 0]);
	});
});
