import { afterEach, describe, expect, it, vi } from 'vitest';
import { IceWatch } from './ice-facts.ts';

type Stats = Readonly<Record<string, unknown>>;

/** As much of an RTCPeerConnection as is watched. */
class Connection extends EventTarget {
	remoteDescription: unknown = null;
	stats: readonly Stats[] = [];

	async getStats(): Promise<Map<string, Stats>> {
		return new Map(this.stats.map((entry) => [String(entry.id), entry]));
	}
}

function watch(stats: readonly Stats[] = []) {
	const connection = Object.assign(new Connection(), { stats });
	return { connection, ice: new IceWatch(connection as unknown as RTCPeerConnection) };
}

const candidateEvent = (candidate: string | null) =>
	Object.assign(new Event('icecandidate'), { candidate: candidate === null ? null : { candidate } });
const candidateOf = (type: string) =>
	`candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ ${type} raddr 0`;

const candidates: readonly Stats[] = [
	{ id: 'local host', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
	{ id: 'local relay', type: 'local-candidate', candidateType: 'relay', relayProtocol: 'tls' },
	{ id: 'remote host', type: 'remote-candidate', candidateType: 'host' },
	{ id: 'remote relay', type: 'remote-candidate', candidateType: 'relay' }
];
const pair = (id: string, local: string, remote: string, more: Stats = {}): Stats => ({
	id,
	type: 'candidate-pair',
	localCandidateId: local,
	remoteCandidateId: remote,
	state: 'succeeded',
	...more
});

afterEach(() => void vi.restoreAllMocks());

describe('ice facts', () => {
	it.each([
		['host', 'host'],
		['srflx', 'reflexive'],
		['prflx', 'reflexive'],
		['relay', 'relay']
	])('count an address of type %s as %s, on either side', (type, kind) => {
		const { connection, ice } = watch();
		connection.dispatchEvent(candidateEvent(candidateOf(type)));
		ice.noteTheirs(candidateOf(type));
		expect([[...ice.own], [...ice.theirs]]).toEqual([[kind], [kind]]);
	});
	it('count nothing else', () => {
		const { connection, ice } = watch();
		for (const text of [null, '', 'candidate:1 1 udp 1 1.2.3.4 5', 'typ hostess', 'x typ other']) {
			connection.dispatchEvent(candidateEvent(text));
			ice.noteTheirs(text);
		}
		for (const odd of [undefined, 7, {}]) ice.noteTheirs(odd);
		expect([ice.own.size, ice.theirs.size]).toEqual([0, 0]);
	});
	it('keep the errors of STUN and TURN servers', () => {
		const { connection, ice } = watch();
		for (const errorCode of [701, 401, 701]) {
			connection.dispatchEvent(Object.assign(new Event('icecandidateerror'), { errorCode }));
		}
		expect([...ice.errors]).toEqual([701, 401]);
	});
	it('know whether the peer has answered', () => {
		const { connection, ice } = watch();
		expect(ice.hasAnswer).toBe(false);
		connection.remoteDescription = { type: 'answer' };
		expect(ice.hasAnswer).toBe(true);
	});
	it.each<[string, readonly Stats[], string | null, string | null]>([
		['nothing', [], null, null],
		[
			'Chromium, before a pair is selected',
			[...candidates, { id: 'T', type: 'transport' }, pair('P', 'local host', 'remote host')],
			null,
			null
		],
		[
			'Chromium, direct',
			[
				...candidates,
				{ id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
				pair('Q', 'local relay', 'remote host', { nominated: true }),
				pair('P', 'local host', 'remote host', { nominated: true })
			],
			'direct',
			null
		],
		[
			'Chromium, over a relay of ours',
			[
				...candidates,
				{ id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
				pair('P', 'local relay', 'remote host')
			],
			'relay',
			'tls'
		],
		[
			'Chromium, over a relay of theirs',
			[
				...candidates,
				{ id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
				pair('P', 'local host', 'remote relay')
			],
			'relay',
			null
		],
		[
			'Firefox, direct',
			[
				...candidates,
				pair('Q', 'local relay', 'remote relay', { nominated: false, selected: false }),
				pair('P', 'local host', 'remote host', { nominated: true, selected: true })
			],
			'direct',
			null
		],
		[
			'Firefox, over a relay',
			[
				...candidates,
				pair('Q', 'local host', 'remote host', { nominated: true, state: 'failed' }),
				pair('P', 'local relay', 'remote relay', { nominated: true, selected: true })
			],
			'relay',
			'tls'
		],
		[
			'Firefox, while it still looks',
			[...candidates, pair('P', 'local host', 'remote host', { nominated: true, state: 'in-progress' })],
			null,
			null
		],
		[
			'a pair whose candidates are not told',
			[pair('P', 'gone', 'gone too', { nominated: true })],
			'direct',
			null
		],
		[
			'a relay protocol that nobody knows',
			[
				{ id: 'L', type: 'local-candidate', candidateType: 'relay', relayProtocol: 'pigeon' },
				pair('P', 'L', 'remote host', { nominated: true })
			],
			'relay',
			null
		]
	])('read from %s how documents travel', async (_, stats, path, relayProtocol) => {
		const { ice } = watch(stats);
		await ice.refresh();
		expect([ice.path, ice.relayProtocol]).toEqual([path, relayProtocol]);
	});
	it('forget the way when there is none any more', async () => {
		const { connection, ice } = watch([
			...candidates,
			pair('P', 'local host', 'remote host', { nominated: true })
		]);
		await ice.refresh();
		expect(ice.path).toBe('direct');
		connection.stats = [];
		await ice.refresh();
		expect(ice.path).toBeNull();
	});
	it('do not throw where a browser tells nothing', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		const { connection, ice } = watch();
		connection.getStats = () => Promise.reject(new Error('closed'));
		await ice.refresh();
		expect([ice.path, warn.mock.calls.length]).toEqual([null, 1]);
	});
});
