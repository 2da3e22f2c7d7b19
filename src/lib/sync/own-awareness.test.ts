import * as encoding from 'lib0/encoding';
import { afterEach, describe, expect, it } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { forSeeds, mutate } from '../../../tests/support/random.ts';
import { ownPartOf } from './own-awareness.ts';

const [ALICE, BOB] = [11, 22];
const opened: Awareness[] = [];
afterEach(() => opened.splice(0).forEach((awareness) => awareness.destroy()));

function awarenessOf(clientId: number): Awareness {
	const doc = new Y.Doc();
	doc.clientID = clientId;
	const awareness = new Awareness(doc);
	opened.push(awareness);
	return awareness;
}

/** An awareness update with these lines, well-formed whatever they say. */
function updateOf(...lines: readonly (readonly [client: number, clock: number, json: string])[]): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, lines.length);
		for (const [client, clock, json] of lines) {
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarString(encoder, json);
		}
	});
}

describe('own part of an awareness update', () => {
	it('is what a peer says of itself, and nothing of what it says of others', () => {
		const [alice, carol] = [awarenessOf(ALICE), awarenessOf(33)];
		alice.setLocalState({ name: 'Alice' });
		applyAwarenessUpdate(alice, updateOf([BOB, 9, '{"name":"not Bob"}']), 'test');
		const own = ownPartOf(encodeAwarenessUpdate(alice, [BOB, ALICE]), ALICE);
		applyAwarenessUpdate(carol, own ?? updateOf(), 'test');
		expect(carol.getStates().get(ALICE)).toEqual({ name: 'Alice' });
		expect(carol.getStates().has(BOB)).toBe(false);
	});
	it('keeps the clock and may be a goodbye', () => {
		expect(ownPartOf(updateOf([BOB, 1, '{}'], [ALICE, 7, 'null']), ALICE)).toEqual(
			updateOf([ALICE, 7, 'null'])
		);
	});
	it.each([
		['nobody', updateOf()],
		['others only', updateOf([BOB, 1, '{"name":"Bob"}'])],
		['a number for a state', updateOf([ALICE, 1, '7'])],
		['a text for a state', updateOf([ALICE, 1, '"Alice"'])],
		['an array for a state', updateOf([ALICE, 1, '[]'])],
		['broken JSON', updateOf([ALICE, 1, '{"name":'])],
		['a state that is too long', updateOf([ALICE, 1, JSON.stringify({ name: 'a'.repeat(32 * 1024) })])],
		['a state nested so deep that who walks it runs out of stack', updateOf([ALICE, 1, deep(15_000)])],
		['more lines than there are', Uint8Array.of(0xff, 0xff, 0xff, 0x0f)],
		['no bytes at all', new Uint8Array()]
	])('is nothing where the update has %s', (_, update) => expect(ownPartOf(update, ALICE)).toBeNull());
	it('is never about others and never a fault to apply, however the bytes are mutated', () => {
		const bytes = updateOf([BOB, 3, '{"name":"Bob"}'], [ALICE, 5, '{"name":"Alice","selection":["a","b"]}']);
		let taken = 0;
		forSeeds(5_000, (random) => {
			const own = ownPartOf(random.chance(0.1) ? random.bytes(random.int(60)) : mutate(bytes, random), ALICE);
			if (!own) return;
			taken++;
			const carol = awarenessOf(33);
			applyAwarenessUpdate(carol, own, 'test');
			expect([...carol.getStates().keys()].filter((client) => client !== 33 && client !== ALICE)).toEqual([]);
			encodeAwarenessUpdate(carol, [...carol.getStates().keys()]);
			carol.destroy();
		});
		expect(taken).toBeGreaterThan(100);
	});
});

function deep(levels: number): string {
	return `{"name":${'['.repeat(levels)}${']'.repeat(levels)}}`;
}
