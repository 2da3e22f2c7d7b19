import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

const digits = (length: number, first = 0) =>
	Array.from({ length }, (_, i) => (first + i).toString(16).padStart(2, '0').toUpperCase()).join(':');
const [ONE, OTHER] = [digits(32), digits(32, 32)];
const line = (rest: string) => `a=fingerprint:${rest}`;
const sdpOf = (...lines: readonly string[]) =>
	['v=0', 'o=- 1 2 IN IP4 127.0.0.1', ...lines, 'a=setup:actpass', ''].join('\r\n');
const normal = `sha-256 ${ONE.toLowerCase()}`;

describe('fingerprint of a description', () => {
	it.each<[string, string]>([
		['one line', sdpOf(line(`sha-256 ${ONE}`))],
		['line ends of one character', sdpOf(line(`sha-256 ${ONE}`)).replaceAll('\r', '')],
		['lower case', sdpOf(line(`sha-256 ${ONE.toLowerCase()}`))],
		['upper case', sdpOf(line(`SHA-256 ${ONE}`))],
		['the same line for each medium', sdpOf(line(`sha-256 ${ONE}`), line(`SHA-256 ${ONE.toLowerCase()}`))],
		['the line at the very end', `v=0\r\n${line(`sha-256 ${ONE}`)}`]
	])('is read in %s', (_, sdp) => expect(fingerprintOf(sdp)).toBe(normal));
	it.each([
		['sha-384', 48],
		['sha-512', 64]
	])('is read where it is %s', (hash, length) => {
		expect(fingerprintOf(sdpOf(line(`${hash} ${digits(length)}`)))).toBe(
			`${hash} ${digits(length).toLowerCase()}`
		);
	});
	it('tells two certificates apart', () => {
		expect(fingerprintOf(sdpOf(line(`sha-256 ${ONE}`)))).not.toBe(
			fingerprintOf(sdpOf(line(`sha-256 ${OTHER}`)))
		);
	});
	it.each<[string, string | undefined]>([
		['no description', undefined],
		['an empty one', ''],
		['none', sdpOf()],
		['two that differ', sdpOf(line(`sha-256 ${ONE}`), line(`sha-256 ${OTHER}`))],
		['two hashes of one certificate', sdpOf(line(`sha-256 ${ONE}`), line(`sha-384 ${digits(48)}`))],
		['a weak hash', sdpOf(line(`sha-1 ${digits(20)}`))],
		['a weak hash beside a strong one', sdpOf(line(`sha-256 ${ONE}`), line(`sha-1 ${digits(20)}`))],
		['too few digits', sdpOf(line(`sha-256 ${digits(31)}`))],
		['another after a space', sdpOf(line(`sha-256 ${ONE}`), ` ${line(`sha-256 ${OTHER}`)}`)],
		['another with spaces between', sdpOf(line(`sha-256 ${ONE}`), line(` sha-256  ${OTHER}`))],
		['another with a space behind', sdpOf(line(`sha-256 ${ONE}`), line(`sha-256 ${OTHER} `))],
		['another with a tab', sdpOf(line(`sha-256 ${ONE}`), line(`sha-256\t${OTHER}`))],
		['another in capitals', sdpOf(line(`sha-256 ${ONE}`), `A=FINGERPRINT:sha-256 ${OTHER}`)],
		[
			'another after a line end of one character',
			sdpOf(`${line(`sha-256 ${ONE}`)}\r${line(`sha-256 ${OTHER}`)}`)
		],
		['another without colons', sdpOf(line(`sha-256 ${ONE}`), line(`sha-256 ${OTHER.replaceAll(':', '')}`))],
		['another in the middle of a line', sdpOf(line(`sha-256 ${ONE}`), `a=x:1 ${line(`sha-256 ${OTHER}`)}`)]
	])('is none where there is %s', (_, sdp) => expect(fingerprintOf(sdp)).toBeNull());
});
