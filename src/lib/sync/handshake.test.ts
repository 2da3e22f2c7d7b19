import * as decoding from 'lib0/decoding';
import { describe, expect, it } from 'vitest';
import { forSeeds, mutate, Random } from '../../../tests/support/random.ts';
import { deriveBoardKeys, type BoardKeys } from '../access/board-keys.ts';
import { parseDocumentMessage } from './document-message.ts';
import { encodeHello, encodeProof, parseHello, type Hello, type Proof } from './handshake-messages.ts';
import { Handshake, type HandshakeOptions, type HandshakeStep } from './handshake.ts';
import { createSessionKeys } from './statements.ts';

const random = new Random(1);
const board = deriveBoardKeys({ role: 'editor', seed: random.bytes(16) });
const otherBoard = deriveBoardKeys({ role: 'editor', seed: random.bytes(16) });
const view: BoardKeys = { ...board, role: 'viewer', writeKey: null };
const sessions = [createSessionKeys(), createSessionKeys(), createSessionKeys()];

const [ALICE, BOB, MALLORY] = ['alice', 'bob', 'mallory'];
const clientIds: Readonly<Record<string, number>> = { alice: 1, bob: 2, mallory: 3 };
/** What each one's browser calls its own certificate. */
const certificateOf = (peer: string) => `sha-256 of ${peer}`;

interface EndOptions extends Partial<Omit<HandshakeOptions, 'self'>> {
	readonly self?: Partial<HandshakeOptions['self']>;
}

/** One end of a link between alice, who dials, and bob. */
function endOf(peer: string, { self = {}, ...options }: EndOptions = {}): Handshake {
	const remote = options.remote ?? (peer === ALICE ? BOB : ALICE);
	const index = (clientIds[peer] ?? 1) - 1;
	return new Handshake({
		keys: board,
		self: {
			peer,
			clientId: clientIds[peer] ?? 9,
			sessionKey: sessions[index]?.publicKey ?? new Uint8Array(32),
			...self
		},
		remote,
		isInitiator: peer === ALICE,
		fingerprints: () => ({ own: certificateOf(peer), remote: certificateOf(remote) }),
		...options
	});
}

/** What the bytes of a hello or a proof say. */
function read<T extends 'hello' | 'proof'>(bytes: Uint8Array, type: T): T extends 'hello' ? Hello : Proof {
	const message = parseDocumentMessage(bytes);
	if (message?.type !== type) throw new Error(`expected a ${type}, got ${message?.type}`);
	return message as never;
}

const helloOf = (handshake: Handshake) => read(handshake.hello, 'hello');

/** The proof that follows from a hello. */
function proofOf(step: HandshakeStep): Proof {
	if (step.status !== 'waiting') throw new Error(`expected a proof, got ${JSON.stringify(step)}`);
	return read(step.send, 'proof');
}

/** Both hellos go over; then each gets the other's proof. */
function meet(alice: Handshake, bob: Handshake): [HandshakeStep, HandshakeStep] {
	const ofAlice = alice.receiveHello(helloOf(bob));
	const ofBob = bob.receiveHello(helloOf(alice));
	if (ofAlice.status === 'failed' || ofBob.status === 'failed') return [ofAlice, ofBob];
	return [alice.receiveProof(proofOf(ofBob)), bob.receiveProof(proofOf(ofAlice))];
}

const NO_MEMBER = 'peer could not prove that it has a link of this board';
const NO_WRITER = 'peer could not prove that it may draw';
const failed = (reason: string) => ({ status: 'failed', reason });

describe('handshake', () => {
	it.each<[string, BoardKeys, BoardKeys]>([
		['two editors', board, board],
		['an editor who dials a viewer', board, view],
		['a viewer who dials an editor', view, board],
		['two viewers', view, view]
	])('proves %s to each other', (_, ofAlice, ofBob) => {
		const [alice, bob] = [endOf(ALICE, { keys: ofAlice }), endOf(BOB, { keys: ofBob })];
		const steps = meet(alice, bob);
		expect(steps).toEqual([
			{ status: 'proven', hello: helloOf(bob) },
			{ status: 'proven', hello: helloOf(alice) }
		]);
		expect([helloOf(alice).role, helloOf(bob).role]).toEqual([ofAlice.role, ofBob.role]);
	});
	it('has a new nonce every time', () => {
		const nonces = Array.from({ length: 50 }, () => String(helloOf(endOf(ALICE)).nonce));
		expect(new Set(nonces).size).toBe(50);
	});

	it('refuses its own proof sent back, by whoever dials or answers', () => {
		for (const peer of [ALICE, BOB]) {
			const [end, other] = [endOf(peer), endOf(peer === ALICE ? BOB : ALICE)];
			const proof = proofOf(end.receiveHello(helloOf(other)));
			expect(end.receiveProof(proof)).toEqual(failed('peer sent our own proof back'));
		}
	});
	it('refuses its own signature sent back with another membership', () => {
		const [alice, bob] = [endOf(ALICE), endOf(BOB)];
		const { write } = proofOf(alice.receiveHello(helloOf(bob)));
		const { membership } = proofOf(bob.receiveHello(helloOf(alice)));
		expect(alice.receiveProof({ membership, write })).toEqual(failed('peer sent our own proof back'));
	});
	it('refuses its own hello sent back, and one that repeats its nonce or its session key', () => {
		const own = helloOf(endOf(ALICE));
		for (const echo of [own, { ...own, peer: BOB }, { ...own, peer: BOB, clientId: 2 }]) {
			const alice = endOf(ALICE);
			const hello = { ...echo, nonce: helloOf(alice).nonce };
			expect(alice.receiveHello(hello).status).toBe('failed');
		}
		const alice = endOf(ALICE);
		const session = { ...helloOf(endOf(BOB)), sessionKey: own.sessionKey };
		expect(alice.receiveHello(session)).toEqual(failed('peer repeats what we said'));
		const nonce = { ...helloOf(endOf(BOB)), nonce: helloOf(endOf(ALICE)).nonce };
		expect(endOf(ALICE).receiveHello(nonce).status, 'another link’s nonce is no repetition').toBe('waiting');
	});
	it('refuses a proof of another link between the same two', () => {
		const [firstAlice, firstBob] = [endOf(ALICE), endOf(BOB)];
		firstAlice.receiveHello(helloOf(firstBob));
		const recorded = proofOf(firstBob.receiveHello(helloOf(firstAlice)));
		const alice = endOf(ALICE);
		alice.receiveHello(helloOf(firstBob));
		expect(alice.receiveProof(recorded)).toEqual(failed(NO_MEMBER));
	});
	it('refuses a proof made for somebody else, passed on', () => {
		// Mallory is a member too, has links with both, and lets them prove themselves to each other.
		const [alice, bob] = [endOf(ALICE, { remote: MALLORY }), endOf(BOB, { remote: MALLORY })];
		const asBob = { ...helloOf(bob), peer: MALLORY };
		const asAlice = { ...helloOf(alice), peer: MALLORY };
		alice.receiveHello(asBob);
		expect(alice.receiveProof(proofOf(bob.receiveHello(asAlice)))).toEqual(failed(NO_MEMBER));
	});
	it('refuses who holds another board, as a whole or in its read key or its write key', () => {
		const { readKey, writeKey, writePublicKey, boardId } = otherBoard;
		for (const [keys, reason] of [
			[otherBoard, NO_MEMBER],
			[{ ...board, boardId }, NO_MEMBER],
			[{ ...board, readKey }, NO_MEMBER],
			[{ ...board, writeKey }, NO_WRITER],
			[{ ...board, writeKey, writePublicKey }, NO_WRITER]
		] as const) {
			const [step] = meet(endOf(ALICE), endOf(BOB, { keys }));
			expect(step).toEqual(failed(reason));
		}
	});
	it('refuses a viewer that claims to be an editor, whatever it signs with', () => {
		const claims: BoardKeys = { ...view, role: 'editor' };
		for (const keys of [claims, { ...claims, writeKey: otherBoard.writeKey }]) {
			expect(meet(endOf(ALICE), endOf(BOB, { keys }))[0]).toEqual(failed(NO_WRITER));
			expect(meet(endOf(ALICE, { keys }), endOf(BOB))[1]).toEqual(failed(NO_WRITER));
		}
	});
	it('takes an editor that says it is a viewer for a viewer', () => {
		const [step] = meet(endOf(ALICE), endOf(BOB, { keys: { ...board, role: 'viewer' } }));
		expect(step).toMatchObject({ status: 'proven', hello: { role: 'viewer' } });
	});
	it.each<[string, EndOptions, EndOptions]>([
		[
			'at one side',
			{ fingerprints: () => ({ own: certificateOf(ALICE), remote: certificateOf(MALLORY) }) },
			{}
		],
		[
			'at the other side',
			{},
			{ fingerprints: () => ({ own: certificateOf(BOB), remote: certificateOf(MALLORY) }) }
		],
		[
			'at both sides',
			{ fingerprints: () => ({ own: certificateOf(ALICE), remote: certificateOf(MALLORY) }) },
			{ fingerprints: () => ({ own: certificateOf(BOB), remote: certificateOf(MALLORY) }) }
		],
		[
			'in their order',
			{ fingerprints: () => ({ own: certificateOf(BOB), remote: certificateOf(ALICE) }) },
			{}
		]
	])('fails at both sides when fingerprints were swapped %s', (_, ofAlice, ofBob) => {
		expect(meet(endOf(ALICE, ofAlice), endOf(BOB, ofBob))).toEqual([failed(NO_MEMBER), failed(NO_MEMBER)]);
	});
	it('fails where a description names no fingerprint, or several', () => {
		const alice = endOf(ALICE, { fingerprints: () => null });
		expect(alice.receiveHello(helloOf(endOf(BOB)))).toEqual(
			failed('the connection has no unambiguous fingerprints')
		);
	});
	it('fails where the fingerprints changed after the proof was made', () => {
		let certificate = certificateOf(BOB);
		const alice = endOf(ALICE, {
			fingerprints: () => ({ own: certificateOf(ALICE), remote: certificate })
		});
		const bob = endOf(BOB);
		alice.receiveHello(helloOf(bob));
		const proof = proofOf(bob.receiveHello(helloOf(alice)));
		certificate = certificateOf(MALLORY);
		expect(alice.receiveProof(proof)).toEqual(failed(NO_MEMBER));
	});
	it('refuses who was not called, who has our client id, and who speaks another version', () => {
		const hello = helloOf(endOf(BOB));
		expect(endOf(ALICE).receiveHello({ ...hello, peer: MALLORY })).toEqual(
			failed('peer is not who was called')
		);
		expect(endOf(ALICE).receiveHello({ ...hello, peer: ALICE })).toEqual(
			failed('peer is not who was called')
		);
		expect(endOf(ALICE, { remote: ALICE }).receiveHello({ ...hello, peer: ALICE })).toEqual(
			failed('peer is not who was called')
		);
		expect(endOf(ALICE).receiveHello({ ...hello, clientId: 1 })).toEqual(failed('peer claims our client id'));
		expect(endOf(ALICE).receiveHello({ ...hello, version: 1 })).toEqual(
			failed('peer speaks version 1, we speak 2')
		);
	});
	it('refuses a second hello, and a proof before any', () => {
		const [alice, bob] = [endOf(ALICE), endOf(BOB)];
		const proof = proofOf(bob.receiveHello(helloOf(alice)));
		expect(alice.receiveProof(proof)).toEqual(failed('a proof before its hello'));
		alice.receiveHello(helloOf(bob));
		expect(alice.receiveHello(helloOf(endOf(BOB)))).toEqual(failed('a second hello'));
	});
	it('refuses a hello that was changed on the way, in any field', () => {
		const changes: readonly Partial<Hello>[] = [
			{ clientId: 77 },
			{ role: 'viewer' },
			{ nonce: random.bytes(32) },
			{ sessionKey: random.bytes(32) }
		];
		for (const change of changes) {
			const [alice, bob] = [endOf(ALICE), endOf(BOB)];
			alice.receiveHello({ ...helloOf(bob), ...change });
			const proof = proofOf(bob.receiveHello(helloOf(alice)));
			expect(alice.receiveProof(proof), JSON.stringify(change)).toEqual(failed(NO_MEMBER));
		}
	});
	it('refuses an editor’s proof without its signature, and with one of the wrong length', () => {
		for (const write of [new Uint8Array(), new Uint8Array(64), random.bytes(64), random.bytes(63)]) {
			const [alice, bob] = [endOf(ALICE), endOf(BOB)];
			alice.receiveHello(helloOf(bob));
			const { membership } = proofOf(bob.receiveHello(helloOf(alice)));
			expect(alice.receiveProof({ membership, write })).toEqual(failed(NO_WRITER));
		}
	});
	it('is never proven by a hello or a proof with a byte that is not its own', () => {
		let parsed = 0;
		forSeeds(400, (random) => {
			const [alice, bob] = [endOf(ALICE), endOf(BOB)];
			const isHello = random.chance(0.5);
			const sent = isHello ? bob.hello : null;
			const bytes = sent && mutate(sent, random);
			const hello = parseDocumentMessage(bytes ?? bob.hello);
			if (hello?.type !== 'hello') return;
			const first = alice.receiveHello(hello);
			if (first.status === 'failed') return;
			const ofBob = bob.receiveHello(helloOf(alice));
			if (ofBob.status !== 'waiting') throw new Error('expected a proof');
			const proofBytes = isHello ? ofBob.send : mutate(ofBob.send, random);
			const isChanged = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) !== 0;
			if (isHello ? !isChanged(encodeHello(hello), bob.hello) : !isChanged(proofBytes, ofBob.send)) return;
			const proof = parseDocumentMessage(proofBytes);
			if (proof?.type !== 'proof') return;
			parsed++;
			expect(alice.receiveProof(proof).status).toBe('failed');
		});
		expect(parsed).toBeGreaterThan(20);
	});
	it('is written so that nothing but the whole is read', () => {
		const hello = encodeHello(helloOf(endOf(ALICE)));
		const proof = encodeProof({ membership: random.bytes(32), write: random.bytes(64) });
		for (const bytes of [hello, proof]) {
			for (let length = 0; length < bytes.length; length++) {
				expect(parseDocumentMessage(bytes.subarray(0, length))).toBeNull();
			}
		}
		// What is kept of it does not change when the buffer it came in is used again.
		const decoder = decoding.createDecoder(hello.slice());
		decoding.readVarUint(decoder);
		const parsed = parseHello(decoder);
		decoder.arr.fill(0);
		expect({ type: 'hello', ...parsed }).toEqual(read(hello, 'hello'));
	});
});
