import { describe, expect, it } from 'vitest';
import { runBackups, runKills } from '../../tests/support/mailbox-faults.ts';

// `npm run test:durability:server` does the same many times more.
describe('the mailbox, while five people write', () => {
	it('has every acknowledged entry once after kill -9', async () => {
		expect(await runKills(5)).toMatchObject({ lost: 0, moved: 0, contradictions: 0, kills: 5 });
	}, 120_000);
	it('has in a backup every entry that was acknowledged before it began', async () => {
		expect(await runBackups(1)).toMatchObject([{ lost: 0, moved: 0 }]);
	}, 120_000);
});
