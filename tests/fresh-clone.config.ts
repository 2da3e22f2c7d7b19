import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './support/browsers.ts';

// `npm run test:fresh-clone`: what a stranger does first. Its own command, since it installs everything once more.
export default defineConfig({
	testDir: 'fresh-clone',
	outputDir: '../test-results/fresh-clone',
	workers: 1,
	timeout: 600_000,
	reporter: 'list',
	use: { ...CHROMIUM, viewport: { width: 1280, height: 800 } }
});
