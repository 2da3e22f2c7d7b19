import type { Person } from '$lib/presence/people';
import type { SignalingStatus } from '$lib/signaling/signaling-client';
import type { Contact } from '$lib/sync/peer-links';
import type { Provider } from '$lib/sync/provider';
import type { ContactFacts, DoctorFacts } from './connection-doctor.ts';

/** How somebody's work gets here; null for whoever is known by name only. */
export type Path = 'direct' | 'relay' | 'forwarded' | 'server' | 'tab' | null;

/** How the work of the person with this client id gets here. */
export function pathOf(provider: Provider, clientId: number): Path {
	const peer = provider.peers.find((linked) => linked.clientId === clientId);
	if (peer) return peer.path;
	const far = provider.farClients.get(clientId);
	if (far === undefined) return 'tab';
	return provider.isWhispering(far) ? 'server' : 'forwarded';
}

/** Whether somebody is here whom no connection reaches, neither directly nor through others. */
export function hasUnreachable(provider: Provider): boolean {
	const far = new Set(provider.farClients.values());
	return provider.contacts.some(
		({ link, failures, peer }) =>
			!link?.isOpen && failures > 0 && (!far.has(peer) || provider.isWhispering(peer))
	);
}

/** Whether somebody is here whom nothing reaches, neither directly nor through others. */
export function isUnreachable({ state, failures }: Pick<ContactFacts, 'state' | 'failures'>): boolean {
	return state === 'looking' && failures > 0;
}

/** What else is known of the way to others. */
export interface ConnectionSurroundings {
	readonly signaling: SignalingStatus | null;
	readonly iceServers: readonly RTCIceServer[];
	/** Whether the room server's mailbox carries the document where nothing else does. */
	readonly hasMailbox: boolean;
}

/** What the connection doctor looks at. */
export function connectionFacts(
	provider: Provider | null,
	people: readonly Person[],
	{ signaling, iceServers, hasMailbox }: ConnectionSurroundings
): DoctorFacts {
	const urls = iceServers.flatMap((server) => server.urls);
	const far = provider?.farClients ?? new Map<number, string>();
	const personOf = (clientId: number | undefined) =>
		people.find((person) => person.clientId === clientId) ?? null;
	const stateOf = (peer: string) =>
		!provider?.isWhispering(peer) ? 'through-others' : hasMailbox ? 'through-server' : 'looking';
	const contacts = (provider?.contacts ?? []).map((contact) => {
		const farClient = [...far].find(([, peer]) => peer === contact.peer)?.[0];
		const person = personOf(contact.link?.hello?.clientId ?? farClient);
		return factsOf(contact, person, farClient === undefined ? 'looking' : stateOf(contact.peer));
	});
	const shown = new Set(contacts.map(({ peer }) => peer));
	// People of a large room with whom no link is wanted.
	const others = [...far].filter(([, peer]) => !shown.has(peer));
	return {
		signaling,
		canConnect: provider?.canConnect ?? true,
		hasStun: urls.some((url) => /^stuns?:/.test(url)),
		hasTurn: urls.some((url) => /^turns?:/.test(url)),
		contacts: [
			...contacts,
			...others.map(([clientId, peer]) => withoutLink(peer, personOf(clientId), stateOf(peer)))
		],
		refusedCount: provider?.refusedCount ?? 0,
		surroundings: {
			time: new Date().toISOString(),
			browser: navigator.userAgent,
			page: `${location.protocol.slice(0, -1)}, ${isSecureContext ? 'secure' : 'not secure'}, ${document.visibilityState}, ${navigator.onLine ? 'online' : 'offline'}`
		}
	};
}

function factsOf(
	{ peer, link, since, failures, failed }: Contact,
	person: Person | null,
	unlinked: ContactFacts['state']
): ContactFacts {
	const isOpen = link?.isOpen ?? false;
	const told = (isOpen ? link : failed?.link) ?? link;
	return {
		peer,
		person,
		state: isOpen ? 'open' : unlinked,
		role: link?.hello?.role ?? null,
		rttMs: link?.rttMs ?? null,
		path: isOpen ? (link?.ice.path ?? null) : null,
		relayProtocol: isOpen ? (link?.ice.relayProtocol ?? null) : null,
		own: told?.ice.own ?? new Set(),
		theirs: told?.ice.theirs ?? new Set(),
		errors: told?.ice.errors ?? new Set(),
		hasAnswer: told?.ice.hasAnswer ?? false,
		failures,
		failedFor: failed?.reason ?? null,
		refusedCount: link?.refusedCount ?? 0,
		seconds: (Date.now() - since) / 1_000
	};
}

function withoutLink(peer: string, person: Person | null, state: ContactFacts['state']): ContactFacts {
	const nothing = new Set<never>();
	return {
		peer,
		person,
		state,
		role: null,
		rttMs: null,
		path: null,
		relayProtocol: null,
		own: nothing,
		theirs: nothing,
		errors: nothing,
		hasAnswer: false,
		failures: 0,
		failedFor: null,
		refusedCount: 0,
		seconds: 0
	};
}
