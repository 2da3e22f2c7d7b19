// What strangers may take of the mailboxes: how fast each socket and each client may ask, how much may be under way at once.
import { TokenBucket } from '../../src/lib/signaling/token-bucket.ts';
import { MAX_REMEMBERED_CLIENTS, type MailboxLimits } from './limits.ts';
import { RateLimiter } from './rate-limiter.ts';

/** What one socket may. */
export interface SocketAllowance {
	/** One more request with so many bytes; false when it comes too soon. */
	take(bytes: number): boolean;
	/** Whether to answer once more that it is too fast, rather than to hang up. */
	mayRefuse(): boolean;
	/** Requests that may be under way at once. */
	readonly requestsInFlight: number;
	/** Holds so many bytes for a request; the function it gives back lets go of them. Null when all sockets hold too much. */
	hold(bytes: number): (() => void) | null;
	/** One more mailbox made from this client. */
	takeMailbox(): boolean;
}

/** What all sockets together may. */
export class MailboxAllowance {
	readonly #limits: MailboxLimits;
	readonly #requests: RateLimiter;
	readonly #bytes: RateLimiter;
	readonly #mailboxes: RateLimiter;
	#bytesInFlight = 0;

	constructor(limits: MailboxLimits) {
		const maxKeys = MAX_REMEMBERED_CLIENTS;
		this.#limits = limits;
		this.#requests = new RateLimiter({ ...limits.requestsPerClient, maxKeys });
		this.#bytes = new RateLimiter({ ...limits.bytesPerClient, maxKeys });
		this.#mailboxes = new RateLimiter({ ...limits.newMailboxes, maxKeys });
	}

	get bytesInFlight(): number {
		return this.#bytesInFlight;
	}

	forSocket(client: string): SocketAllowance {
		const { requestsInFlight, bytesInFlightInAll } = this.#limits;
		const requests = new TokenBucket(this.#limits.requests);
		const bytesOfSocket = new TokenBucket(this.#limits.bytes);
		const refusals = new TokenBucket(this.#limits.refusals);
		return {
			take: (bytes) =>
				requests.take() &&
				bytesOfSocket.take(bytes) &&
				this.#requests.take(client) &&
				this.#bytes.take(client, bytes),
			mayRefuse: () => refusals.take(),
			requestsInFlight,
			hold: (bytes) => {
				if (this.#bytesInFlight + bytes > bytesInFlightInAll) return null;
				this.#bytesInFlight += bytes;
				return () => (this.#bytesInFlight -= bytes);
			},
			takeMailbox: () => this.#mailboxes.take(client)
		};
	}
}
