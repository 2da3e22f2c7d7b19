// The images of one board: which it names, their bytes on this device and with the peers, and their pixels. The document
// knows only names.
import type { AssetExchange } from '$lib/assets/asset-exchange';
import { AssetFetcher, type AssetSource } from '$lib/assets/asset-fetcher';
import { parseAssetHash, type AssetHash } from '$lib/assets/asset-hash';
import { AssetStore } from '$lib/assets/asset-store';
import type { ElementId } from '$lib/document/element';
import { boxesIntersect, type Box } from '$lib/geometry/box';
import { ImageCache } from '$lib/render/image-cache';
import { longerSideOf } from '$lib/render/paint-image';
import type { Picture, PictureLookup } from '$lib/render/picture';
import type { Scene } from '$lib/scene/scene';
import type { InkmeshDatabase } from '$lib/storage/database';
import { loadPart } from './load-part.ts';

export interface ImagesOptions {
	readonly scene: Scene;
	readonly boardId: string;
	/** Gives null where the browser refuses storage. A connection of the images' own: they close it. */
	readonly openDatabase: () => Promise<InkmeshDatabase | null>;
	/** Asked when no peer has an image: the mailbox. */
	readonly lastSources?: readonly AssetSource[];
	/** An image was put on the board here, and is stored; its element follows. */
	readonly onMade?: (hash: AssetHash, bytes: Uint8Array) => void;
	/** Something looks different. */
	readonly onChange: () => void;
}

/** Progress is shown so often. */
const PROGRESS_MS = 150;
/** Images that a small picture of the board waits for. */
const MAX_PREPARED = 40;
const PREPARED_SIDE = 512;
const PREPARE_TIMEOUT_MS = 4_000;
/** After opening, when what was loaded has been drawn and people have been met. */
const COLLECT_AFTER_MS = 10_000;

export class Images {
	readonly #options: ImagesOptions;
	readonly #store: AssetStore;
	readonly #fetcher: AssetFetcher;
	readonly #cache: ImageCache;
	/** Null until the part has come that meets others. */
	#exchange: AssetExchange | null = null;
	/** What each image element on the board names, and how many name it. */
	readonly #assetOf = new Map<ElementId, AssetHash>();
	readonly #named = new Map<AssetHash, number>();
	/** Named since the page was opened: undo may bring it back. */
	readonly #everNamed = new Set<AssetHash>();
	readonly #stop: () => void;
	#progress: ReturnType<typeof setTimeout> | undefined;
	#collect: ReturnType<typeof setTimeout> | undefined;
	#isDestroyed = false;

	constructor(options: ImagesOptions) {
		this.#options = options;
		const { scene, boardId, openDatabase, lastSources = [] } = options;
		this.#store = new AssetStore({ boardId, openDatabase });
		this.#fetcher = new AssetFetcher({
			sources: [
				{ get: (hash) => this.#store.get(hash) },
				{ get: async (...wish) => (await this.#exchange?.get(...wish)) ?? null },
				...lastSources
			],
			isInView: (hash) => this.#cache.isInView(hash),
			onFetched: (hash, bytes) => void this.#keepFetched(hash, bytes),
			onChange: () => this.#showProgress()
		});
		this.#cache = new ImageCache({
			decode: (asset, sidePx) => this.#decode(asset as AssetHash, sidePx),
			onChange: options.onChange
		});
		this.#follow(new Set(scene.ids()));
		this.#stop = scene.onChange(({ touched }) => this.#follow(touched));
	}

	/** Whoever exchanges images with our neighbours, whose part of the app has come. */
	exchange(Exchange: typeof AssetExchange): AssetExchange {
		this.#exchange ??= new Exchange({
			read: (hash) => this.#store.get(hash),
			// What undo could bring back is the board's too: others may have it named still.
			isNamed: (hash) => this.#everNamed.has(hash),
			onNews: (hash) => this.#fetcher.sourcesChanged(hash)
		});
		return this.#exchange;
	}

	/** Images that elements of the board name now. */
	get named(): ReadonlySet<AssetHash> {
		return new Set(this.#named.keys());
	}

	/** Those of them that are on this device. */
	get here(): ReadonlySet<AssetHash> {
		return new Set([...this.#named.keys()].filter((hash) => !this.#fetcher.stateOf(hash)));
	}

	/** Images that elements of the board name, or that undo could bring back. */
	get everNamed(): ReadonlySet<AssetHash> {
		return this.#everNamed;
	}

	/** The picture of an asset as it can be shown now. What is looked at is fetched first. */
	readonly pictureOf: PictureLookup = (asset, sidePx) => {
		const hash = parseAssetHash(asset);
		if (!hash) return { status: 'damaged' };
		return this.#fetching(hash) ?? this.#cache.look(hash, sidePx);
	};

	/** Where the board has images. */
	get boxes(): Box[] {
		return this.#options.scene.boxesOf(this.#assetOf.keys());
	}

	/** This part of the page is shown from now on, `scale` device px a page unit: what is in it comes first. */
	follow(view: Box, scale: number): void {
		this.#cache.beginFrame();
		this.#fetcher.viewChanged();
		for (const id of this.#assetOf.keys()) {
			const { element, box } = this.#options.scene.placed(id) ?? {};
			if (element?.type === 'image' && box && boxesIntersect(box, view))
				this.pictureOf(element.asset, longerSideOf(element) * scale);
		}
	}

	/** The mailbox can be asked now: what is missing is looked for at once. */
	lookAgain(): void {
		this.#fetcher.sourcesChanged();
	}

	/** The bytes of an image on this device; null when it is not here. */
	read(hash: AssetHash): Promise<Uint8Array | null> {
		return this.#store.get(hash);
	}

	/** Stores an image made here; its element is to follow. False when it lasts only as long as the page. */
	async add(hash: AssetHash, bytes: Uint8Array): Promise<boolean> {
		this.#everNamed.add(hash);
		const isKept = await this.#store.put(hash, bytes);
		this.#options.onMade?.(hash, bytes);
		// Perhaps others wait for it already, or we did.
		this.#exchange?.announce(hash, bytes.length);
		this.#fetcher.sourcesChanged(hash);
		return isKept;
	}

	/** Pictures for drawing the board small, once those that are here are decoded; not waited for long. */
	async forThumbnail(): Promise<PictureLookup> {
		const here = [...this.#named.keys()]
			.filter((hash) => !this.#fetcher.stateOf(hash))
			.slice(0, MAX_PREPARED);
		const decoded = Promise.all(here.map((hash) => this.#cache.whenDecoded(hash, PREPARED_SIDE)));
		await Promise.race([decoded, new Promise((resolve) => setTimeout(resolve, PREPARE_TIMEOUT_MS))]);
		return (asset) => this.#cache.peek(asset);
	}

	/** The board was taken off this device and is stored anew: so are its images' names. */
	keep(): Promise<void> {
		return this.#store.keep(this.#everNamed);
	}

	/** Lets go in a while of what the board has not named for long. Only for a board that was loaded whole. */
	collectLater(): void {
		this.#collect ??= setTimeout(() => {
			void this.keep().then(() => this.#store.collect(this.#everNamed));
		}, COLLECT_AFTER_MS);
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#progress);
		clearTimeout(this.#collect);
		this.#stop();
		this.#fetcher.destroy();
		this.#cache.destroy();
		this.#store.destroy();
	}

	#fetching(hash: AssetHash): Picture | null {
		const state = this.#fetcher.stateOf(hash);
		if (!state) return null;
		this.#cache.note(hash);
		return state.isMissing && state.progress === null
			? { status: 'missing' }
			: { status: 'loading', progress: state.progress };
	}

	#follow(touched: ReadonlySet<ElementId>): void {
		const { scene } = this.#options;
		const added = new Set<AssetHash>();
		for (const id of touched) {
			const before = this.#assetOf.get(id);
			const element = scene.get(id);
			const now = element?.type === 'image' ? parseAssetHash(element.asset) : null;
			if (before === now || (!before && !now)) continue;
			if (before) this.#forget(id, before);
			if (!now) continue;
			this.#assetOf.set(id, now);
			if (!this.#named.has(now)) added.add(now);
			this.#named.set(now, (this.#named.get(now) ?? 0) + 1);
			this.#everNamed.add(now);
		}
		if (added.size > 0) void this.#fetchAbsent([...added]);
	}

	#forget(id: ElementId, hash: AssetHash): void {
		this.#assetOf.delete(id);
		const count = (this.#named.get(hash) ?? 1) - 1;
		if (count > 0) this.#named.set(hash, count);
		else {
			this.#named.delete(hash);
			this.#fetcher.forget(hash);
		}
	}

	/** Every image that the board names is to be on every device that shows it, seen or not: it may be the last one. */
	async #fetchAbsent(hashes: readonly AssetHash[]): Promise<void> {
		const present = await this.#store.present(hashes);
		if (this.#isDestroyed) return;
		void this.#store.keep(present);
		const absent = hashes.filter((hash) => !present.has(hash) && this.#named.has(hash));
		if (absent.length === 0) return;
		this.#fetcher.want(absent);
		this.#options.onChange();
	}

	async #keepFetched(hash: AssetHash, bytes: Uint8Array): Promise<void> {
		await this.#store.put(hash, bytes);
		if (this.#isDestroyed) return;
		this.#exchange?.announce(hash, bytes.length);
		this.#cache.arrived(hash);
	}

	async #decode(hash: AssetHash, sidePx: number): Promise<ImageBitmap | 'absent' | 'damaged'> {
		const bytes = await this.#store.get(hash);
		if (bytes) {
			const part = await loadPart(() => import('$lib/assets/decode-image'), {
				isOver: () => this.#isDestroyed
			});
			return (await part?.decodeImage(bytes, sidePx)) ?? 'damaged';
		}
		// Not here after all: cleared by the browser, or damaged on the disk.
		if (this.#named.has(hash)) this.#fetcher.want([hash]);
		return 'absent';
	}

	#showProgress(): void {
		this.#progress ??= setTimeout(() => {
			this.#progress = undefined;
			this.#options.onChange();
		}, PROGRESS_MS);
	}
}
