import { describe, expect, it } from 'vitest';
import { diagnose, type ContactFacts, type DoctorFacts } from './connection-doctor.ts';

const PEER = 'f3b0c442-98fc-4c14-9afb-4c8996fb9242';

const contact = (differing: Partial<ContactFacts> = {}): ContactFacts => ({
	peer: PEER,
	person: { name: 'Lin', color: '#16a06a' },
	state: 'open',
	role: 'editor',
	rttMs: 23.4,
	path: 'direct',
	relayProtocol: null,
	own: new Set(['host', 'reflexive']),
	theirs: new Set(['host', 'reflexive']),
	errors: new Set(),
	hasAnswer: true,
	failures: 0,
	failedFor: null,
	refusedCount: 0,
	seconds: 12,
	...differing
});
const failing = (differing: Partial<ContactFacts> = {}) =>
	contact({
		state: 'looking',
		role: null,
		rttMs: null,
		path: null,
		failures: 1,
		failedFor: 'no connection in time',
		...differing
	});
const facts = (differing: Partial<DoctorFacts> = {}): DoctorFacts => ({
	signaling: 'joined',
	canConnect: true,
	hasStun: true,
	hasTurn: false,
	contacts: [],
	refusedCount: 0,
	surroundings: { browser: 'Chromium' },
	...differing
});
const personOf = (one: ContactFacts, differing: Partial<DoctorFacts> = {}) =>
	diagnose(facts({ contacts: [one], ...differing })).people[0];

describe('the connection doctor', () => {
	it.each<[string, ContactFacts, string, string]>([
		['a direct connection', contact(), 'Direct · 23 ms', 'good'],
		['one within the house', contact({ rttMs: 0.4 }), 'Direct · under 1 ms', 'good'],
		['a relay', contact({ path: 'relay', rttMs: null }), 'Through a relay', 'good'],
		['one whose path is not known yet', contact({ path: null }), 'Connected · 23 ms', 'good'],
		['refused messages', contact({ refusedCount: 7 }), 'Direct · 23 ms · 7 refused', 'good'],
		['a first try', failing({ failures: 0, failedFor: null }), 'Connecting', 'quiet'],
		['a failed one', failing(), 'No way there yet', 'notice'],
		[
			'somebody whom the server alone reaches',
			failing({ state: 'through-server' }),
			'Through the room server',
			'quiet'
		],
		['somebody seen through others', contact({ state: 'through-others' }), 'Through others', 'good']
	])('names %s', (_, one, phrase, tone) => expect(personOf(one)).toMatchObject({ phrase, tone }));

	it.each<[string, Partial<ContactFacts>, Partial<DoctorFacts>, RegExp]>([
		['a network without UDP here', { own: new Set(['host']) }, {}, /^This network seems to block UDP/],
		['a network without UDP there', { theirs: new Set(['host']) }, {}, /^Their network seems to block UDP/],
		['networks that let nobody in', {}, {}, /^Neither network lets/],
		['the same without STUN', { own: new Set(['host']) }, { hasStun: false }, /^Neither network lets/],
		['a browser that does not answer', { hasAnswer: false }, {}, /does not answer/],
		['a relay out of reach', {}, { hasTurn: true }, /relay can’t be reached/],
		['a relay that refuses', { errors: new Set([401]) }, { hasTurn: true }, /relay refused/],
		['a relay in vain', { own: new Set(['relay']) }, { hasTurn: true }, /Not even the relay/],
		['another version', { failedFor: 'peer speaks version 1, we speak 2' }, {}, /another version/],
		['no proof', { failedFor: 'peer could not prove that it may draw' }, {}, /could not prove/]
	])('gives as the reason %s', (_, one, differing, reason) => {
		expect(personOf(failing(one), differing)?.reason).toMatch(reason);
	});

	it('recommends a relay where there is none, and only then', () => {
		const advice = (hasTurn: boolean) => diagnose(facts({ hasTurn, contacts: [failing()] })).advice.join(' ');
		expect(advice(false)).toContain('TURN');
		expect(advice(true)).not.toContain('TURN');
	});
	it('has no advice while all is well', () => {
		expect(diagnose(facts({ contacts: [contact()] })).advice).toEqual([]);
	});
	it.each<[DoctorFacts['signaling'], string]>([
		['joined', 'good'],
		['waiting', 'notice'],
		['room is full', 'notice'],
		[null, 'quiet']
	])('tells how the room server is reached: %s', (signaling, tone) => {
		expect(diagnose(facts({ signaling })).server.tone).toBe(tone);
	});
	it('reports what a bug report wants, and neither names nor ids', () => {
		const { report } = diagnose(facts({ contacts: [contact(), failing()] }));
		expect(report).toContain('peer 1: open editor for 12 s · path direct · rtt 23 ms');
		expect(report).toContain('failures 1 (no connection in time)');
		expect(report).not.toContain('Lin');
		expect(report).not.toContain(PEER);
	});
});
