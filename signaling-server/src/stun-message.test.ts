import { describe, expect, it } from 'vitest';
import { forSeeds, mutate } from '../../tests/support/random.ts';
import { crc32 } from './crc32.ts';
import {
	BINDING_ERROR,
	BINDING_REQUEST,
	BINDING_SUCCESS,
	encodeBindingSuccess,
	encodeUnknownAttributes,
	parseStun,
	unknownAttributesOf
} from './stun-message.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// RFC 5769, sections 2.1 to 2.3.
const REQUEST = bytesOf(`
	000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff
	80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
	80280004e57a3bcf`);
const RESPONSE_IPV4 = bytesOf(`
	0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643
	000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96`);
const RESPONSE_IPV6 = bytesOf(`
	010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179
	bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c`);
const TRANSACTION = bytesOf('b7e7a701bc34d686fa87dfae');
const MINIMAL = bytesOf(`000100002112a442${hexOf(TRANSACTION)}`);

const attribute = (message: Uint8Array, type: number) =>
	parseStun(message)?.attributes.find((one) => one.type === type)?.value;

describe('STUN message', () => {
	it('has the checksum that everybody else computes', () => {
		expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
		expect(crc32(new Uint8Array())).toBe(0);
	});
	it('of RFC 5769 is read, fingerprint and all', () => {
		const request = parseStun(REQUEST);
		expect(request?.type).toBe(BINDING_REQUEST);
		expect(hexOf(request?.transaction ?? new Uint8Array())).toBe(hexOf(TRANSACTION));
		expect(request?.attributes.map(({ type }) => type)).toEqual([
			0x8022, 0x0024, 0x8029, 0x0006, 0x0008, 0x8028
		]);
		expect(Buffer.from(attribute(REQUEST, 0x0006) ?? []).toString()).toBe('evtj:h6vY');
		expect(parseStun(RESPONSE_IPV4)?.type).toBe(BINDING_SUCCESS);
		expect(parseStun(RESPONSE_IPV6)?.type).toBe(BINDING_SUCCESS);
	});
	it('tells an address as the responses of RFC 5769 do', () => {
		const ipv4 = encodeBindingSuccess(TRANSACTION, '192.0.2.1', 32853);
		expect(attribute(ipv4, 0x0020)).toEqual(attribute(RESPONSE_IPV4, 0x0020));
		for (const ip of ['2001:db8:1234:5678:11:2233:4455:6677', '2001:0DB8:1234:5678:0011:2233:4455:6677']) {
			const ipv6 = encodeBindingSuccess(TRANSACTION, ip, 32853);
			expect(attribute(ipv6, 0x0020)).toEqual(attribute(RESPONSE_IPV6, 0x0020));
		}
		expect(parseStun(ipv4)).toMatchObject({ type: BINDING_SUCCESS, transaction: TRANSACTION });
	});
	it.each([
		['::1', '00000000000000000000000000000001'],
		['fe80::1%eth0', 'fe800000000000000000000000000001'],
		['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
		['2001:db8::', '20010db8000000000000000000000000']
	])('tells %s in full', (ip, hex) => {
		const masked = attribute(encodeBindingSuccess(TRANSACTION, ip, 1), 0x0020)?.subarray(4) ?? [];
		const mask = [0x21, 0x12, 0xa4, 0x42, ...TRANSACTION];
		expect(hexOf(Uint8Array.from(masked, (byte, i) => byte ^ (mask[i] ?? 0)))).toBe(hex);
	});
	it('is at most 2.6 times as long as the shortest request', () => {
		expect(parseStun(MINIMAL)).toMatchObject({ type: BINDING_REQUEST, attributes: [] });
		expect(encodeBindingSuccess(TRANSACTION, '192.0.2.1', 1).length).toBe(40);
		expect(encodeBindingSuccess(TRANSACTION, '2001:db8::1', 1).length).toBe(52);
	});
	it('names what was not understood, each once', () => {
		const request = bytesOf(
			`000100142112a442${hexOf(TRANSACTION)} 00030004 00000002 00240000 00030000 80290000`
		);
		const unknown = unknownAttributesOf(
			parseStun(request) ?? { type: 0, transaction: TRANSACTION, attributes: [] }
		);
		expect(unknown).toEqual([0x0003, 0x0024]);
		const answer = encodeUnknownAttributes(TRANSACTION, unknown);
		expect(parseStun(answer)?.type).toBe(BINDING_ERROR);
		expect(hexOf(attribute(answer, 0x0009) ?? new Uint8Array())).toBe('00000414');
		expect(hexOf(attribute(answer, 0x000a) ?? new Uint8Array())).toBe('00030024');
	});
	it.each([
		['nothing', ''],
		['too little', hexOf(MINIMAL).slice(0, 38)],
		['too much', `${hexOf(MINIMAL)}00`],
		['a length that is not its own', `00010004${hexOf(MINIMAL).slice(8)}`],
		['a length that is no multiple of four', `00010002${hexOf(MINIMAL).slice(8)}0000`],
		['another cookie', hexOf(MINIMAL).replace('2112a442', '2112a443')],
		['leading ones, as RTP has', `80${hexOf(MINIMAL).slice(2)}`],
		['an attribute that ends elsewhere', `00010004${hexOf(MINIMAL).slice(8)}80220008`],
		['a wrong fingerprint', hexOf(REQUEST).replace(/.$/, '0')],
		[
			'a fingerprint that is not the last',
			`00010014${hexOf(MINIMAL).slice(8)}80280004e57a3bcf8022000474657374`
		],
		['a long one', `00010218${hexOf(MINIMAL).slice(8)}${'80220000'.repeat(134)}`]
	])('is none: %s', (_, hex) => expect(parseStun(bytesOf(hex))).toBeNull());
	it('never makes parsing throw or answers longer than what was asked, however it was damaged', () => {
		let parsed = 0;
		forSeeds(5_000, (random) => {
			const bytes = mutate(random.pick([REQUEST, RESPONSE_IPV4, RESPONSE_IPV6, MINIMAL]), random);
			const message = parseStun(bytes);
			if (!message) return;
			parsed++;
			const unknown = unknownAttributesOf(message);
			if (unknown.length === 0) return;
			const answer = encodeUnknownAttributes(message.transaction, unknown);
			expect(answer.length).toBeLessThanOrEqual(3 * bytes.length);
			expect(parseStun(answer)).not.toBeNull();
		});
		expect(parsed).toBeGreaterThan(50);
	});
});
