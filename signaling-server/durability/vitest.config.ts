import { defineConfig } from 'vitest/config';

// `npm run test:durability:server`: minutes of faults, and what they measured.
export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ['*.test.ts'],
		disableConsoleIntercept: true,
		testTimeout: 30 * 60_000
	}
});
