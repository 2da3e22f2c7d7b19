// Images between peers, over the assets channel of each link. Bytes are checked against their hash, so anybody may
// serve, viewers too; who may be served is whoever is linked, for a link stands only to members. What this board does not
// name is never served: a peer could ask for a picture it knows, and learn whether we have it from another board.
//
// A neighbour that lacks an image remembers who asked, looks for it as well, and says "have" when it came. So images get
// through to people who have no link with whoever put them on the board, one neighbour after the other.
import { TokenBucket } from '../signaling/token-bucket.ts';
import type { AssetSource } from './asset-fetcher.ts';
import type { AssetHash } from './asset-hash.ts';
import { parseAssetMessage } from './asset-messages.ts';
import { AssetRequests } from './asset-requests.ts';
import { AssetServing } from './asset-serving.ts';

/** One link as the exchange uses it. */
export interface AssetLink {
	readonly remote: string;
	/** Sends what `next` gives, piece by piece as there is room, until it gives null. */
	sendAssets(next: () => Uint8Array | null): void;
	/** The peer sent what no honest peer sends; some of it ends the link. */
	noteFault(): void;
}

export interface AssetExchangeOptions {
	/** The bytes on this device. */
	readonly read: (hash: AssetHash) => Promise<Uint8Array | null>;
	/** Whether the board that the links are of names it. */
	readonly isNamed: (hash: AssetHash) => boolean;
	/** Somebody has an image that was asked for; or, without a hash, somebody new is here. */
	readonly onNews: (hash?: AssetHash) => void;
}

interface Peer {
	readonly link: AssetLink;
	readonly requests: AssetRequests;
	readonly serving: AssetServing;
	readonly news: TokenBucket;
}

/** Who sent wrong bytes for which image is remembered for so many. */
const MAX_LIES = 1_000;
/** Each has us ask around anew. */
const NEWS = { perSecond: 5, burst: 512 };

export class AssetExchange implements AssetSource {
	readonly #options: AssetExchangeOptions;
	readonly #peers = new Map<AssetLink, Peer>();
	/** "peer hash": whoever sent something else under that name is not asked for it again. */
	readonly #lies = new Set<string>();
	/** Several may want one image at once; it is read once. */
	readonly #reading = new Map<AssetHash, Promise<Uint8Array | null>>();

	constructor(options: AssetExchangeOptions) {
		this.#options = options;
	}

	opened(link: AssetLink): void {
		// Control messages go before parts; what is handed over late is still wanted then.
		const next = () => peer.requests.next() ?? peer.serving.next();
		const send = () => link.sendAssets(next);
		const peer: Peer = {
			link,
			requests: new AssetRequests({
				send,
				onFault: () => link.noteFault(),
				onLie: (hash) => this.#noteLie(link, hash)
			}),
			serving: new AssetServing({
				send,
				isNamed: this.#options.isNamed,
				read: (hash) => this.#readOnce(hash)
			}),
			news: new TokenBucket(NEWS)
		};
		this.#peers.set(link, peer);
		this.#options.onNews();
	}

	receive(link: AssetLink, bytes: Uint8Array): void {
		const peer = this.#peers.get(link);
		if (!peer) return;
		const message = parseAssetMessage(bytes);
		if (message === 'unknown') return;
		if (!message) return link.noteFault();
		switch (message.type) {
			case 'want':
			case 'cancel':
				return peer.serving.receive(message);
			case 'have':
				if (!peer.requests.receive(message) && peer.news.take()) this.#options.onNews(message.hash);
				return;
			case 'lack':
			case 'part':
				peer.requests.receive(message);
				return;
			default:
				message satisfies never;
		}
	}

	closed(link: AssetLink): void {
		const peer = this.#peers.get(link);
		this.#peers.delete(link);
		peer?.requests.destroy();
		peer?.serving.destroy();
	}

	/** An image is here now: those who asked for it in vain are told. */
	announce(hash: AssetHash, sizeBytes: number): void {
		for (const { serving } of this.#peers.values()) serving.announce(hash, sizeBytes);
	}

	/** Asks one peer after the other, those with the least to do first. */
	async get(
		hash: AssetHash,
		onProgress: (part: number) => void,
		signal: AbortSignal
	): Promise<Uint8Array | null> {
		const asked = new Set<Peer>();
		while (!signal.aborted) {
			const [peer] = [...this.#peers.values()]
				.filter((one) => !asked.has(one) && !this.#lies.has(`${one.link.remote} ${hash}`))
				.sort((a, b) => a.requests.waiting - b.requests.waiting);
			if (!peer) return null;
			asked.add(peer);
			const bytes = await peer.requests.get(hash, onProgress, signal);
			if (bytes) return bytes;
		}
		return null;
	}

	#noteLie({ remote }: AssetLink, hash: AssetHash): void {
		if (this.#lies.size >= MAX_LIES) this.#lies.clear();
		this.#lies.add(`${remote} ${hash}`);
	}

	#readOnce(hash: AssetHash): Promise<Uint8Array | null> {
		let reading = this.#reading.get(hash);
		if (!reading) {
			reading = this.#options.read(hash).finally(() => this.#reading.delete(hash));
			this.#reading.set(hash, reading);
		}
		return reading;
	}
}
