import { describe, expect, it } from 'vitest';
import { ImageCache } from './image-cache.ts';

/** As much of a bitmap as the cache looks at. */
class Bitmap {
	readonly width: number;
	readonly height: number;
	isClosed = false;

	constructor(side: number) {
		this.width = side;
		this.height = side;
	}

	close(): void {
		this.isClosed = true;
	}
}

/** A cache of images 4096 px long, decoded when the test says so. */
function open({ maxBytes = 1e9, isHere = () => true }: { maxBytes?: number; isHere?: () => boolean } = {}) {
	const orders: { readonly asset: string; readonly sidePx: number; readonly run: () => Promise<void> }[] = [];
	const made: Bitmap[] = [];
	let changes = 0;
	const cache = new ImageCache({
		maxBytes,
		onChange: () => changes++,
		decode: (asset, sidePx) =>
			new Promise((resolve) => {
				const run = async () => {
					const bitmap = new Bitmap(sidePx);
					if (isHere()) made.push(bitmap);
					resolve(
						!isHere() ? 'absent' : asset === 'damaged' ? 'damaged' : (bitmap as unknown as ImageBitmap)
					);
					await Promise.resolve();
					await Promise.resolve();
				};
				orders.push({ asset, sidePx, run });
			})
	});
	const decode = async () => {
		for (let order = orders.shift(); order; order = orders.shift()) await order.run();
	};
	const sideOf = (asset: string, sidePx: number) => {
		const picture = cache.look(asset, sidePx);
		return picture.status === 'ready' ? picture.bitmap.width : picture.status;
	};
	return { cache, orders, made, decode, sideOf, changes: () => changes };
}

describe('image cache', () => {
	it('decodes what is looked at, at the next larger size, and says when it is there', async () => {
		const { sideOf, decode, changes } = open();
		expect(sideOf('a', 300)).toBe('loading');
		await decode();
		expect([sideOf('a', 300), changes()]).toEqual([512, 1]);
	});
	it('shows what it has until a sharper one is there, and closes the other', async () => {
		const { sideOf, decode, made, orders } = open();
		sideOf('a', 200);
		await decode();
		expect(sideOf('a', 2_000)).toBe(256);
		expect(sideOf('a', 100)).toBe(256);
		expect(orders.map(({ sidePx }) => sidePx)).toEqual([2048]);
		await decode();
		expect([sideOf('a', 2_000), sideOf('a', 100), made[0]?.isClosed]).toEqual([2048, 2048, true]);
	});
	it('decodes two at a time', () => {
		const { sideOf, orders } = open();
		for (const asset of ['a', 'b', 'c', 'a']) sideOf(asset, 100);
		expect(orders.map(({ asset }) => asset)).toEqual(['a', 'b']);
	});
	it('lets go of what was not seen for the longest time when memory is short', async () => {
		const { cache, sideOf, decode, made } = open({ maxBytes: 2.5 * 4 * 1024 ** 2 });
		for (const asset of ['a', 'b', 'c']) {
			cache.beginFrame();
			cache.beginFrame();
			sideOf(asset, 1_000);
			await decode();
		}
		expect(made.map(({ isClosed }) => isClosed)).toEqual([true, false, false]);
		expect(cache.bytes).toBe(2 * 4 * 1024 ** 2);
		expect(sideOf('a', 1_000)).toBe('loading');
	});
	it('shows all that is in view, less sharp, when it takes all memory', async () => {
		const { cache, sideOf, decode, made } = open({ maxBytes: 2.5 * 4 * 1024 ** 2 });
		cache.beginFrame();
		for (const asset of ['a', 'b', 'c', 'd']) {
			sideOf(asset, 1_000);
			await decode();
		}
		expect(['a', 'b', 'c', 'd'].map((asset) => sideOf(asset, 1_000))).toEqual([1024, 1024, 512, 512]);
		expect(made.some(({ isClosed }) => isClosed)).toBe(false);
		expect(cache.bytes).toBeLessThan(2.6 * 4 * 1024 ** 2);
	});
	it('tries again when the bytes have come', async () => {
		let isHere = false;
		const { cache, sideOf, decode } = open({ isHere: () => isHere });
		sideOf('a', 100);
		await decode();
		expect(sideOf('a', 100)).toBe('loading');
		isHere = true;
		cache.arrived('a');
		sideOf('a', 100);
		await decode();
		expect(sideOf('a', 100)).toBe(256);
	});
	it('says what can not be shown, once and for all', async () => {
		const { sideOf, decode, orders } = open();
		sideOf('damaged', 100);
		await decode();
		expect([sideOf('damaged', 100), orders.length]).toEqual(['damaged', 0]);
	});
	it('knows what is in view', () => {
		const { cache, sideOf } = open();
		cache.beginFrame();
		sideOf('a', 100);
		cache.note('b');
		expect(['a', 'b', 'c'].map((asset) => cache.isInView(asset))).toEqual([true, true, false]);
		cache.beginFrame();
		cache.beginFrame();
		expect(cache.isInView('a')).toBe(false);
	});
	it('tells who waits when it is decoded, or turns out damaged', async () => {
		const { cache, decode } = open();
		const waiting = Promise.all(['a', 'damaged'].map((asset) => cache.whenDecoded(asset, 100)));
		await decode();
		await waiting;
		expect(['a', 'damaged'].map((asset) => cache.peek(asset).status)).toEqual(['ready', 'damaged']);
		await cache.whenDecoded('a', 100);
	});
	it('closes what comes after its end', async () => {
		const { cache, sideOf, decode, made } = open();
		sideOf('a', 100);
		cache.destroy();
		await decode();
		expect([made.length, made[0]?.isClosed, cache.bytes]).toEqual([1, true, 0]);
	});
});
