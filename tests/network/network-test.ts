import { test as base } from '@playwright/test';
import { NetworkLab } from './network-lab.ts';

/** Tests with a lab of their own, empty at first and taken down afterwards. */
export const test = base.extend<{ lab: NetworkLab }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
	lab: async ({}, use) => {
		const lab = new NetworkLab();
		await use(lab);
		const errors = lab.boards.flatMap((board) => board.errors);
		await lab.close();
		base.expect(errors, 'uncaught errors in pages').toEqual([]);
	}
});

export { expect } from '@playwright/test';
