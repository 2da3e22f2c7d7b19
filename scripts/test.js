// `npm test`: everything that must hold before a change lands. Installs what is missing first.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureBrowsers } from './browsers.js';
import { ensureCoturn } from './coturn.js';
import { build, install, requireNode, ROOT, step, tryRun } from './prepare.js';

requireNode();
install();
ensureBrowsers();
ensureCoturn();

const results = join(ROOT, 'test-results', 'summary');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const total = { passed: 0, failed: 0 };
/** @type {string[]} what failed, said once more at the end */
const failures = [];

/** @param {number} passed @param {number} failed */
function count(passed, failed) {
	total.passed += passed;
	total.failed += failed;
}

/** A check that only says yes or no. @param {string} title @param {string[]} args */
function check(title, args) {
	step(title);
	const isGood = tryRun('npm', ['run', '--silent', ...args]) === 0;
	count(Number(isGood), Number(!isGood));
	if (!isGood) failures.push(title);
}

/** @param {string} file @param {number} status @param {(report: any) => { passed: number, failed: number }} read */
function countReport(file, status, read) {
	if (!existsSync(file)) return count(0, 1);
	const { passed, failed } = read(JSON.parse(readFileSync(file, 'utf8')));
	// A runner that fails without a failed test (it could not start, a file has an error) is a failure too.
	count(passed, failed === 0 && status !== 0 ? 1 : failed);
}

check('Lint', ['lint']);
check('Types', ['check']);

step('Unit and convergence tests');
const unit = join(results, 'unit.json');
const unitStatus = tryRun('npx', [
	'vitest',
	'run',
	'--reporter=default',
	'--reporter=json',
	`--outputFile.json=${unit}`
]);
countReport(unit, unitStatus, ({ numPassedTests, numFailedTests, testResults }) => {
	for (const { name, message, assertionResults } of testResults) {
		const failed = assertionResults.filter((/** @type {any} */ { status }) => status === 'failed');
		if (message) failures.push(`${relative(ROOT, name)}: ${message.split('\n')[0]}`);
		for (const { fullName, failureMessages } of failed) {
			failures.push(`${relative(ROOT, name)}: ${fullName}: ${failureMessages[0]?.split('\n')[0]}`);
		}
	}
	return { passed: numPassedTests, failed: numFailedTests };
});

build();
step('Browser tests');
const browser = join(results, 'browser.json');
const browserStatus = tryRun('npx', ['playwright', 'test', '--reporter=list,json'], {
	PLAYWRIGHT_JSON_OUTPUT_FILE: browser
});
countReport(browser, browserStatus, ({ stats }) => {
	if (stats.flaky > 0) console.log(`${stats.flaky} browser tests passed only when tried again.`);
	return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
});

if (failures.length > 0) console.log(`\nWhat failed, browser tests aside:\n  ${failures.join('\n  ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
