import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { documentsOfSeveral } from '../../../tests/support/random-document.ts';
import { forSeeds, mutate, Random } from '../../../tests/support/random.ts';
import {
	encodeAwareness,
	encodeDigest,
	encodeHello,
	encodeQueryAwareness,
	encodeSyncStep1,
	encodeUpdate,
	parseDocumentMessage,
	PROTOCOL_VERSION,
	type Hello
} from './document-message.ts';

const hello: Hello = { version: PROTOCOL_VERSION, clientId: 2 ** 32 - 1, peer: 'alice-äß', role: 'viewer' };
const sample = (seed: number) => documentsOfSeveral(new Random(seed))[0] ?? new Y.Doc();
const types = ['sync-step-1', 'update', 'awareness', 'query-awareness', 'hello', 'digest'];

describe('document message', () => {
	it('survives being written and read', () => {
		forSeeds(20, (random, seed) => {
			const doc = sample(seed);
			const update = Y.encodeStateAsUpdate(doc);
			const state = random.bytes(random.int(100));
			expect(parseDocumentMessage(encodeHello(hello))).toEqual({ type: 'hello', ...hello });
			const digest = Uint8Array.of(1, 2, 3);
			expect(parseDocumentMessage(encodeDigest(digest))).toEqual({ type: 'digest', digest });
			expect(parseDocumentMessage(encodeDigest(new Uint8Array(65)))).toBeNull();
			expect(parseDocumentMessage(encodeUpdate(update))).toEqual({ type: 'update', update });
			expect(parseDocumentMessage(encodeUpdate(update, { isLastOfSync: true }))).toEqual({
				type: 'update',
				update
			});
			expect(parseDocumentMessage(encodeAwareness(state))).toEqual({ type: 'awareness', update: state });
			expect(parseDocumentMessage(encodeQueryAwareness())).toEqual({ type: 'query-awareness' });
			expect(parseDocumentMessage(encodeSyncStep1(doc))).toEqual({
				type: 'sync-step-1',
				known: Y.decodeStateVector(Y.encodeStateVector(doc))
			});
		});
	});
	it('tells the last part of a sync from a live update as y-protocols does', () => {
		const update = Y.encodeStateAsUpdate(sample(1));
		expect([...encodeUpdate(update).subarray(0, 2)]).toEqual([0, 2]);
		expect([...encodeUpdate(update, { isLastOfSync: true }).subarray(0, 2)]).toEqual([0, 1]);
	});
	it('is null where any of its end is missing', () => {
		const doc = sample(2);
		for (const bytes of [
			encodeHello(hello),
			encodeSyncStep1(doc),
			encodeUpdate(Y.encodeStateAsUpdate(doc))
		]) {
			for (let length = 0; length < bytes.length; length++) {
				expect(parseDocumentMessage(bytes.subarray(0, length))).toBeNull();
			}
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
		]
	])('is null when %s', (_, write) => expect(parseDocumentMessage(encoding.encode(write))).toBeNull());
	it('is read by lib0 itself: an overlong number is the same to us and to y-webrtc', () => {
		const update = Y.encodeStateAsUpdate(sample(3));
		const bytes = Uint8Array.of(0x80, 0x80, 0x00, 0x82, 0x00, ...encodeUpdate(update).subarray(2));
		expect(parseDocumentMessage(bytes)).toEqual({ type: 'update', update });
	});
	it('is null where an update claims more than it has', () => {
		const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
		for (const content of [huge, [1, ...huge, 1, 0], [0, ...huge], [1, 1, 1, 0, 0x08, 1, 1, 97, ...huge]]) {
			const start = performance.now();
			expect(parseDocumentMessage(encodeUpdate(Uint8Array.from(content)))).toBeNull();
			expect(parseDocumentMessage(Uint8Array.from([0, 0, content.length, ...huge]))).toBeNull();
			expect(performance.now() - start).toBeLessThan(1_000);
		}
	});
	it('never throws on a mutated message, and what it accepts as an update is whole', () => {
		const messages = [1, 2, 3, 4].flatMap((seed) => {
			const doc = sample(seed);
			const [update, known] = [Y.encodeStateAsUpdate(doc), encodeSyncStep1(doc)];
			return [encodeUpdate(update), encodeUpdate(update), encodeUpdate(update), known, encodeHello(hello)];
		});
		const counts = new Map<string, number>();
		forSeeds(20_000, (random) => {
			const message = parseDocumentMessage(mutate(random.pick(messages), random));
			const type = message?.type ?? 'null';
			counts.set(type, (counts.get(type) ?? 0) + 1);
			if (message) expect(types).toContain(message.type);
			if (message?.type === 'update') Y.decodeUpdate(message.update);
		});
		// Neither all accepted nor all refused, or this would test nothing.
		expect(counts.get('null')).toBeGreaterThan(2_000);
		expect(counts.get('update')).toBeGreaterThan(200);
	});
	it('never throws on random bytes', () => {
		forSeeds(20_000, (random) => {
			const bytes = random.bytes(random.int(60));
			if (random.chance(0.7)) bytes.set([0, random.int(3), bytes.length - 3].slice(0, bytes.length));
			const message = parseDocumentMessage(bytes);
			expect(message === null || types.includes(message.type)).toBe(true);
		});
	});
});
