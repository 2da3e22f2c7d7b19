import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AssetFetcher, type AssetSource } from './asset-fetcher.ts';
import { hashOf, type AssetHash } from './asset-hash.ts';

const imageOf = (i: number) => Uint8Array.of(i, 1, 2);
const nameOf = (i: number) => hashOf(imageOf(i));

/** A place whose answers the test gives. */
class Place implements AssetSource {
	readonly asked: AssetHash[] = [];
	readonly #open = new Map<AssetHash, (bytes: Uint8Array | null) => void>();
	readonly #progress = new Map<AssetHash, (part: number) => void>();

	get(hash: AssetHash, onProgress: (part: number) => void, signal: AbortSignal): Promise<Uint8Array | null> {
		this.asked.push(hash);
		this.#progress.set(hash, onProgress);
		return new Promise((resolve) => {
			this.#open.set(hash, resolve);
			signal.addEventListener('abort', () => resolve(null));
		});
	}

	tell(i: number, part: number): void {
		this.#progress.get(nameOf(i))?.(part);
	}

	/** Gives an image, or says that it is not here. */
	async answer(i: number, bytes: Uint8Array | null = imageOf(i)): Promise<void> {
		this.#open.get(nameOf(i))?.(bytes);
		await vi.advanceTimersByTimeAsync(0);
	}

	/** Which were asked for since the last call. */
	takeAsked(count = 20): number[] {
		const numbers = Array.from({ length: count }, (_, i) => i);
		return this.asked.splice(0).map((hash) => numbers.find((i) => nameOf(i) === hash) ?? -1);
	}
}

const nobody: AssetSource = { get: () => Promise.resolve(null) };

const fetchers: AssetFetcher[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	for (const fetcher of fetchers.splice(0)) fetcher.destroy();
	vi.useRealTimers();
});

function fetchFrom(...sources: readonly AssetSource[]) {
	const seen = new Set<AssetHash>();
	const fetched: AssetHash[] = [];
	const fetcher = new AssetFetcher({
		sources,
		isInView: (hash) => seen.has(hash),
		onFetched: (hash) => void fetched.push(hash),
		onChange: () => undefined
	});
	fetchers.push(fetcher);
	return { fetcher, seen, fetched };
}

describe('fetching images', () => {
	it('begins with what is in view, and leaves room for what may come into view', async () => {
		const place = new Place();
		const { fetcher, seen } = fetchFrom(place);
		seen.add(nameOf(4));
		fetcher.want([0, 1, 2, 3, 4, 5].map(nameOf));
		expect(place.takeAsked()).toEqual([4, 0]);
		seen.add(nameOf(2)).add(nameOf(5));
		fetcher.viewChanged();
		expect(place.takeAsked()).toEqual([2]);
		await place.answer(0);
		expect(place.takeAsked()).toEqual([5]);
		for (const i of [4, 2, 5]) await place.answer(i);
		expect(place.takeAsked()).toEqual([1]);
		await place.answer(1);
		expect(place.takeAsked()).toEqual([3]);
	});
	it('asks one place after the other until one has it', async () => {
		const [first, second, third] = [new Place(), new Place(), new Place()];
		const { fetcher, fetched } = fetchFrom(first, second, third);
		fetcher.want([nameOf(0)]);
		await first.answer(0, null);
		expect(second.takeAsked()).toEqual([0]);
		await second.answer(0);
		expect([fetched, third.takeAsked(), fetcher.stateOf(nameOf(0))]).toEqual([[nameOf(0)], [], undefined]);
	});
	it('goes on with the next place when one throws', async () => {
		const place = new Place();
		const { fetcher } = fetchFrom({ get: () => Promise.reject(new Error('no network')) }, place);
		fetcher.want([nameOf(0)]);
		await vi.advanceTimersByTimeAsync(0);
		expect(place.takeAsked()).toEqual([0]);
	});
	it('says how far it is, and that it is missing once everybody was asked twice', async () => {
		const place = new Place();
		const { fetcher } = fetchFrom(place);
		fetcher.want([nameOf(0)]);
		expect(fetcher.stateOf(nameOf(0))).toEqual({ progress: null, isMissing: false });
		place.tell(0, 0.25);
		expect(fetcher.stateOf(nameOf(0))).toEqual({ progress: 0.25, isMissing: false });
		await place.answer(0, null);
		expect(fetcher.stateOf(nameOf(0))).toEqual({ progress: null, isMissing: false });
		await vi.advanceTimersByTimeAsync(1_500);
		await place.answer(0, null);
		expect(fetcher.stateOf(nameOf(0))).toEqual({ progress: null, isMissing: true });
	});
	it('tries again after a growing while, for ever', async () => {
		const place = new Place();
		const { fetcher, seen } = fetchFrom(place);
		seen.add(nameOf(0));
		fetcher.want([nameOf(0)]);
		for (const waitMs of [1_500, 3_000, 6_000, 12_000, 24_000, 30_000, 30_000]) {
			expect(place.takeAsked()).toEqual([0]);
			await place.answer(0, null);
			await vi.advanceTimersByTimeAsync(waitMs - 1);
			expect(place.takeAsked()).toEqual([]);
			await vi.advanceTimersByTimeAsync(1);
		}
		expect(place.takeAsked()).toEqual([0]);
	});
	it('tries at once when somebody new is here, also if that was during a try', async () => {
		const place = new Place();
		const { fetcher } = fetchFrom(place);
		fetcher.want([nameOf(0)]);
		await place.answer(0, null);
		place.takeAsked();
		fetcher.sourcesChanged();
		expect(place.takeAsked()).toEqual([0]);
		fetcher.sourcesChanged();
		await place.answer(0, null);
		expect(place.takeAsked()).toEqual([0]);
	});
	it('tries only the image that somebody says to have', async () => {
		const { fetcher } = fetchFrom(nobody);
		const place = new Place();
		const other = fetchFrom(place);
		other.fetcher.want([nameOf(0), nameOf(1)]);
		await place.answer(0, null);
		await place.answer(1, null);
		place.takeAsked();
		other.fetcher.sourcesChanged(nameOf(1));
		fetcher.sourcesChanged(nameOf(1));
		expect(place.takeAsked()).toEqual([1]);
	});
	it('is not kept busy by a board that names thousands of images that nobody has', async () => {
		let asked = 0;
		const { fetcher } = fetchFrom({ get: () => Promise.resolve((asked++, null)) });
		fetcher.want(Array.from({ length: 10_000 }, (_, i) => hashOf(Uint8Array.of(i & 255, i >> 8))));
		await vi.advanceTimersByTimeAsync(1_000);
		expect(asked).toBeGreaterThan(10);
		expect(asked).toBeLessThan(30);
	});
	it('ends with what nobody names any more', async () => {
		const place = new Place();
		const { fetcher, fetched } = fetchFrom(place);
		fetcher.want([nameOf(0), nameOf(1)]);
		fetcher.forget(nameOf(0));
		await vi.advanceTimersByTimeAsync(0);
		expect(place.takeAsked()).toEqual([0, 1]);
		await place.answer(1);
		expect(fetched).toEqual([nameOf(1)]);
	});
	it('leaves no timer behind', async () => {
		const { fetcher } = fetchFrom(nobody);
		fetcher.want([nameOf(0)]);
		await vi.advanceTimersByTimeAsync(0);
		expect(vi.getTimerCount()).toBe(1);
		fetcher.destroy();
		expect(vi.getTimerCount()).toBe(0);
	});
});
