import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { documentsOfSeveral } from '../../../tests/support/random-document.ts';
import { forSeeds, mutate, Random } from '../../../tests/support/random.ts';
import {
	encodeAcked,
	encodeKept,
	encodeMark,
	encodeAwareness,
	encodeDigest,
	encodeForwarded,
	encodeFull,
	encodeNeighbours,
	encodeQueryAwareness,
	encodeSynced,
	encodeSyncStep1,
	encodeUpdate,
	parseDocumentMessage,
	type DocumentMessage
} from './document-message.ts';
import { encodeHello, encodeProof, PROTOCOL_VERSION, type Hello } from './handshake-messages.ts';
import { createSessionKeys, signStatement } from './statements.ts';

const random = new Random(1);
const hello: Hello = {
	version: PROTOCOL_VERSION,
	nonce: random.bytes(32),
	clientId: 2 ** 32 - 1,
	peer: 'alice-äß',
	role: 'viewer',
	sessionKey: random.bytes(32)
};
const proof = { membership: random.bytes(32), write: random.bytes(64) };
const statement = signStatement(
	{ peer: 'alice', clientId: 7, clock: 3, json: '{"name":"Alice"}' },
	createSessionKeys()
);
const sample = (seed: number) => documentsOfSeveral(new Random(seed))[0] ?? new Y.Doc();

/** Every kind of message, written and as it is to be read. */
function messagesOf(doc: Y.Doc, random: Random): [Uint8Array, DocumentMessage][] {
	const update = Y.encodeStateAsUpdate(doc);
	const [digest, state] = [random.bytes(16), random.bytes(random.int(100))];
	const neighbours = Array.from({ length: random.int(20) }, (_, i) => ({
		peer: `peer ${i}`,
		writes: random.chance(0.5)
	}));
	return [
		[encodeHello(hello), { type: 'hello', ...hello }],
		[encodeProof(proof), { type: 'proof', ...proof }],
		[
			encodeProof({ ...proof, write: new Uint8Array() }),
			{ type: 'proof', ...proof, write: new Uint8Array() }
		],
		[encodeSyncStep1(doc), { type: 'sync-step-1', known: Y.decodeStateVector(Y.encodeStateVector(doc)) }],
		[encodeUpdate(update), { type: 'update', update, isAnswer: false }],
		[encodeUpdate(update, { isAnswer: true }), { type: 'update', update, isAnswer: true }],
		[encodeSynced(), { type: 'synced' }],
		[encodeDigest(digest), { type: 'digest', digest }],
		[encodeNeighbours(neighbours), { type: 'neighbours', neighbours }],
		[encodeForwarded('bob-äß', update), { type: 'forwarded', author: 'bob-äß', update }],
		[encodeFull(), { type: 'full' }],
		[encodeAcked(2 ** 40), { type: 'acked', bytes: 2 ** 40 }],
		[encodeMark({ number: 7, clock: 2 ** 33 }), { type: 'mark', number: 7, clock: 2 ** 33 }],
		[encodeKept(300), { type: 'kept', number: 300 }],
		[statement.message, { type: 'statement', statement }],
		[encodeAwareness(state), { type: 'awareness', update: state }],
		[encodeQueryAwareness(), { type: 'query-awareness' }]
	];
}

describe('document message', () => {
	it('survives being written and read', () => {
		forSeeds(20, (random, seed) => {
			for (const [bytes, message] of messagesOf(sample(seed), random)) {
				expect(parseDocumentMessage(bytes)).toEqual(message);
			}
		});
	});
	it('tells a part of an answer from a live update as y-protocols does', () => {
		const update = Y.encodeStateAsUpdate(sample(1));
		expect([...encodeUpdate(update).subarray(0, 2)]).toEqual([0, 2]);
		expect([...encodeUpdate(update, { isAnswer: true }).subarray(0, 2)]).toEqual([0, 1]);
	});
	it('is null where any of its end is missing, or anything follows it', () => {
		for (const [bytes] of messagesOf(sample(2), random)) {
			for (let length = 0; length < bytes.length; length++) {
				expect(parseDocumentMessage(bytes.subarray(0, length))).toBeNull();
			}
			expect(parseDocumentMessage(Uint8Array.of(...bytes, 0))).toBeNull();
		}
	});
	it.each<[string, (encoder: encoding.Encoder) => void]>([
		['of an unknown type', (encoder) => encoding.writeVarUint(encoder, 2)],
		[
			"of y-webrtc's type for tabs",
			(encoder) => encoding.writeUint8Array(encoder, Uint8Array.of(4, 1, 1, 65))
		],
		[
			'of an unknown step of sync',
			(encoder) => {
				encoding.writeUint8Array(encoder, Uint8Array.of(0, 3));
				encoding.writeVarUint8Array(encoder, Y.encodeStateAsUpdate(new Y.Doc()));
			}
		],
		[
			'from a peer of an unknown role',
			(encoder) => encoding.writeUint8Array(encoder, encodeHello({ ...hello, role: 'owner' as 'editor' }))
		],
		[
			'from a client whose id Yjs would not make',
			(encoder) => encoding.writeUint8Array(encoder, encodeHello({ ...hello, clientId: 2 ** 32 }))
		],
		[
			'from a peer whose id is long',
			(encoder) => encoding.writeUint8Array(encoder, encodeHello({ ...hello, peer: 'p'.repeat(65) }))
		],
		[
			'a proof whose signature has no possible length',
			(encoder) => encoding.writeUint8Array(encoder, encodeProof({ ...proof, write: new Uint8Array(63) }))
		],
		['a long digest', (encoder) => encoding.writeUint8Array(encoder, encodeDigest(new Uint8Array(65)))],
		[
			'an update of an author whose id is long',
			(encoder) => encoding.writeUint8Array(encoder, encodeForwarded('p'.repeat(65), Uint8Array.of(0, 0)))
		],
		[
			'more neighbours than anybody has',
			(encoder) => {
				const neighbours = Array.from({ length: 257 }, (_, i) => ({ peer: `${i}`, writes: true }));
				encoding.writeUint8Array(encoder, encodeNeighbours(neighbours));
			}
		],
		[
			'a neighbour whose id is long',
			(encoder) =>
				encoding.writeUint8Array(encoder, encodeNeighbours([{ peer: 'p'.repeat(65), writes: true }]))
		]
	])('is null when %s', (_, write) => expect(parseDocumentMessage(encoding.encode(write))).toBeNull());
	it('is read by lib0 itself: an overlong number is the same to us and to y-webrtc', () => {
		const update = Y.encodeStateAsUpdate(sample(3));
		const bytes = Uint8Array.of(0x80, 0x80, 0x00, 0x82, 0x00, ...encodeUpdate(update).subarray(2));
		expect(parseDocumentMessage(bytes)).toEqual({ type: 'update', update, isAnswer: false });
	});
	it('is null, and soon, where it claims more than it has', () => {
		const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
		const start = performance.now();
		for (const type of [[0, 0], [0, 1], [0, 2], [1], [102], [104], [105], [106]]) {
			expect(parseDocumentMessage(Uint8Array.from([...type, ...huge]))).toBeNull();
		}
		expect(parseDocumentMessage(Uint8Array.from([0, 0, huge.length, ...huge]))).toBeNull();
		expect(performance.now() - start).toBeLessThan(1_000);
	});
	it('never throws on a mutated message', () => {
		const docs = [1, 2, 3, 4].map(sample);
		const messages = docs.flatMap((doc) => messagesOf(doc, random));
		const types = new Set(messages.map(([, { type }]) => type));
		const counts = new Map<string, number>();
		forSeeds(20_000, (random) => {
			const [bytes] = random.pick(messages);
			const message = parseDocumentMessage(mutate(bytes, random));
			const type = message?.type ?? 'null';
			counts.set(type, (counts.get(type) ?? 0) + 1);
			if (message) expect(types).toContain(message.type);
		});
		// Neither all accepted nor all refused, or this would test nothing.
		expect(counts.get('null')).toBeGreaterThan(2_000);
		expect(counts.get('update')).toBeGreaterThan(200);
	});
	it('never throws on random bytes', () => {
		forSeeds(20_000, (random) => {
			const bytes = random.bytes(random.int(60));
			const type = random.pick([0, 1, 3, 100, 101, 102, 104, 105, 106]);
			if (random.chance(0.7)) bytes.set([type, random.int(3), bytes.length - 3].slice(0, bytes.length));
			const message = parseDocumentMessage(bytes);
			expect(message === null || typeof message.type === 'string').toBe(true);
		});
	});
});
