// Images as bitmaps, ready to be drawn. Each is decoded at about the size it is seen at, off the main path; when it is
// looked at more closely, a sharper one takes its place. Bounded by bytes: what was not drawn for the longest time goes.
import type { Picture } from './picture.ts';

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_AT_ONCE = 2;
/** Sizes there are, longer side in px; the next larger one is taken. */
const SIDES = [256, 512, 1024, 2048, 4096] as const;
const BYTES_A_PIXEL = 4;

export interface ImageCacheOptions {
	/** The image with its longer side at most `sidePx`; null when its bytes are not here, or are no image. */
	readonly decode: (asset: string, sidePx: number) => Promise<ImageBitmap | 'absent' | 'damaged'>;
	/** A bitmap came, or turned out not to. */
	readonly onChange: () => void;
	readonly maxBytes?: number;
}

interface Entry {
	readonly asset: string;
	bitmap: ImageBitmap | null;
	/** The side it was decoded for. */
	sidePx: number;
	/** The side it is wanted at. */
	wantedPx: number;
	status: 'waiting' | 'decoding' | 'idle' | 'damaged';
	usedAt: number;
	/** Its bytes came while it was being looked for in vain. */
	hasArrived: boolean;
	readonly waiters: (() => void)[];
}

export class ImageCache {
	readonly #options: Required<ImageCacheOptions>;
	readonly #entries = new Map<string, Entry>();
	#bytes = 0;
	#running = 0;
	/** Counts frames: what is of this one is not thrown away. */
	#frame = 0;
	#isDestroyed = false;

	constructor(options: ImageCacheOptions) {
		this.#options = { maxBytes: MAX_BYTES, ...options };
	}

	/** Memory that bitmaps take. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Another frame is being drawn. */
	beginFrame(): void {
		this.#frame++;
	}

	/** Whether the image was drawn in this frame or the one before. */
	isInView(asset: string): boolean {
		return (this.#entries.get(asset)?.usedAt ?? -Infinity) >= this.#frame - 1;
	}

	/** Something stands in this frame where the image will be. */
	note(asset: string): void {
		this.#entryOf(asset).usedAt = this.#frame;
	}

	/** The picture as it is now, and an order for a better one if there is need. */
	look(asset: string, sidePx: number): Picture {
		const entry = this.#entryOf(asset);
		entry.usedAt = this.#frame;
		this.#order(entry, sidePx);
		return this.peek(asset);
	}

	/** The picture as it is, for somebody who draws something else than the frame. */
	peek(asset: string): Picture {
		const entry = this.#entries.get(asset);
		if (entry?.bitmap) return { status: 'ready', bitmap: entry.bitmap };
		return entry?.status === 'damaged' ? { status: 'damaged' } : { status: 'loading', progress: null };
	}

	/** Resolves when the image is there at about this size, or turned out not to be. */
	whenDecoded(asset: string, sidePx: number): Promise<void> {
		const entry = this.#entryOf(asset);
		this.#order(entry, sidePx);
		if (entry.status === 'idle' || entry.status === 'damaged') return Promise.resolve();
		return new Promise((resolve) => entry.waiters.push(resolve));
	}

	/** The bytes of an image have come: it is worth another try. */
	arrived(asset: string): void {
		const entry = this.#entries.get(asset);
		if (entry?.status === 'decoding') entry.hasArrived = true;
		else if (entry && !entry.bitmap) this.#entries.delete(asset);
		this.#options.onChange();
	}

	destroy(): void {
		this.#isDestroyed = true;
		for (const { bitmap } of this.#entries.values()) bitmap?.close();
		this.#entries.clear();
		this.#bytes = 0;
	}

	#order(entry: Entry, sidePx: number): void {
		const wantedPx = SIDES.find((side) => side >= sidePx) ?? SIDES[SIDES.length - 1] ?? sidePx;
		if (entry.status !== 'idle' || (entry.bitmap && entry.sidePx >= wantedPx)) return;
		entry.status = 'waiting';
		entry.wantedPx = wantedPx;
		this.#pump();
	}

	#pump(): void {
		for (const entry of this.#entries.values()) {
			if (this.#running >= MAX_AT_ONCE) return;
			if (entry.status === 'waiting') void this.#decode(entry);
		}
	}

	async #decode(entry: Entry): Promise<void> {
		entry.status = 'decoding';
		this.#running++;
		const sidePx = this.#affordable(entry);
		const decoded = await this.#options.decode(entry.asset, sidePx).catch(() => 'damaged' as const);
		this.#running--;
		const isCurrent = this.#entries.get(entry.asset) === entry && !this.#isDestroyed;
		if (typeof decoded === 'object' && !isCurrent) decoded.close();
		else if (typeof decoded === 'object') {
			this.#replace(entry, decoded);
			// What was smaller than asked for because memory is short is as sharp as it gets.
			entry.sidePx = entry.wantedPx;
			entry.status = 'idle';
			this.#options.onChange();
		} else if (isCurrent && decoded === 'damaged') {
			entry.status = 'damaged';
			this.#options.onChange();
			// Not here: asked for again when it has come.
		} else if (isCurrent) {
			entry.status = 'idle';
			if (entry.hasArrived) this.#options.onChange();
		}
		entry.hasArrived = false;
		for (const resolve of entry.waiters.splice(0)) resolve();
		this.#pump();
	}

	/** The wanted side, or a smaller one when what is in view takes all memory there is. */
	#affordable({ wantedPx, bitmap }: Entry): number {
		const free = () => this.#options.maxBytes - this.#bytes + bytesOf(bitmap);
		const cost = (side: number) => side * side * BYTES_A_PIXEL;
		if (cost(wantedPx) > free()) this.#evict(cost(wantedPx));
		return SIDES.findLast((side) => side <= wantedPx && cost(side) <= free()) ?? SIDES[0];
	}

	/** Lets go of what is not in view, the longest unseen first, until there is room for so many bytes. */
	#evict(room: number): void {
		const unseen = [...this.#entries.values()]
			.filter(({ bitmap, asset }) => bitmap && !this.isInView(asset))
			.sort((a, b) => a.usedAt - b.usedAt);
		for (const entry of unseen) {
			if (this.#options.maxBytes - this.#bytes >= room) return;
			this.#replace(entry, null);
			this.#entries.delete(entry.asset);
		}
	}

	#replace(entry: Entry, bitmap: ImageBitmap | null): void {
		this.#bytes += bytesOf(bitmap) - bytesOf(entry.bitmap);
		entry.bitmap?.close();
		entry.bitmap = bitmap;
	}

	#entryOf(asset: string): Entry {
		let entry = this.#entries.get(asset);
		if (!entry) {
			entry = {
				asset,
				bitmap: null,
				sidePx: 0,
				wantedPx: 0,
				status: 'idle',
				usedAt: -Infinity,
				hasArrived: false,
				waiters: []
			};
			this.#entries.set(asset, entry);
		}
		return entry;
	}
}

const bytesOf = (bitmap: ImageBitmap | null) => (bitmap ? bitmap.width * bitmap.height * BYTES_A_PIXEL : 0);
