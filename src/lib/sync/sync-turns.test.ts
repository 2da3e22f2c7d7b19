import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SyncTurns } from './sync-turns.ts';

const STALLED_MS = 8_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** People who can be asked, and the order in which they were. */
function openTurns() {
	const asked: string[] = [];
	const peerOf = (name: string) => ({ name, ask: () => void asked.push(name) });
	const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(peerOf) as [
		ReturnType<typeof peerOf>,
		ReturnType<typeof peerOf>,
		ReturnType<typeof peerOf>
	];
	return { turns: new SyncTurns<typeof alice>(), asked, alice, bob, carol };
}

describe('sync turns', () => {
	it('ask one at a time, in the order in which they came', () => {
		const { turns, asked, alice, bob, carol } = openTurns();
		for (const peer of [alice, bob, carol]) turns.add(peer);
		expect([asked, turns.isBusy]).toEqual([['alice'], true]);
		turns.finished(alice);
		expect(asked).toEqual(['alice', 'bob']);
		turns.finished(bob);
		turns.finished(carol);
		expect([asked, turns.isBusy]).toEqual([['alice', 'bob', 'carol'], false]);
	});
	it('ask nobody twice who is being asked or waits, and again whoever comes again later', () => {
		const { turns, asked, alice, bob } = openTurns();
		for (const peer of [alice, alice, bob, bob]) turns.add(peer);
		turns.finished(alice);
		turns.finished(bob);
		expect(asked).toEqual(['alice', 'bob']);
		turns.add(alice);
		expect(asked).toEqual(['alice', 'bob', 'alice']);
	});
	it('leave out whoever is gone before its turn', () => {
		const { turns, asked, alice, bob, carol } = openTurns();
		for (const peer of [alice, bob, carol]) turns.add(peer);
		turns.finished(bob);
		turns.finished(alice);
		expect(asked).toEqual(['alice', 'carol']);
	});
	it('go on to the next when an answer stalls, and not while parts of it come', () => {
		const { turns, asked, alice, bob } = openTurns();
		turns.add(alice);
		turns.add(bob);
		for (let i = 0; i < 5; i++) {
			vi.advanceTimersByTime(STALLED_MS - 1);
			turns.progressed(alice);
		}
		expect(asked).toEqual(['alice']);
		vi.advanceTimersByTime(STALLED_MS);
		expect(asked).toEqual(['alice', 'bob']);
	});
	it('are moved by nobody whose turn it is not', () => {
		const { turns, asked, alice, bob } = openTurns();
		turns.add(alice);
		turns.add(bob);
		vi.advanceTimersByTime(STALLED_MS - 1);
		turns.progressed(bob);
		vi.advanceTimersByTime(1);
		expect(asked).toEqual(['alice', 'bob']);
		// What alice says late ends nothing of bob's.
		turns.finished(alice);
		expect(turns.isBusy).toBe(true);
		turns.finished(bob);
		expect(turns.isBusy).toBe(false);
	});
	it('are over when the only one stalls', () => {
		const { turns, alice } = openTurns();
		turns.add(alice);
		vi.advanceTimersByTime(STALLED_MS);
		expect([turns.isBusy, vi.getTimerCount()]).toEqual([false, 0]);
	});
	it('leave no timer when destroyed', () => {
		const { turns, asked, alice, bob } = openTurns();
		turns.add(alice);
		turns.add(bob);
		turns.destroy();
		turns.destroy();
		turns.finished(alice);
		expect([vi.getTimerCount(), asked, turns.isBusy]).toEqual([0, ['alice'], false]);
	});
});
