import type { LaunchOptions } from '@playwright/test';
import { findChromium, findFirefox } from '../../scripts/browsers.js';

// Root has no sandbox in Chromium, and the rest keeps it from calling home.
const QUIET = [
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-quic',
	'--no-first-run',
	...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
	// A name that is neither localhost nor encrypted: what a phone on the LAN sees, without leaving this machine.
	'--host-resolver-rules=MAP board.lan 127.0.0.1'
];

/** The system's Chromium. */
export const CHROMIUM: { readonly browserName: 'chromium'; readonly launchOptions: LaunchOptions } = {
	browserName: 'chromium',
	launchOptions: { executablePath: findChromium(), args: QUIET }
};

/** The stock Firefox ESR; null where there is none. */
export const FIREFOX: LaunchOptions | null = (() => {
	const executablePath = findFirefox();
	return executablePath ? { executablePath, channel: 'moz-firefox' } : null;
})();
