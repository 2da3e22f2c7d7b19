import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { Chains } from './chains.ts';
import { ClockRanges } from './clock-ranges.ts';
import { MailboxCursor } from './mailbox-cursor.ts';
import { encodeManifest, parseManifest } from './manifest.ts';

const random = new Random(11);

function someRanges(): ClockRanges {
	const ranges = new ClockRanges();
	for (let i = 0; i < 20; i++) ranges.add(random.int(5), random.int(1_000), 1_000 + random.int(1_000));
	return ranges;
}

function someChains(): Chains {
	const chains = new Chains();
	const session = random.bytes(16);
	chains.take({ session, counter: 0, previous: new Uint8Array(16) }, random.bytes(16));
	chains.take({ session, counter: 3, previous: random.bytes(16) }, random.bytes(16));
	return chains;
}

function someCursor(): MailboxCursor {
	const cursor = new MailboxCursor();
	cursor.reset(random.bytes(16));
	cursor.chains = someChains();
	cursor.held.structs.addAll(someRanges());
	cursor.held.deletions.addAll(someRanges());
	cursor.advance(123_456);
	cursor.logged(random.bytes(200));
	return cursor;
}

describe('a manifest', () => {
	it('survives being written and read, and is none when truncated or made up', () => {
		const part = { name: random.bytes(32), size: 300_000, structs: someRanges(), hasDeletions: true };
		const manifest = { chains: someChains(), parts: [part, { ...part, hasDeletions: false }] };
		const bytes = encodeManifest(manifest);
		expect(encodeManifest(parseManifest(bytes) ?? manifest)).toEqual(bytes);
		expect(parseManifest(bytes)?.parts.map(({ size, hasDeletions }) => [size, hasDeletions])).toEqual([
			[300_000, true],
			[300_000, false]
		]);
		for (let i = 0; i < bytes.length; i++) expect(parseManifest(bytes.subarray(0, i))).toBeNull();
		for (let i = 0; i < 500; i++) parseManifest(random.bytes(random.int(200)));
	});
});

describe('what is known of a mailbox', () => {
	it('survives being written and read', () => {
		const cursor = someCursor();
		const restored = new MailboxCursor();
		restored.restore(cursor.encode());
		expect(restored.encode()).toEqual(cursor.encode());
		expect([restored.position, restored.logEntries, restored.chains.hasGap]).toEqual([123_456, 1, true]);
	});

	it('is nothing where the bytes are truncated', () => {
		const bytes = someCursor().encode();
		for (let i = 0; i < bytes.length; i++) {
			const restored = new MailboxCursor();
			restored.restore(bytes.subarray(0, i));
			expect(restored.encode()).toEqual(new MailboxCursor().encode());
		}
	});
});
