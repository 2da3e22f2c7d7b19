// Finds the browsers the tests drive, and installs what is missing where that is possible.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tryRun, step } from './prepare.js';

const CHROMIUMS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];
const FIREFOXES = ['/usr/bin/firefox-esr'];

/** Where a Chromium is; undefined when there is none. `CHROMIUM_PATH` comes first. */
export function findChromium() {
	return firstThatExists([process.env.CHROMIUM_PATH ?? '', ...CHROMIUMS, playwrightChromium()]);
}

/** Where a stock Firefox ESR is; undefined when there is none. `FIREFOX_PATH` comes first. */
export function findFirefox() {
	return firstThatExists([process.env.FIREFOX_PATH ?? '', ...FIREFOXES]);
}

/** Sees to it that there is a Chromium. Ends the process where none can be had. */
export function ensureChromium() {
	if (!findChromium()) {
		step('Installing Chromium for the tests');
		if (tryRun('npx', ['playwright', 'install', '--with-deps', 'chromium']) !== 0) installPackage('chromium');
	}
	if (!findChromium()) {
		console.error('The browser tests need Chromium: install it, or set CHROMIUM_PATH to where it is.');
		process.exit(1);
	}
}

/** Sees to it that the tests have a Chromium, and a Firefox where Debian's can be had. */
export function ensureBrowsers() {
	ensureChromium();
	if (!findFirefox()) {
		step('Installing Firefox ESR for the tests');
		installPackage('firefox-esr');
	}
	if (!findFirefox()) console.log('No firefox-esr: the tests between Chromium and Firefox are skipped.');
}

/**
 * Installs it where we may: as root, with apt.
 * @param {string} name of a Debian package
 */
export function installPackage(name) {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
	const quietly = { DEBIAN_FRONTEND: 'noninteractive' };
	tryRun('apt-get', ['update', '-qq'], quietly);
	tryRun('apt-get', ['install', '-y', '-qq', name], quietly);
}

function playwrightChromium() {
	try {
		const script =
			"import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";
		return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
	} catch {
		return ''; // Playwright knows no browser for this system
	}
}

/** @param {string[]} paths */
function firstThatExists(paths) {
	return paths.find((path) => path && existsSync(path));
}
