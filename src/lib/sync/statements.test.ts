import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import { forSeeds, mutate } from '../../../tests/support/random.ts';
import {
	createSessionKeys,
	isSigned,
	parseStatement,
	signStatement,
	STATEMENT,
	type Statement
} from './statements.ts';

const [alice, mallory] = [createSessionKeys(), createSessionKeys()];
const about = { peer: 'alice', clientId: 11, clock: 5, json: '{"name":"Alice","selection":["a","b"]}' };

/** The statement in a message; null when it is none. */
function parse(message: Uint8Array): Statement | null {
	try {
		const decoder = decoding.createDecoder(message);
		if (decoding.readVarUint(decoder) !== STATEMENT) return null;
		const statement = parseStatement(decoder);
		return decoding.hasContent(decoder) ? null : statement;
	} catch {
		return null;
	}
}

const saying = (json: string) => signStatement({ ...about, json }, alice).message;

function deep(levels: number): string {
	return `{"name":${'['.repeat(levels)}${']'.repeat(levels)}}`;
}

describe('statement', () => {
	it('survives being written and read, signed by its maker', () => {
		const statement = signStatement(about, alice);
		const read = parse(statement.message);
		expect(read).toEqual({ ...about, sessionKey: alice.publicKey, message: statement.message });
		expect([isSigned(statement), read && isSigned(read)]).toEqual([true, true]);
	});
	it('may be a goodbye', () => {
		expect(parse(saying('null'))).toMatchObject({ json: 'null', clock: 5 });
	});
	it('of which anything was changed is not signed', () => {
		const { message } = signStatement(about, alice);
		let read = 0;
		for (let i = 0; i < message.length; i++) {
			const changed = message.slice();
			changed[i] = (changed[i] ?? 0) ^ 1;
			const statement = parse(changed);
			if (!statement) continue;
			read++;
			expect(isSigned(statement), `byte ${i}`).toBe(false);
		}
		expect(read).toBeGreaterThan(50);
	});
	it('is not signed by another key than it names', () => {
		const forged = signStatement(about, { ...mallory, publicKey: alice.publicKey });
		expect(isSigned(forged)).toBe(false);
		expect(isSigned({ ...signStatement(about, alice), sessionKey: mallory.publicKey })).toBe(false);
	});
	it('with a key or a signature that is no point of the curve is not signed, and does not throw', () => {
		const statement = signStatement(about, { ...alice, publicKey: new Uint8Array(32).fill(0xff) });
		expect(isSigned(statement)).toBe(false);
		expect(isSigned({ ...statement, message: new Uint8Array() })).toBe(false);
	});
	it.each<[string, Uint8Array]>([
		['a number for a state', saying('7')],
		['a text for a state', saying('"Alice"')],
		['an array for a state', saying('[]')],
		['broken JSON', saying('{"name":')],
		['a state that is too long', saying(JSON.stringify({ name: 'a'.repeat(32 * 1024) }))],
		['a state nested so deep that who walks it runs out of stack', saying(deep(6_000))],
		['a state nested deeper than ours ever is', saying(deep(8))],
		['a long peer id', signStatement({ ...about, peer: 'p'.repeat(65) }, alice).message],
		['a client id that Yjs would not give', signStatement({ ...about, clientId: 2 ** 32 }, alice).message],
		['no bytes at all', new Uint8Array()],
		['more bytes than it has', Uint8Array.of(STATEMENT, 0xff, 0xff, 0xff, 0x0f)],
		[
			'a signature of the wrong length',
			encoding.encode((encoder) => {
				const decoder = decoding.createDecoder(signStatement(about, alice).message);
				encoding.writeVarUint(encoder, decoding.readVarUint(decoder));
				encoding.writeVarUint8Array(encoder, decoding.readVarUint8Array(decoder));
				encoding.writeVarUint8Array(encoder, new Uint8Array(63));
			})
		]
	])('is none with %s', (_, message) => expect(parse(message)).toBeNull());
	it('keeps what it says when the buffer it came in is used again', () => {
		const { message } = signStatement(about, alice);
		const buffer = message.slice();
		const statement = parse(buffer);
		buffer.fill(0);
		expect(statement).toEqual({ ...about, sessionKey: alice.publicKey, message });
	});
	it('never throws however its bytes are mutated, and what is signed is what was said', () => {
		const { message } = signStatement(about, alice);
		let read = 0;
		forSeeds(5_000, (random) => {
			const statement = parse(random.chance(0.1) ? random.bytes(random.int(60)) : mutate(message, random));
			if (!statement) return;
			if (read++ < 100 && isSigned(statement)) expect(statement).toMatchObject(about);
		});
		expect(read).toBeGreaterThan(50);
	});
});
