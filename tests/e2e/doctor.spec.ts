import { expect, test } from '../support/board-page.ts';

test('the connection doctor says for each person how they are reached', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	await alice.page.getByRole('button', { name: 'Connections' }).click();
	const doctor = alice.page.getByRole('dialog', { name: 'Connections' });
	await expect(doctor).toContainText('Room server');
	await expect(doctor).toContainText('Connected');
	const people = doctor.getByRole('list', { name: 'How each person is reached' }).getByRole('listitem');
	await expect(people).toHaveCount(1);
	await expect(people).toContainText(/Direct · (under 1|\d+) ms/);
	await alice.page.evaluate(() => {
		Object.defineProperty(navigator.clipboard, 'writeText', {
			value: (text: string) => Promise.resolve(void (window.name = text))
		});
	});
	await doctor.getByRole('button', { name: 'Copy technical report' }).click();
	await expect(doctor.getByRole('button', { name: 'Copied' })).toBeVisible();
	const report = await alice.page.evaluate(() => window.name);
	expect(report).toMatch(/peer 1: open editor for \d+ s · path direct/);
	// Nothing that opens the board, names anybody or tells where they are.
	expect(report).not.toContain(alice.url().split('#')[1] ?? 'no link');
	expect(report).not.toMatch(/\d+\.\d+\.\d+\.\d+:\d+|\.local/);
	await bob.page.close();
	await expect(doctor).toContainText('Nobody else is here now.');
});
