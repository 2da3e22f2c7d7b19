import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './support/browsers.ts';

// `npm run test:durability`: what must never be lost, over many kills, sessions and versions. Takes many minutes.
export default defineConfig({
	testDir: 'durability',
	outputDir: '../test-results/durability',
	workers: 1,
	timeout: 1_800_000,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: { ...CHROMIUM, viewport: { width: 1280, height: 800 } }
});
