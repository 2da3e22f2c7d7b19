import { describe, expect, it } from 'vitest';
import { runBackups, runFullDisk, runKills } from '../../tests/support/mailbox-faults.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

describe('the mailbox', () => {
	it('has every acknowledged entry once after kill -9 at 200 moments while five people write', async () => {
		const report = await runKills(200, 7, (line) => console.log(`    ${line}`));
		console.log('    kill -9:', report);
		expect(report).toMatchObject({ lost: 0, moved: 0, contradictions: 0, kills: 200 });
		expect(report.acknowledged).toBeGreaterThan(3_000);
	});
	it('has in ten backups taken while five people write what was acknowledged before each', async () => {
		const reports = await runBackups(10, 7);
		console.log('    backups of', reports.map(({ acknowledged }) => acknowledged).join(', '), 'entries');
		expect(reports).toHaveLength(10);
		for (const report of reports) expect(report).toMatchObject({ lost: 0, moved: 0 });
	});
	it.skipIf(!isRoot)('lives through a full disk, says so, and goes on when there is room', async () => {
		const report = await runFullDisk();
		console.log('    full disk:', report);
		expect(report).toMatchObject({
			refusal: 'unavailable',
			readyWhileFull: 503,
			readWhileFull: report.storedBefore,
			isRunning: true,
			readyAfterwards: 200,
			storedAfterwards: true,
			readAfterwards: report.storedBefore + 1
		});
		expect(report.storedBefore).toBeGreaterThan(10);
	});
});
