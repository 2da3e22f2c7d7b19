// What a browser tells of the way to a peer while it looks for one and when it has found one, for the connection
// doctor: kinds of addresses, never the addresses themselves.

/** Kinds of addresses: of the device itself, as the outside sees it (by STUN), of a relay (by TURN). */
export type CandidateKind = 'host' | 'reflexive' | 'relay';

export interface IceFacts {
	/** How documents travel; null while there is no way. */
	readonly path: 'direct' | 'relay' | null;
	/** How this browser reaches its relay, where it uses one. */
	readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null;
	/** Addresses found on our side and told by the peer. */
	readonly own: ReadonlySet<CandidateKind>;
	readonly theirs: ReadonlySet<CandidateKind>;
	/** STUN and TURN servers' errors, as ICE numbers them: 401 refused, 701 out of reach. */
	readonly errors: ReadonlySet<number>;
	readonly hasAnswer: boolean;
}

/** Collects what one connection tells. */
export class IceWatch implements IceFacts {
	readonly own = new Set<CandidateKind>();
	readonly theirs = new Set<CandidateKind>();
	readonly errors = new Set<number>();
	path: IceFacts['path'] = null;
	relayProtocol: IceFacts['relayProtocol'] = null;
	readonly #connection: RTCPeerConnection;

	constructor(connection: RTCPeerConnection) {
		this.#connection = connection;
		connection.addEventListener('icecandidate', ({ candidate }) => note(this.own, candidate?.candidate));
		connection.addEventListener('icecandidateerror', ({ errorCode }) => this.errors.add(errorCode));
	}

	get hasAnswer(): boolean {
		return this.#connection.remoteDescription !== null;
	}

	/** The peer told an address of its own. */
	noteTheirs(candidate: unknown): void {
		note(this.theirs, typeof candidate === 'string' ? candidate : undefined);
	}

	/** Looks how documents travel now. Never throws. */
	async refresh(): Promise<void> {
		try {
			const pair = selectedPairOf(await this.#connection.getStats());
			this.path = pair?.path ?? null;
			this.relayProtocol = pair?.relayProtocol ?? null;
		} catch (error) {
			console.warn('This browser does not tell how it is connected.', error);
		}
	}
}

type Stats = Readonly<Record<string, unknown>>;

function selectedPairOf(report: {
	forEach: (each: (stats: Stats) => void) => void;
}): Pick<IceFacts, 'path' | 'relayProtocol'> | null {
	const byId = new Map<unknown, Stats>();
	report.forEach((stats) => byId.set(stats.id, stats));
	const all = [...byId.values()];
	// Firefox has no transport stats, but marks the pair itself.
	const transport = all.find(
		({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId
	);
	const pair = transport
		? byId.get(transport.selectedCandidatePairId)
		: all.find(
				({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded'
			);
	if (!pair) return null;
	const [local, remote] = [byId.get(pair.localCandidateId), byId.get(pair.remoteCandidateId)];
	const isRelayed = [local, remote].some((candidate) => candidate?.candidateType === 'relay');
	const protocol = local?.candidateType === 'relay' ? local.relayProtocol : null;
	return {
		path: isRelayed ? 'relay' : 'direct',
		relayProtocol: protocol === 'udp' || protocol === 'tcp' || protocol === 'tls' ? protocol : null
	};
}

// candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx …                    — RFC 8839, section 5.1
function note(kinds: Set<CandidateKind>, candidate: string | undefined): void {
	const kind = / typ (host|srflx|prflx|relay)\b/.exec(candidate ?? '')?.[1];
	if (kind) kinds.add(kind === 'srflx' || kind === 'prflx' ? 'reflexive' : (kind as 'host' | 'relay'));
}
