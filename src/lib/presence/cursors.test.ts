import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { distance } from '../geometry/point.ts';
import { CURSOR_REPEAT_MS, CURSOR_TTL_MS, Cursors } from './cursors.ts';

const [ALICE, BOB] = [11, 22];
const cursor = (seq: number, x: number, y = 0) => ({ type: 'cursor', seq, x, y }) as const;
const away = (seq: number) => ({ type: 'away', seq }) as const;
const shown = (cursors: Cursors, now: number) => [...cursors.at(now)];

describe('cursors', () => {
	it('appear where they are, at once', () => {
		const cursors = new Cursors();
		cursors.receive(ALICE, cursor(1, 10, 20), 1_000);
		expect(shown(cursors, 1_000)).toEqual([{ clientId: ALICE, point: { x: 10, y: 20 } }]);
	});
	it('glide from where they are shown to where they are, and arrive', () => {
		const cursors = new Cursors();
		cursors.receive(ALICE, cursor(1, 0), 1_000);
		cursors.receive(ALICE, cursor(2, 100), 1_100);
		const xs = Array.from({ length: 61 }, (_, i) => shown(cursors, 1_100 + i)[0]?.point.x ?? NaN);
		expect([xs[0], xs.at(-1)]).toEqual([0, 100]);
		expect(xs.every((x, i) => i === 0 || x >= (xs[i - 1] ?? 0))).toBe(true);
		expect(Math.max(...xs.map((x, i) => (i === 0 ? 0 : x - (xs[i - 1] ?? 0))))).toBeLessThan(5);
	});
	it('never jump, however packets jitter and get lost', () => {
		forSeeds(30, (random) => {
			const cursors = new Cursors();
			const speed = 2; // page units a millisecond
			let heardAt = 0;
			let last: { x: number; y: number } | undefined;
			for (let now = 0, seq = 0; now < 2_000; now++) {
				if (now % 16 === 0 && random.chance(0.7))
					cursors.receive(ALICE, cursor(++seq, now * speed), (heardAt = now));
				const point = shown(cursors, now)[0]?.point;
				// It may have to catch up over 40 ms with all it missed since it was heard last, which is some packets.
				if (point && last) expect(distance(point, last)).toBeLessThan(16 * 12 * speed * (1 / 40));
				if (point) last = point;
			}
			expect(heardAt).toBeGreaterThan(0);
		});
	});
	it('drop what was overtaken', () => {
		const cursors = new Cursors();
		cursors.receive(ALICE, cursor(5, 100), 1_000);
		cursors.receive(ALICE, cursor(4, 0), 1_001);
		cursors.receive(ALICE, cursor(5, 50), 1_002);
		expect(shown(cursors, 1_100)[0]?.point.x).toBe(100);
	});
	it('are gone when they were silent for long, and stay while they are repeated', () => {
		const cursors = new Cursors();
		for (let i = 0; i < 10; i++) cursors.receive(ALICE, cursor(i, 7), 1_000 + i * CURSOR_REPEAT_MS);
		const last = 1_000 + 9 * CURSOR_REPEAT_MS;
		expect(shown(cursors, last + CURSOR_TTL_MS).length).toBe(1);
		expect(shown(cursors, last + CURSOR_TTL_MS + 1)).toEqual([]);
		// Two repetitions may be lost.
		expect(CURSOR_TTL_MS).toBeGreaterThan(3 * CURSOR_REPEAT_MS);
	});
	it('are gone when they leave the board, and an overtaken packet does not bring them back', () => {
		const cursors = new Cursors();
		cursors.receive(ALICE, cursor(1, 0), 1_000);
		cursors.receive(ALICE, away(3), 1_001);
		cursors.receive(ALICE, cursor(2, 0), 1_002);
		expect(shown(cursors, 1_003)).toEqual([]);
		expect(cursors.isMoving(1_003)).toBe(false);
	});
	it('come back to the board where they enter it', () => {
		const cursors = new Cursors();
		cursors.receive(ALICE, cursor(1, 0), 1_000);
		cursors.receive(ALICE, away(2), 1_001);
		cursors.receive(ALICE, cursor(3, 500), 1_010);
		expect(shown(cursors, 1_010)[0]?.point.x).toBe(500);
	});
	it('know whether another frame is needed', () => {
		const cursors = new Cursors();
		expect(cursors.isMoving(1_000)).toBe(false);
		cursors.receive(ALICE, cursor(1, 0), 1_000);
		cursors.receive(ALICE, cursor(2, 50), 1_100);
		expect(cursors.isMoving(1_110)).toBe(true);
		expect(cursors.isMoving(1_141)).toBe(false);
	});
	it('belong each to one person, and are forgotten with that person', () => {
		const cursors = new Cursors();
		cursors.receive(ALICE, cursor(9, 1), 1_000);
		cursors.receive(BOB, cursor(1, 2), 1_000);
		cursors.forget(ALICE);
		expect(shown(cursors, 1_000)).toEqual([{ clientId: BOB, point: { x: 2, y: 0 } }]);
		cursors.receive(ALICE, cursor(1, 3), 1_000);
		expect(shown(cursors, 1_000).length).toBe(2);
	});
});
