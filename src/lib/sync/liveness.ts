// Whether a peer is still there, asked and answered on the presence channel: ICE hopes for half a minute where a
// network is gone, and a connection to a page that was killed looks like one to a page that has nothing to say.
//
//   ping and pong := uint8(0 ping | 1 pong) • float64(time of the pinging side's clock, ms)

export const PING = 0;
export const PONG = 1;

const PING_MS = 2_500;
/** Nothing heard for this long: the peer is gone, whatever ICE still hopes for. */
const SILENCE_MS = 10_000;
/** The same when there is reason to doubt it: the network changed, or the room server says that it left. */
const DOUBTFUL_SILENCE_MS = 4_000;
/** Pings while in doubt. */
const DOUBTFUL_PING_MS = 800;

export interface LivenessOptions {
	readonly send: (packet: Uint8Array) => void;
	/** It is gone. */
	readonly onSilence: () => void;
	/** This page did not run for a while: what it knows of the network is old. */
	readonly onAwake: () => void;
	/** To be called now and then; for what else should be looked at. */
	readonly onTick: () => void;
}

export class Liveness {
	readonly #options: LivenessOptions;
	readonly #timer: ReturnType<typeof setInterval>;
	#doubt: ReturnType<typeof setInterval> | undefined;
	#heardAt = performance.now();
	#tickedAt = performance.now();
	#rttMs: number | null = null;

	constructor(options: LivenessOptions) {
		this.#options = options;
		this.#timer = setInterval(() => this.#tick(), PING_MS);
		this.#ping();
	}

	/** Round trip, ms; null before the first. */
	get rttMs(): number | null {
		return this.#rttMs;
	}

	/** The peer said something, whatever it was. */
	heard(): void {
		this.#heardAt = performance.now();
		clearInterval(this.#doubt);
		this.#doubt = undefined;
	}

	/** Takes in a ping, which is answered, or a pong. */
	receive(packet: Uint8Array): void {
		if (packet.length !== 9) return;
		if (packet[0] === PING) {
			const answer = packet.slice();
			answer[0] = PONG;
			return this.#options.send(answer);
		}
		const rtt = performance.now() - new DataView(packet.buffer, packet.byteOffset).getFloat64(1);
		if (rtt >= 0 && rtt < 60_000) this.#rttMs = rtt;
	}

	/** There is reason to doubt that the peer is there: asks now, and gives it up soon if it stays silent. */
	probe(): void {
		this.#ping();
		if (this.#doubt !== undefined) return;
		const since = performance.now();
		this.#doubt = setInterval(() => {
			if (performance.now() - since > DOUBTFUL_SILENCE_MS) this.#options.onSilence();
			else this.#ping();
		}, DOUBTFUL_PING_MS);
	}

	destroy(): void {
		clearInterval(this.#timer);
		clearInterval(this.#doubt);
	}

	#ping(): void {
		const packet = new Uint8Array(9);
		packet[0] = PING;
		new DataView(packet.buffer).setFloat64(1, performance.now());
		this.#options.send(packet);
	}

	#tick(): void {
		const now = performance.now();
		const slept = now - this.#tickedAt;
		this.#tickedAt = now;
		if (slept > 3 * PING_MS) {
			// A page that was frozen has not listened either: that silence was ours.
			this.#heardAt = now;
			this.#options.onAwake();
		} else if (now - this.#heardAt > SILENCE_MS) return this.#options.onSilence();
		else this.#ping();
		this.#options.onTick();
	}
}
