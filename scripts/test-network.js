// `npm run test:network`: the product on bad networks, in a lab of network namespaces. Installs what is missing first.
// Arguments go to Playwright.
import { existsSync } from 'node:fs';
import { ensureBrowsers, installPackage } from './browsers.js';
import { build, install, requireNode, tryRun } from './prepare.js';

/** Debian packages, and a file that tells that each is there. */
const NEEDED = {
	iproute2: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'],
	nftables: ['/usr/sbin/nft', '/sbin/nft', '/usr/bin/nft'],
	coturn: ['/usr/bin/turnserver'],
	python3: ['/usr/bin/python3']
};

const reason = whyNot();
if (reason) {
	console.log(`Network tests skipped: ${reason}.`);
	process.exit(0);
}
requireNode();
install();
ensureBrowsers();
build();
process.exit(
	tryRun('npx', ['playwright', 'test', '--config', 'tests/network.config.ts', ...process.argv.slice(2)])
);

/** Why the lab can't run here, in words; '' where it can. */
function whyNot() {
	if (process.platform !== 'linux') return 'they need network namespaces, which only Linux has';
	if (process.getuid?.() !== 0) return 'making network namespaces needs root';
	if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun';
	for (const [name, files] of Object.entries(NEEDED)) {
		if (!files.some((file) => existsSync(file))) installPackage(name);
		if (!files.some((file) => existsSync(file))) return `they need the package ${name}`;
	}
	return '';
}
