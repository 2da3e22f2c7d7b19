import { describe, expect, it } from 'vitest';
import { BulkWindow } from './bulk-window.ts';

interface Path {
	readonly bytesPerMs: number;
	readonly tripMs: number;
}

/** Sends as much as the window allows over a path with one queue, for so long; gives what came and the longest queue. */
function sendOver(path: Path, forMs: number) {
	let now = 0;
	const window = new BulkWindow(() => now);
	const acks: { at: number; total: number }[] = [];
	let total = 0;
	let freeAt = 0;
	let longestQueueMs = 0;
	let acked = 0;
	/** The first moments are for finding out. */
	const settledMs = forMs / 3;
	let ackedWhenSettled = 0;
	for (; now < forMs; now++) {
		for (let ack = acks[0]; ack && ack.at <= now; ack = acks[0]) {
			window.noteAcked((acked = ack.total));
			acks.shift();
		}
		if (now <= settledMs) ackedWhenSettled = acked;
		while (window.isOpen) {
			const bytes = window.frameBytes;
			window.noteSent(bytes);
			total += bytes;
			freeAt = Math.max(freeAt, now) + bytes / path.bytesPerMs;
			if (now > settledMs) longestQueueMs = Math.max(longestQueueMs, freeAt - now);
			acks.push({ at: freeAt + path.tripMs, total });
		}
	}
	return { use: (acked - ackedWhenSettled) / ((forMs - settledMs) * path.bytesPerMs), longestQueueMs };
}

describe('bulk window', () => {
	it.each<[string, Path]>([
		['2 Mbit/s, 40 ms', { bytesPerMs: 250, tripMs: 40 }],
		['2 Mbit/s, 300 ms', { bytesPerMs: 250, tripMs: 300 }],
		['20 Mbit/s, 20 ms', { bytesPerMs: 2_500, tripMs: 20 }],
		['100 Mbit/s, 5 ms', { bytesPerMs: 12_500, tripMs: 5 }],
		['0.5 Mbit/s, 80 ms', { bytesPerMs: 62, tripMs: 80 }]
	])('uses a line of %s fully and leaves its queue short', (_, path) => {
		const { use, longestQueueMs } = sendOver(path, 6_000);
		expect(use).toBeGreaterThan(0.9);
		// The path itself holds some of it.
		expect(longestQueueMs).toBeLessThan(path.tripMs + Math.max(60, path.tripMs * 0.4) + 30);
	});
	it('sends nothing more while nothing comes back, however long', () => {
		let now = 0;
		const window = new BulkWindow(() => now);
		while (window.isOpen) window.noteSent(window.frameBytes);
		now += 60_000;
		expect(window.isOpen).toBe(false);
	});
	it('takes no word for it that more has come than was sent, or less than before', () => {
		const window = new BulkWindow();
		while (window.isOpen) window.noteSent(1_000);
		for (const total of [1e9, -5, NaN, Infinity]) window.noteAcked(total);
		expect(window.isOpen).toBe(false);
		window.noteAcked(1_000);
		window.noteAcked(500);
		expect(window.isOpen).toBe(true);
	});
});
