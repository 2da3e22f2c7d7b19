import { defineConfig } from '@playwright/test';

// `npm run test:network`: the product on bad networks, in a lab of network namespaces. Needs Linux and root.
export default defineConfig({
	testDir: 'network',
	outputDir: '../test-results/network',
	workers: 1,
	timeout: 90_000,
	// Delays are those of browsers that share the machine with everything else.
	retries: 1,
	expect: { timeout: 15_000 },
	reporter: 'list',
	// Cases of many minutes: `npm run test:network:long`.
	...(process.env.LAB_LONG ? {} : { grepInvert: /@long/ })
});
