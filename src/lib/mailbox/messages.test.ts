import { describe, expect, it } from 'vitest';
import { forSeeds, mutate, Random } from '../../../tests/support/random.ts';
import {
	challengeBytes,
	encodeMessage,
	encodeRequest,
	entrySigningBytes,
	MAILBOX_REFUSALS,
	MAX_BLOB_PARTS,
	MAX_CHUNK_BYTES,
	MAX_CHUNKS,
	MAX_ENTRY_BYTES,
	MAX_FRAME_BYTES,
	NO_EPOCH,
	parseMessage,
	parseRequest,
	type MailboxMessage,
	type MailboxRequest
} from './messages.ts';

const random = new Random(11);
const bytes = (length: number) => random.bytes(length);
const mailbox = 'mailbox-of-the-tests-1';
const epoch = bytes(16);
const [name, other] = [bytes(32), bytes(32)];
const far = Number.MAX_SAFE_INTEGER;

const requests: MailboxRequest[] = [
	{ type: 'open', version: 1, mailbox, position: 0, epoch: new Uint8Array() },
	{ type: 'open', version: 2, mailbox, position: far, epoch },
	{ type: 'prove', publicKey: bytes(32), signature: bytes(64) },
	{ type: 'append', request: 1, epoch: bytes(16), entry: bytes(300) },
	{ type: 'append', request: far, epoch: bytes(16), entry: bytes(1) },
	{ type: 'putChunk', request: 2, bytes: bytes(300) },
	{
		type: 'replace',
		request: 3,
		last: 70_000,
		epoch,
		chunks: [name, other],
		blobs: [other],
		manifest: bytes(200)
	},
	{ type: 'replace', request: 3, last: 0, epoch: NO_EPOCH, chunks: [], blobs: [], manifest: bytes(200) },
	{ type: 'getChunk', request: 4, name },
	{ type: 'putBlob', request: 5, name, part: MAX_BLOB_PARTS - 1, bytes: bytes(300) },
	{ type: 'getBlob', request: 6, name, part: 0 },
	{ type: 'hasBlob', request: 7, name },
	{ type: 'ping' }
];

const messages: MailboxMessage[] = [
	{ type: 'challenge', challenge: bytes(32) },
	{
		type: 'opened',
		epoch,
		position: 5,
		isContinued: true,
		ttlS: 7_776_000,
		usedBytes: 5_000_000_000,
		maxBytes: 1
	},
	{
		type: 'opened',
		epoch: new Uint8Array(16),
		position: 0,
		isContinued: false,
		ttlS: 1,
		usedBytes: 0,
		maxBytes: 1
	},
	{ type: 'entry', position: 7, chunks: null, entry: bytes(300) },
	{ type: 'entry', position: far, chunks: [name, other], entry: bytes(300) },
	{ type: 'entry', position: 7, chunks: [], entry: bytes(300) },
	{ type: 'caughtUp', position: 7 },
	{ type: 'proven' },
	{ type: 'done', request: 8, position: 9, epoch },
	...MAILBOX_REFUSALS.map((reason) => ({ type: 'refused' as const, request: 8, reason })),
	{ type: 'bytes', request: 8, bytes: bytes(300) },
	{ type: 'bytes', request: 8, bytes: null },
	{ type: 'pong' },
	{ type: 'bye', reason: 'bis bald, 再见' }
];

describe('mailbox message', () => {
	it.each(requests)('of a client comes out as it went in: $type', (request) => {
		expect(parseRequest(encodeRequest(request))).toEqual(request);
	});
	it.each(messages)('of the server comes out as it went in: $type', (message) => {
		expect(parseMessage(encodeMessage(message))).toEqual(message);
	});
	it('is refused when any of its bytes is missing, or one is too many', () => {
		for (const [frame, parse] of [
			...requests.map((request) => [encodeRequest(request), parseRequest] as const),
			...messages.map((message) => [encodeMessage(message), parseMessage] as const)
		]) {
			for (let length = 0; length < frame.length; length++)
				expect(parse(frame.subarray(0, length)), `${length} of ${frame.length} bytes`).toBeNull();
			expect(parse(Uint8Array.of(...frame, 0))).toBeNull();
		}
	});
	it('is refused when it is of an unknown type', () => {
		for (let type = 10; type < 256; type++) {
			expect(parseRequest(Uint8Array.of(type, 0, 0, 0))).toBeNull();
			expect(parseMessage(Uint8Array.of(type, 0, 0, 0))).toBeNull();
		}
	});
	it.each<[string, MailboxRequest]>([
		['an empty entry', { type: 'append', request: 1, epoch: bytes(16), entry: new Uint8Array() }],
		[
			'an entry that is too long',
			{ type: 'append', request: 1, epoch: bytes(16), entry: new Uint8Array(MAX_ENTRY_BYTES + 1) }
		],
		[
			'a chunk that is too long',
			{ type: 'putChunk', request: 1, bytes: new Uint8Array(MAX_CHUNK_BYTES + 1) }
		],
		[
			'too many chunks',
			{
				type: 'replace',
				request: 1,
				last: 1,
				epoch,
				chunks: Array<Uint8Array>(MAX_CHUNKS + 1).fill(name),
				blobs: [],
				manifest: name
			}
		],
		['a part too many', { type: 'putBlob', request: 1, name, part: MAX_BLOB_PARTS, bytes: name }],
		['a name that is too short', { type: 'open', version: 1, mailbox: 'short', position: 0, epoch }],
		[
			'a path for a name',
			{ type: 'open', version: 1, mailbox: '../../../../etc/passwd', position: 0, epoch }
		],
		['half an epoch', { type: 'open', version: 1, mailbox, position: 0, epoch: epoch.subarray(8) }],
		[
			'a position without an epoch',
			{ type: 'open', version: 1, mailbox, position: 1, epoch: epoch.subarray(16) }
		]
	])('of a client is refused with %s', (_, request) => {
		expect(parseRequest(encodeRequest(request))).toBeNull();
	});
	it('is refused when it is longer than a frame, and taken when it is as long', () => {
		const longest: MailboxRequest = {
			type: 'append',
			request: 1,
			epoch: bytes(16),
			entry: new Uint8Array(MAX_ENTRY_BYTES)
		};
		const parsed = parseRequest(encodeRequest(longest));
		expect(parsed?.type === 'append' && parsed.entry.length).toBe(MAX_ENTRY_BYTES);
		expect(parseRequest(new Uint8Array(MAX_FRAME_BYTES + 1))).toBeNull();
		expect(parseMessage(new Uint8Array(MAX_FRAME_BYTES + 1))).toBeNull();
	});
	it('never throws on bytes of strangers, and reserves nothing for lengths they only claim', () => {
		const frames = [...requests.map(encodeRequest), ...messages.map(encodeMessage)];
		let passed = 0;
		forSeeds(5_000, (seeded) => {
			const frame = seeded.chance(0.2)
				? Uint8Array.of(seeded.int(12), ...seeded.bytes(seeded.int(80)))
				: mutate(seeded.pick(frames), seeded);
			const parsed = [parseRequest(frame), parseMessage(frame)];
			if (parsed.some((value) => value !== null)) passed++;
		});
		expect(passed).toBeGreaterThan(50);
	});
	it('signs each thing as what it is, for one mailbox', () => {
		const signed = [
			challengeBytes(name, mailbox),
			challengeBytes(name, `${mailbox}2`),
			entrySigningBytes(mailbox, name),
			entrySigningBytes(`${mailbox}2`, name),
			entrySigningBytes(mailbox, other)
		].map((text) => Buffer.from(text).toString('hex'));
		expect(new Set(signed).size).toBe(signed.length);
	});
});
