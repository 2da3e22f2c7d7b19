import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './support/browsers.ts';

// `npm run screenshots`: the pictures in README, made from the running app.
export default defineConfig({
	testDir: 'screenshots',
	outputDir: '../test-results/screenshots',
	workers: 1,
	timeout: 60_000,
	reporter: 'line',
	use: { ...CHROMIUM, viewport: { width: 1280, height: 800 } }
});
