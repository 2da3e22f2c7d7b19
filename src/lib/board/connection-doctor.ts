// What the connection doctor says: for each person how the work gets to them, or why not and what would help. Facts in,
// plain words out.
import type { SignalingStatus } from '$lib/signaling/signaling-client';
import { isUnreachable } from './connection-facts.ts';

/** What is known of the way to somebody. */
export interface ContactFacts {
	/** Random, of this opening of the board; says nothing outside of it. */
	readonly peer: string;
	readonly person: { readonly name: string; readonly color: string } | null;
	/** `through-server`: names and cursors by way of the room server, the document by its mailbox. */
	readonly state: 'open' | 'looking' | 'through-others' | 'through-server';
	readonly role: 'editor' | 'viewer' | null;
	readonly rttMs: number | null;
	readonly path: 'direct' | 'relay' | null;
	readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null;
	/** Of the connection, or of the last try that failed. */
	readonly own: ReadonlySet<'host' | 'reflexive' | 'relay'>;
	readonly theirs: ReadonlySet<'host' | 'reflexive' | 'relay'>;
	readonly errors: ReadonlySet<number>;
	readonly hasAnswer: boolean;
	readonly failures: number;
	readonly failedFor: string | null;
	/** Messages of theirs that were dropped: not theirs to send, or none at all. */
	readonly refusedCount: number;
	readonly seconds: number;
}

export interface DoctorFacts {
	readonly signaling: SignalingStatus | null;
	/** False where the browser has no WebRTC. */
	readonly canConnect: boolean;
	readonly hasStun: boolean;
	readonly hasTurn: boolean;
	readonly contacts: readonly ContactFacts[];
	/** Dropped messages of everybody who was here since the board was opened. */
	readonly refusedCount: number;
	/** What a bug report wants: browser, page, time. */
	readonly surroundings: Readonly<Record<string, string>>;
}

type Tone = 'good' | 'notice' | 'quiet';

export interface Diagnosis {
	readonly server: { readonly tone: Tone; readonly phrase: string };
	readonly people: readonly PersonDiagnosis[];
	/** What would help, most important first. */
	readonly advice: readonly string[];
	/** For a bug report: no names, no addresses, no link, no keys. */
	readonly report: string;
}

export interface PersonDiagnosis {
	readonly key: string;
	readonly name: string;
	readonly color: string | null;
	readonly tone: Tone;
	readonly phrase: string;
	/** Why there is no way, where there is none. */
	readonly reason: string | null;
}

export function diagnose(facts: DoctorFacts): Diagnosis {
	const people = facts.contacts.map((contact) => describe(contact, facts));
	return { server: describeServer(facts), people, advice: adviceFor(facts), report: reportOf(facts) };
}

function describeServer({ signaling, canConnect }: DoctorFacts): Diagnosis['server'] {
	if (!canConnect) return { tone: 'notice', phrase: 'This browser has no WebRTC, so nobody can be met' };
	switch (signaling) {
		case 'joined':
			return { tone: 'good', phrase: 'Connected' };
		case 'waiting':
			return { tone: 'notice', phrase: 'Out of reach; tried again every few seconds' };
		case 'room is full':
			return { tone: 'notice', phrase: 'This board’s room is full' };
		case 'server is full':
			return { tone: 'notice', phrase: 'It has no room for another board just now' };
		case 'too many from here':
			return { tone: 'notice', phrase: 'Too many connections from this network' };
		case 'connecting':
		case null:
			return { tone: 'quiet', phrase: 'Connecting' };
		default:
			return signaling satisfies never;
	}
}

function describe(contact: ContactFacts, facts: DoctorFacts): PersonDiagnosis {
	const { peer, person } = contact;
	const base = { key: peer, name: person?.name ?? 'Somebody', color: person?.color ?? null, reason: null };
	const refused = contact.refusedCount > 0 ? ` · ${contact.refusedCount} refused` : '';
	switch (contact.state) {
		case 'open': {
			const way = contact.path === 'relay' ? 'Through a relay' : contact.path ? 'Direct' : 'Connected';
			const trip = contact.rttMs === null ? '' : ` · ${describeTrip(contact.rttMs)}`;
			return { ...base, tone: 'good', phrase: way + trip + refused };
		}
		case 'through-others': {
			const reason = contact.failures > 0 ? reasonFor(contact, facts) : null;
			return { ...base, tone: reason ? 'quiet' : 'good', phrase: 'Through others', reason };
		}
		case 'through-server':
			return {
				...base,
				tone: 'quiet',
				phrase: 'Through the room server',
				reason: facts.canConnect ? reasonFor(contact, facts) : null
			};
		case 'looking':
			if (!isUnreachable(contact)) return { ...base, tone: 'quiet', phrase: 'Connecting' };
			return { ...base, tone: 'notice', phrase: 'No way there yet', reason: reasonFor(contact, facts) };
		default:
			return contact.state satisfies never;
	}
}

function describeTrip(rttMs: number): string {
	return rttMs < 1 ? 'under 1 ms' : `${Math.round(rttMs)} ms`;
}

function reasonFor({ failedFor, own, theirs, errors, hasAnswer }: ContactFacts, facts: DoctorFacts): string {
	if (failedFor?.startsWith('peer speaks version')) return 'They run another version: reload on both sides.';
	if (failedFor?.startsWith('peer could not prove'))
		return 'They could not prove that they have a link to this board.';
	if (!hasAnswer) return 'Their browser does not answer; it may be asleep.';
	if (own.has('relay') || theirs.has('relay'))
		return 'Not even the relay connects the two of you; tried again.';
	if (facts.hasTurn && errors.has(401)) return 'The relay refused us.';
	if (facts.hasTurn) return 'The relay can’t be reached from here.';
	if (facts.hasStun && !own.has('reflexive')) return 'This network seems to block UDP.';
	if (facts.hasStun && !theirs.has('reflexive')) return 'Their network seems to block UDP.';
	return 'Neither network lets the other’s browser in.';
}

function adviceFor({ contacts, signaling, hasTurn, hasStun, canConnect }: DoctorFacts): string[] {
	const advice: string[] = [];
	const failing = contacts.filter(({ failures, state }) => failures > 0 && state !== 'open');
	if (!canConnect) advice.push('Open the board in a browser with WebRTC turned on.');
	if (signaling === 'waiting')
		advice.push('Check this device’s network. Drawing goes on meanwhile, and is saved here.');
	if (failing.some(({ hasAnswer }) => hasAnswer)) {
		if (!hasTurn)
			advice.push('A relay (TURN) on the room server would connect you; whoever runs it can add one.');
		if (!hasStun)
			advice.push('The room server’s STUN is turned off, or this page is open at a local address.');
		advice.push('Meanwhile a common network, such as one phone’s hotspot, connects you directly.');
	}
	if (failing.some(({ hasAnswer }) => !hasAnswer))
		advice.push('Ask them to bring the board’s tab to the front.');
	return advice;
}

function reportOf(facts: DoctorFacts): string {
	const yes = (value: boolean) => (value ? 'yes' : 'no');
	const list = (values: ReadonlySet<string | number>) => [...values].join('+') || 'none';
	const lines = [
		...Object.entries(facts.surroundings).map(([name, value]) => `${name}: ${value}`),
		`room server: ${facts.signaling ?? 'not asked yet'} · WebRTC ${yes(facts.canConnect)} · STUN ${yes(facts.hasStun)} · TURN ${yes(facts.hasTurn)}`,
		`refused messages: ${facts.refusedCount}`,
		...facts.contacts.map((contact, i) => {
			const { state, role, path, relayProtocol, rttMs, own, theirs, errors } = contact;
			return [
				`peer ${i + 1}: ${state}${role ? ` ${role}` : ''} for ${Math.round(contact.seconds)} s`,
				`path ${path ?? 'none'}${relayProtocol ? ` over ${relayProtocol}` : ''}`,
				`rtt ${rttMs === null ? 'unknown' : `${Math.round(rttMs)} ms`}`,
				`candidates ${list(own)} / ${list(theirs)}`,
				`errors ${list(errors)}`,
				`failures ${contact.failures}${contact.failedFor ? ` (${contact.failedFor})` : ''}`,
				`refused ${contact.refusedCount}`
			].join(' · ');
		})
	];
	return lines.join('\n');
}
