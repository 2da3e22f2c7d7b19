import { describe, expect, it } from 'vitest';
import { runServerLoad } from '../../tests/support/server-load.ts';

describe('the room server under load', () => {
	it('serves everybody, outlives garbage, slow readers and kill -9, and its clients come back', async () => {
		const report = await runServerLoad({
			sockets: 200,
			rooms: 50,
			realClients: 20,
			signalsEach: 20,
			slowReaders: 3,
			garbage: 50
		});
		expect(report.failures).toEqual([]);
		expect(report.signals).toBe(180 * 20);
		expect(report.memoryMiB.mostWithSlowReaders).toBeLessThan(400);
		// Not every limit of the machine is ours: these only tell a loss from a delay.
		expect(report.backAfterKillMs.max).toBeLessThan(10_000);
		expect(report.backAfterTermMs.max).toBeLessThan(10_000);
		expect(report.termMs).toBeLessThan(6_000);
	});
});
