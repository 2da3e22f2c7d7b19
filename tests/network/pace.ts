import { setTimeout as wait } from 'node:timers/promises';

/** Acts so many times a second for so long, catching up where it fell behind. Gives back how often. */
export async function actAtRate(
	hz: number,
	seconds: number,
	act: (count: number) => Promise<unknown>
): Promise<number> {
	const startedAt = performance.now();
	const total = hz * seconds;
	for (let count = 0; count < total; count++) {
		const earlyMs = startedAt + (count * 1_000) / hz - performance.now();
		if (earlyMs > 0) await wait(earlyMs);
		await act(count);
	}
	return total;
}

/** An outage has a length; nothing else tells that it is over. */
export async function outageLasts(seconds: number): Promise<void> {
	await wait(seconds * 1_000);
}
