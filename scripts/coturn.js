// Finds the relay the tests of deploy/ and of STUN talk to, and installs it where that is possible.
import { existsSync } from 'node:fs';
import { installPackage } from './browsers.js';
import { step } from './prepare.js';

const PROGRAMS = ['turnserver', 'turnutils_uclient', 'turnutils_peer', 'turnutils_stunclient'];

const hasCoturn = () => PROGRAMS.every((name) => existsSync(`/usr/bin/${name}`));

/** Sees to it that the tests have Debian's coturn, where it can be had; without it they are skipped. */
export function ensureCoturn() {
	if (!hasCoturn()) {
		step('Installing coturn for the tests');
		installPackage('coturn');
	}
	if (!hasCoturn()) console.log('No coturn: the tests of STUN and TURN with it are skipped.');
}
