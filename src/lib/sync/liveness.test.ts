import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Liveness, PING, PONG } from './liveness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** One end; what it sends is answered by the other when `answers` says so. */
function openEnd({ answers = true, delayMs = 0 } = {}) {
	const end = { sent: [] as Uint8Array[], silences: 0, awakenings: 0, ticks: 0, answers };
	const liveness: Liveness = new Liveness({
		send: (packet) => {
			end.sent.push(packet);
			if (!end.answers || packet[0] !== PING) return;
			const answer = packet.slice();
			answer[0] = PONG;
			setTimeout(() => {
				liveness.heard();
				liveness.receive(answer);
			}, delayMs);
		},
		onSilence: () => void end.silences++,
		onAwake: () => void end.awakenings++,
		onTick: () => void end.ticks++
	});
	return Object.assign(end, { liveness });
}

const pings = (packets: readonly Uint8Array[]) => packets.filter(([kind]) => kind === PING).length;

describe('liveness', () => {
	it('asks every 2.5 s, beginning at once, and looks after other things as often', () => {
		const end = openEnd();
		expect(pings(end.sent)).toBe(1);
		vi.advanceTimersByTime(10_000);
		expect([pings(end.sent), end.ticks, end.silences]).toEqual([5, 4, 0]);
		end.liveness.destroy();
	});
	it('answers a ping with what it brought', () => {
		const end = openEnd({ answers: false });
		end.sent.length = 0;
		end.liveness.receive(Uint8Array.of(PING, 1, 2, 3, 4, 5, 6, 7, 8));
		expect(end.sent).toEqual([Uint8Array.of(PONG, 1, 2, 3, 4, 5, 6, 7, 8)]);
		end.liveness.destroy();
	});
	it('knows the round trip', () => {
		const end = openEnd({ delayMs: 87 });
		expect(end.liveness.rttMs).toBeNull();
		vi.advanceTimersByTime(87);
		expect(end.liveness.rttMs).toBe(87);
		end.liveness.destroy();
	});
	it('believes no round trip that can’t be, and reads no packet of another length', () => {
		const end = openEnd({ answers: false });
		const pong = (at: number) => {
			const packet = new Uint8Array(9);
			packet[0] = PONG;
			new DataView(packet.buffer).setFloat64(1, at);
			return packet;
		};
		for (const at of [performance.now() + 1_000, performance.now() - 61_000, NaN, Infinity, -Infinity]) {
			end.liveness.receive(pong(at));
		}
		for (const length of [0, 1, 8, 10]) end.liveness.receive(new Uint8Array(length).fill(PONG));
		end.sent.length = 0;
		for (const length of [1, 8, 10]) end.liveness.receive(new Uint8Array(length));
		expect([end.liveness.rttMs, end.sent.length]).toEqual([null, 0]);
		// In the middle of a larger buffer, as packets may come.
		const shifted = new Uint8Array(20);
		shifted.set(pong(performance.now() - 5), 3);
		end.liveness.receive(shifted.subarray(3, 12));
		expect(end.liveness.rttMs).toBe(5);
		end.liveness.destroy();
	});
	it('misses a peer after 10 s of silence, and not while it says anything at all', () => {
		const end = openEnd({ answers: false });
		for (let i = 0; i < 10; i++) {
			vi.advanceTimersByTime(9_000);
			end.liveness.heard();
		}
		expect(end.silences).toBe(0);
		vi.advanceTimersByTime(13_000);
		expect(end.silences).toBeGreaterThan(0);
		end.liveness.destroy();
	});
	it('misses it within 5 s when there is reason to doubt', () => {
		const end = openEnd({ answers: false });
		vi.advanceTimersByTime(1_000);
		end.liveness.probe();
		end.liveness.probe();
		vi.advanceTimersByTime(4_000);
		expect(end.silences).toBe(0);
		vi.advanceTimersByTime(1_000);
		expect(end.silences).toBeGreaterThan(0);
		end.liveness.destroy();
	});
	it('doubts no more when the peer answers, whenever that is', () => {
		const end = openEnd({ delayMs: 3_500 });
		vi.advanceTimersByTime(60_000);
		end.liveness.probe();
		end.answers = false;
		vi.advanceTimersByTime(3_600);
		end.liveness.heard();
		vi.advanceTimersByTime(6_000);
		expect(end.silences).toBe(0);
		end.liveness.destroy();
	});
	it('takes the silence of a page that did not run for its own, and says so', () => {
		const end = openEnd({ answers: false });
		vi.advanceTimersByTime(5_000);
		end.liveness.heard();
		// The clock goes on and timers don't, as in a frozen page.
		const before = performance.now();
		const clock = vi.spyOn(performance, 'now').mockImplementation(() => before + 3_600_000);
		vi.advanceTimersByTime(2_500);
		expect([end.silences, end.awakenings]).toEqual([0, 1]);
		clock.mockRestore();
		end.liveness.destroy();
	});
	it('leaves no timer when destroyed', () => {
		const end = openEnd();
		end.liveness.probe();
		vi.advanceTimersByTime(0);
		end.liveness.probe();
		end.liveness.destroy();
		end.liveness.destroy();
		vi.advanceTimersByTime(0);
		expect(vi.getTimerCount()).toBe(0);
	});
});
