import { chromium, type Browser } from '@playwright/test';
import { join } from 'node:path';
import { CHROMIUM } from '../support/browsers.ts';
import type { Namespace } from './namespace.ts';

export interface LabBrowserOptions {
	/** False: candidates show the host's address, as they do once a page may use the microphone. By default they are names
	 * that only the same LAN can resolve (mDNS), as in every stock Chromium. */
	readonly hidesAddresses?: boolean;
	readonly args?: readonly string[];
}

/** Chromium on a host of the lab. The runner talks to it over pipes, so no network lies between. */
export function launchBrowser(
	host: Namespace,
	{ hidesAddresses = true, args = [] }: LabBrowserOptions = {}
): Promise<Browser> {
	const { executablePath, args: quiet = [] } = CHROMIUM.launchOptions;
	if (!executablePath) throw new Error('expected a Chromium, got none');
	return chromium.launch({
		executablePath: join(import.meta.dirname, 'in-namespace.sh'),
		env: { ...process.env, LAB_NAMESPACE: host.name, LAB_BROWSER: executablePath },
		args: [...quiet, ...(hidesAddresses ? [] : ['--disable-features=WebRtcHideLocalIpsWithMdns']), ...args]
	});
}
