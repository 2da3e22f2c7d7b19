import { describe, expect, it } from 'vitest';
import { forSeeds, mutate } from '../../../tests/support/random.ts';
import { MAX_SIGNALING_BYTES, parseClientMessage, parseServerMessage } from './messages.ts';

const room = 'room-of-the-tests';
const peer = 'peer-alice';
const signal = {
	attempt: 1,
	data: { type: 'candidate', candidate: { candidate: 'candidate:1', sdpMid: '0' } }
};
const fromClient = [
	{ type: 'join', room, peer, role: 'editor' },
	{ type: 'signal', to: peer, signal },
	{ type: 'ping' }
];
const fromServer = [
	{
		type: 'members',
		peers: [
			{ peer, role: 'editor' },
			{ peer: 'peer-bob-1', role: 'viewer' }
		]
	},
	{ type: 'members', peers: [] },
	{ type: 'joined', peer, role: 'viewer' },
	{ type: 'left', peer },
	{ type: 'signal', from: peer, signal },
	{ type: 'pong' },
	{ type: 'refused', reason: 'room is full' }
];

/** JSON nested so deep that writing it again would run out of stack. */
const deep = (levels: number) => `{"attempt":1,"data":${'['.repeat(levels)}${']'.repeat(levels)}}`;

describe('signaling message', () => {
	it.each(fromClient)('of a client is read: $type', (message) => {
		expect(parseClientMessage(JSON.stringify(message))).toEqual(message);
		// Each side takes only what is meant for it.
		expect(parseServerMessage(JSON.stringify(message))).toBeNull();
	});
	it.each(fromServer)('of the server is read: $type', (message) => {
		expect(parseServerMessage(JSON.stringify(message))).toEqual(message);
		expect(parseClientMessage(JSON.stringify(message))).toBeNull();
	});
	it('carries all that a signal holds, whatever it may be', () => {
		const parsed = parseClientMessage(
			JSON.stringify({ type: 'signal', to: peer, signal: { attempt: 2, redial: true, new: 1 } })
		);
		expect(parsed).toEqual({ type: 'signal', to: peer, signal: { attempt: 2, redial: true, new: 1 } });
	});
	it.each([
		'',
		'null',
		'[]',
		'7',
		'"join"',
		'{}',
		'{"type":"join"}',
		'{"type":"leave"}',
		'{"type":"__proto__"}',
		'{"type":"ping"',
		`{"type":"join","room":"${room}","peer":"short","role":"editor"}`,
		`{"type":"join","room":"${room}","peer":"${'a'.repeat(65)}","role":"editor"}`,
		`{"type":"join","room":"${room}","peer":"with space","role":"editor"}`,
		`{"type":"join","room":"too-short","peer":"${peer}","role":"editor"}`,
		`{"type":"join","room":"${'a'.repeat(65)}","peer":"${peer}","role":"editor"}`,
		`{"type":"join","room":"../../../etc/passwd","peer":"${peer}","role":"editor"}`,
		`{"type":"join","room":"${room}\\n","peer":"${peer}","role":"editor"}`,
		`{"type":"join","room":["${room}"],"peer":"${peer}","role":"editor"}`,
		`{"type":"join","room":"${room}","peer":"${peer}"}`,
		`{"type":"join","room":"${room}","peer":"${peer}","role":"owner"}`,
		`{"type":"join","room":"${room}","peer":"${peer}","role":["editor"]}`,
		`{"type":"signal","to":"${peer}"}`,
		`{"type":"signal","to":"${peer}","signal":{}}`,
		`{"type":"signal","to":"${peer}","signal":{"attempt":-1}}`,
		`{"type":"signal","to":"${peer}","signal":{"attempt":1.5}}`,
		`{"type":"signal","to":"${peer}","signal":{"attempt":"1"}}`,
		`{"type":"signal","to":"${peer}","signal":{"attempt":1e999}}`,
		`{"type":"signal","to":"${peer}","signal":[]}`
	])('of a client is refused: %s', (text) => expect(parseClientMessage(text)).toBeNull());
	it.each([
		'{"type":"members"}',
		'{"type":"members","peers":"peer-alice"}',
		'{"type":"members","peers":["peer-alice"]}',
		'{"type":"members","peers":[{"peer":"peer-alice","role":"editor"},7]}',
		'{"type":"members","peers":[{"peer":"peer-alice","role":"owner"}]}',
		`{"type":"members","peers":[${Array.from({ length: 1_001 }, () => '{"peer":"peer-al1","role":"editor"}').join()}]}`,
		'{"type":"joined","peer":"peer-alice"}',
		'{"type":"joined","peer":null}',
		`{"type":"refused","reason":"${'a'.repeat(201)}"}`
	])('of the server is refused: %.60s', (text) => expect(parseServerMessage(text)).toBeNull());
	it('is refused when it is too long, however harmless', () => {
		const message = (filling: number) =>
			JSON.stringify({ type: 'signal', to: peer, signal: { attempt: 1, data: 'a'.repeat(filling) } });
		const frame = message(0).length;
		expect(parseClientMessage(message(MAX_SIGNALING_BYTES - frame))).not.toBeNull();
		expect(parseClientMessage(message(MAX_SIGNALING_BYTES - frame + 1))).toBeNull();
	});
	it('is refused when it is nested too deep to be written again', () => {
		expect(() => JSON.stringify(JSON.parse(deep(30_000)))).toThrow(RangeError);
		expect(parseClientMessage(`{"type":"signal","to":"${peer}","signal":${deep(30_000)}}`)).toBeNull();
		expect(parseServerMessage(`{"type":"signal","from":"${peer}","signal":${deep(30_000)}}`)).toBeNull();
		expect(parseClientMessage(`{"type":"signal","to":"${peer}","signal":${deep(5)}}`)).not.toBeNull();
	});
	it('never throws on mutated text, and what passes can be forwarded', () => {
		const texts = [...fromClient, ...fromServer].map((message) => Buffer.from(JSON.stringify(message)));
		let passed = 0;
		forSeeds(5_000, (random) => {
			const text = Buffer.from(mutate(random.pick(texts), random)).toString();
			for (const message of [parseClientMessage(text), parseServerMessage(text)]) {
				if (!message) continue;
				passed++;
				expect(JSON.stringify(message).length).toBeLessThan(MAX_SIGNALING_BYTES);
			}
		});
		expect(passed).toBeGreaterThan(50);
	});
});
