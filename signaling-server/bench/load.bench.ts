// `npm run bench:server`: what the room server does with 2,000 sockets in 500 rooms, on this machine.
import { expect, it } from 'vitest';
import { runServerLoad } from '../../tests/support/server-load.ts';

it('2,000 sockets in 500 rooms', { timeout: 300_000 }, async () => {
	const report = await runServerLoad(
		{ sockets: 2_000, rooms: 500, realClients: 100, signalsEach: 20, slowReaders: 20, garbage: 500 },
		(line) => console.log(`— ${line}`)
	);
	console.log(JSON.stringify(report, null, 2));
	expect(report.failures).toEqual([]);
	expect(report.memoryMiB.mostWithSlowReaders).toBeLessThan(600);
	expect(report.backAfterKillMs.max).toBeLessThan(15_000);
	expect(report.backAfterTermMs.max).toBeLessThan(15_000);
});
