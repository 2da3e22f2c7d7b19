// How much of a bulk may be on its way. SCTP would fill every queue between here and the peer, and a cursor would stand
// at its end: half a second at a slow line's modem. So the receiver says how much has come, and we keep only as much
// under way as the path holds, and a little more to keep it busy.
//
//   window = rate lately · (shortest round trip + 15 ms)
//
// After BBR (Cardwell et al., 2016): rate and round trip are measured, a full queue is not waited for. A receiver that is
// busy applying what came answers later, which lowers the rate and not the shortest round trip: it isn't flooded, nor
// starved.

const MIN_WINDOW_BYTES = 8 * 1024;
/** Little, in short frames: the first round trips are to be those of an empty path. */
const START_WINDOW_BYTES = 12 * 1024;
const MAX_WINDOW_BYTES = 4 * 1024 * 1024;
/** What may stand in a queue, as time; on a long path more, or it would take long to find out how wide it is. */
const QUEUE_MS = 15;
const QUEUE_PART_OF_TRIP = 0.3;
/** The rate is that of the last round trip, and at least of so long. */
const MIN_RATE_MEMORY_MS = 150;
/** A frame once begun goes out whole, and holds up the other channels so long. */
const FRAME_MS = 5;
/** About a packet; shorter frames that are not the last are refused. */
const MIN_FRAME_BYTES = 1_200;
const MAX_FRAME_BYTES = 16 * 1024;

interface Mark {
	/** All bytes sent until then, this frame included. */
	readonly sent: number;
	readonly at: number;
	readonly acked: number;
}

export class BulkWindow {
	readonly #now: () => number;
	readonly #underWay: Mark[] = [];
	#rates: { readonly at: number; readonly bytesPerMs: number }[] = [];
	#sent = 0;
	#acked = 0;
	#shortestMs = Infinity;
	#isStarting = true;

	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	/** Whether another frame may be sent. */
	get isOpen(): boolean {
		return this.#sent - this.#acked < this.#windowBytes;
	}

	/** How long a frame may be, so that it holds up others for no more than a moment. */
	get frameBytes(): number {
		return Math.round(Math.min(MAX_FRAME_BYTES, Math.max(MIN_FRAME_BYTES, this.#rate * FRAME_MS)));
	}

	/** A frame of so many bytes was sent. */
	noteSent(bytes: number): void {
		this.#sent += bytes;
		this.#underWay.push({ sent: this.#sent, at: this.#now(), acked: this.#acked });
	}

	/** The receiver says how much has come in all; more than was sent, or less than before, counts for nothing. */
	noteAcked(total: number): void {
		if (total > this.#sent || total <= this.#acked) return;
		this.#acked = total;
		const now = this.#now();
		let newest: Mark | null = null;
		while (this.#underWay[0] && this.#underWay[0].sent <= total) newest = this.#underWay.shift() ?? null;
		if (!newest) return;
		const tripMs = Math.max(0.1, now - newest.at);
		this.#shortestMs = Math.min(this.#shortestMs, tripMs);
		if (tripMs > this.#shortestMs * 1.25 + QUEUE_MS) this.#isStarting = false;
		this.#rates.push({ at: now, bytesPerMs: (total - newest.acked) / tripMs });
		const memoryMs = Math.max(MIN_RATE_MEMORY_MS, this.#shortestMs);
		this.#rates = this.#rates.filter(({ at }) => now - at < memoryMs);
	}

	get #rate(): number {
		const sum = this.#rates.reduce((total, { bytesPerMs }) => total + bytesPerMs, 0);
		return sum / Math.max(1, this.#rates.length);
	}

	get #windowBytes(): number {
		if (this.#rates.length === 0) return START_WINDOW_BYTES;
		// Doubled with each round trip until a queue shows how wide the path is.
		const part = this.#isStarting ? 1 : QUEUE_PART_OF_TRIP;
		const queueMs = Math.max(QUEUE_MS, part * this.#shortestMs);
		const bytes = this.#rate * (this.#shortestMs + queueMs);
		return Math.min(MAX_WINDOW_BYTES, Math.max(MIN_WINDOW_BYTES, bytes));
	}
}
