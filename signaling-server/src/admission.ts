import { limitKeyOf, type Visitor } from './client-address.ts';
import { MAX_REMEMBERED_CLIENTS, type ServerLimits } from './limits.ts';
import type { RefusalReason } from './metrics.ts';
import { RateLimiter } from './rate-limiter.ts';

/** A socket that was let in; `leave` gives its place back. */
export interface Place {
	/** Whom its limits count for. */
	readonly client: string;
	leave(): void;
}

/** What became of a wish to connect: a place, a refusal to be told in words, or one not worth a handshake. */
export type Admitted =
	| { readonly place: Place; readonly refusal: Extract<RefusalReason, `too many ${string}`> | null }
	| { readonly place: null; readonly status: 429 | 503; readonly refusal: RefusalReason };

export type AdmissionLimits = Pick<ServerLimits, 'connections' | 'connectionsPerClient' | 'openings'>;

/** Counts sockets, in all and of each client, and lets in as many as there may be. */
export class Admission {
	readonly #limits: AdmissionLimits;
	readonly #openings: RateLimiter;
	readonly #counts = new Map<string, number>();
	#total = 0;

	constructor(limits: AdmissionLimits) {
		this.#limits = limits;
		this.#openings = new RateLimiter({ ...limits.openings, maxKeys: MAX_REMEMBERED_CLIENTS });
	}

	get total(): number {
		return this.#total;
	}

	/**
	 * Counts a socket. One beyond the bounds gets a place too, so that it can be told why it has to go: a browser never
	 * shows a page the status of a refused handshake. Far beyond them it gets the status only.
	 */
	enter({ ip }: Pick<Visitor, 'ip'>): Admitted {
		const { connections, connectionsPerClient } = this.#limits;
		const client = limitKeyOf(ip);
		const count = this.#counts.get(client) ?? 0;
		if (!this.#openings.take(client)) {
			return { place: null, status: 429, refusal: 'connections too fast' };
		}
		if (this.#total >= withMargin(connections)) {
			return { place: null, status: 503, refusal: 'too many connections' };
		}
		if (count >= withMargin(connectionsPerClient)) {
			return { place: null, status: 429, refusal: 'too many connections from one client' };
		}
		const refusal =
			this.#total >= connections
				? 'too many connections'
				: count >= connectionsPerClient
					? 'too many connections from one client'
					: null;
		this.#total++;
		this.#counts.set(client, count + 1);
		let hasLeft = false;
		const leave = () => {
			if (hasLeft) return;
			hasLeft = true;
			this.#leave(client);
		};
		return { place: { client, leave }, refusal };
	}

	#leave(client: string): void {
		this.#total--;
		const count = (this.#counts.get(client) ?? 1) - 1;
		if (count > 0) this.#counts.set(client, count);
		else this.#counts.delete(client);
	}
}

function withMargin(count: number): number {
	return Math.ceil(count * 1.05) + 1;
}
