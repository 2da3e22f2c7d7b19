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
	stunRequestsInAll: { perSecond: 2_000, burst: 5_000 }
};

/** How many clients' rates are remembered at once. */
export const MAX_REMEMBERED_CLIENTS = 50_000;
