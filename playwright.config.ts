import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './tests/support/browsers.ts';

export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results/e2e',
	// Of one browser on one kind of machine; what is compared leaves room for the edges of lines.
	snapshotPathTemplate: 'tests/e2e/looks/{arg}{ext}',
	// Every test has several browsers' worth of pages; more at once would only fight for the processor.
	workers: 1,
	timeout: 90_000,
	// A busy machine is late now and then; what fails because of us fails twice. `npm test` says how often that was needed.
	retries: 1,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: { ...CHROMIUM, viewport: { width: 1280, height: 800 } }
});
