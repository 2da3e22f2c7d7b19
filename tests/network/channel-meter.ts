// Notes down what passes a page's channels, with the time: so that one-way delays and bytes are read from the product's
// own traffic. All pages run on one machine; `clockOffsetMs` tells how well their clocks agree.
import type { Page } from '@playwright/test';

export interface Packet {
	/** Ms since 1970. */
	readonly at: number;
	/** The bytes as Latin-1, for telling packets apart. */
	readonly bytes: string;
}

declare global {
	interface Window {
		/** What `meterChannels` has noted, by the channel's label. */
		meter: {
			/** Of presence channels only, as are those received. */
			sent: Packet[];
			received: Packet[];
			/** All bytes received until now, by label. */
			receivedBytes: Record<string, number>;
			now: () => number;
			/** Called with each packet on a presence channel, after it was sent. */
			onSent: ((data: Uint8Array<ArrayBuffer>) => void) | null;
			note: (list: Packet[], data: unknown) => void;
		};
	}
}

export async function meterChannels(page: Page): Promise<void> {
	await page.addInitScript(() => {
		window.meter = {
			sent: [],
			received: [],
			receivedBytes: {},
			now: () => performance.timeOrigin + performance.now(),
			onSent: null,
			note(list, data) {
				const at = this.now();
				if (data instanceof Blob || typeof data === 'string') return;
				list.push({ at, bytes: String.fromCharCode(...bytesOf(data)) });
			}
		};
		const create = RTCPeerConnection.prototype.createDataChannel;
		RTCPeerConnection.prototype.createDataChannel = function (...args) {
			const channel = create.apply(this, args);
			const isPresence = channel.label === 'presence';
			channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
				const { receivedBytes } = window.meter;
				receivedBytes[channel.label] = (receivedBytes[channel.label] ?? 0) + bytesOf(data).length;
				if (isPresence) window.meter.note(window.meter.received, data);
			});
			if (!isPresence) return channel;
			const { send } = channel;
			channel.send = function (data: never) {
				send.call(channel, data);
				window.meter.note(window.meter.sent, data);
				window.meter.onSent?.(bytesOf(data));
			};
			return channel;
		};

		function bytesOf(data: unknown): Uint8Array<ArrayBuffer> {
			if (data instanceof ArrayBuffer) return new Uint8Array(data);
			if (!ArrayBuffer.isView(data)) return new Uint8Array();
			return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
		}
	});
}

/** Begins anew. Needs a metered page, as do the others. */
export function resetMeter(page: Page): Promise<void> {
	return page.evaluate(() => {
		window.meter.sent = [];
		window.meter.received = [];
	});
}

/** One-way delays of the presence packets from one page to another since both meters began; of those that arrived. */
export async function presenceDelaysMs(from: Page, to: Page): Promise<{ delaysMs: number[]; sent: number }> {
	const sent = await from.evaluate(() => window.meter.sent);
	const received = await to.evaluate(() => window.meter.received);
	return { delaysMs: delaysMs(sent, received), sent: sent.length };
}

/** One packet to several peers is sent several times, but in one go. */
const SAME_GO_MS = 20;

/** Delays of packets that are found in both lists, told apart by their bytes; what was sent alike at other times counts not. */
export function delaysMs(sent: readonly Packet[], received: readonly Packet[]): number[] {
	const sentAt = new Map<string, number>();
	const ambiguous = new Set<string>();
	for (const { at, bytes } of sent) {
		const before = sentAt.get(bytes);
		if (before === undefined) sentAt.set(bytes, at);
		else if (at - before > SAME_GO_MS) ambiguous.add(bytes);
	}
	return received.flatMap(({ at, bytes }) => {
		const then = sentAt.get(bytes);
		return then === undefined || ambiguous.has(bytes) ? [] : [at - then];
	});
}

/** How far the clock of one page is ahead of another's, ms; good to about half the shortest round trip to each. */
export async function clockOffsetMs(one: Page, other: Page): Promise<number> {
	const [first, second] = [await aheadOfRunnerMs(one), await aheadOfRunnerMs(other)];
	return first - second;
}

async function aheadOfRunnerMs(page: Page): Promise<number> {
	let best = { roundTripMs: Infinity, aheadMs: 0 };
	for (let i = 0; i < 20; i++) {
		const askedAt = performance.timeOrigin + performance.now();
		const there = await page.evaluate(() => performance.timeOrigin + performance.now());
		const roundTripMs = performance.timeOrigin + performance.now() - askedAt;
		if (roundTripMs < best.roundTripMs) {
			best = { roundTripMs, aheadMs: there - (askedAt + roundTripMs / 2) };
		}
	}
	return best.aheadMs;
}
