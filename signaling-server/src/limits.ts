// What strangers can take of this server, all in one place.
//
// Made for a school behind one address: 60 people who open a board at one moment exchange about 20 signals with each of
// 59 others: 60 × 59 × 20 = 70,800 messages from one address, 1,180 from each connection, within seconds.

export interface Rate {
	readonly perSecond: number;
	readonly burst: number;
}

export interface ServerLimits {
	/** Sockets in all, and from one client (an IPv4 address or an IPv6 /64). */
	readonly connections: number;
	readonly connectionsPerClient: number;
	/** How fast one client may open sockets. */
	readonly openings: Rate;
	/** Messages of one socket, and of all sockets of one client; each begun 4 KiB of a message counts as one. */
	readonly messages: Rate;
	readonly messagesPerClient: Rate;
	/** Requests to /ice by one client. */
	readonly iceRequests: Rate;
	/** A socket that has not joined a room by then is dropped. */
	readonly joinWithinMs: number;
	/** A reader this far behind is dropped: its messages would only pile up in our memory. */
	readonly unsentBytes: number;
	/** When all readers together are this far behind, the slowest are dropped. */
	readonly unsentBytesInAll: number;
	/** STUN requests by one client, and in all. */
	readonly stunRequests: Rate;
	readonly stunRequestsInAll: Rate;
	readonly mailbox: MailboxLimits;
}

export interface MailboxLimits {
	/** Sockets at mailboxes, as those of signaling above. */
	readonly connections: number;
	readonly connectionsPerClient: number;
	readonly openings: Rate;
	/** Requests of one socket, and of all sockets of one client. */
	readonly requests: Rate;
	readonly requestsPerClient: Rate;
	/** What they carry, bytes. */
	readonly bytes: Rate;
	readonly bytesPerClient: Rate;
	/** A socket that goes on asking when it is told to slow down may do it so often; then it has to go. */
	readonly refusals: Rate;
	/** Mailboxes one client may make. */
	readonly newMailboxes: Rate;
	/** Requests of one socket that are being carried out; the next is not read before one is done. */
	readonly requestsInFlight: number;
	/** What requests of all sockets hold together; beyond it they are told to slow down. */
	readonly bytesInFlightInAll: number;
	/** Above this, of what one socket has not read yet, nothing more is read for it from the store. */
	readonly unsentBytes: number;
	/** A socket that takes nothing of that for so long is dropped. */
	readonly stalledMs: number;
	/** What all sockets have not read, and what half messages they have sent; beyond it the heaviest are dropped. */
	readonly heldBytesInAll: number;
	/** A socket that has not opened a mailbox by then is dropped. */
	readonly openWithinMs: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
	connections: 10_000,
	connectionsPerClient: 1_000,
	openings: { perSecond: 20, burst: 400 },
	messages: { perSecond: 100, burst: 3_000 },
	messagesPerClient: { perSecond: 2_000, burst: 150_000 },
	iceRequests: { perSecond: 5, burst: 400 },
	joinWithinMs: 10_000,
	unsentBytes: 1024 * 1024,
	unsentBytesInAll: 256 * 1024 * 1024,
	// Each page asks from each of its interfaces, some times again: 60 pages are about 500 requests.
	stunRequests: { perSecond: 50, burst: 1_500 },
	stunRequestsInAll: { perSecond: 2_000, burst: 5_000 },
	mailbox: {
		connections: 10_000,
		connectionsPerClient: 1_000,
		openings: { perSecond: 20, burst: 400 },
		// A client appends about once a second. A full mailbox moved at once is 512 chunks, 10,000 image parts at the most.
		requests: { perSecond: 50, burst: 2_000 },
		requestsPerClient: { perSecond: 1_000, burst: 20_000 },
		bytes: { perSecond: 4 * 1024 * 1024, burst: 64 * 1024 * 1024 },
		bytesPerClient: { perSecond: 16 * 1024 * 1024, burst: 512 * 1024 * 1024 },
		refusals: { perSecond: 5, burst: 500 },
		newMailboxes: { perSecond: 1 / 60, burst: 60 },
		requestsInFlight: 16,
		bytesInFlightInAll: 128 * 1024 * 1024,
		unsentBytes: 256 * 1024,
		stalledMs: 60_000,
		heldBytesInAll: 256 * 1024 * 1024,
		openWithinMs: 10_000
	}
};

/** How many clients' rates are remembered at once. */
export const MAX_REMEMBERED_CLIENTS = 50_000;
