// What a router does to the traffic that passes it, as nftables rules. `UPLINK` is its way out.

export const UPLINK = 'up0';

/**
 * `none` routes. `cone` gives an inner port one outer port for all destinations and lets in only what answers.
 * `symmetric` gives it another outer port for every destination, so that nobody can tell the next one.
 */
export type Nat = 'none' | 'cone' | 'symmetric';

/** The rules of a NAT; '' for none. */
export function natRules(nat: Nat): string {
	if (nat === 'none') return '';
	// Packets from outside before ours went there must leave no trace in conntrack: a tracked one would take the tuple
	// that ours needs, Linux would pick another port, and every cone would be symmetric where both dial at once.
	return `
		table ip nat {
			chain postrouting {
				type nat hook postrouting priority srcnat
				oifname "${UPLINK}" masquerade ${nat === 'symmetric' ? 'fully-random' : ''}
			}
		}
		table ip guard {
			chain input {
				type filter hook input priority filter
				iifname "${UPLINK}" ct state new drop
			}
			chain forward {
				type filter hook forward priority filter
				iifname "${UPLINK}" ct state new drop
			}
		}`;
}

/** What a firewall lets out, by protocol and port; everything else is dropped without a word. */
export interface Firewall {
	readonly tcpPorts: readonly number[] | 'all';
	readonly udpPorts: readonly number[] | 'all';
}

const FIREWALL_TABLE = 'firewall';

/** Rules of a firewall in the router; to be taken down by `NO_FIREWALL`. */
export function firewallRules({ tcpPorts, udpPorts }: Firewall): string {
	const allow = (protocol: string, ports: Firewall['tcpPorts']) =>
		ports === 'all'
			? `meta l4proto ${protocol} accept`
			: ports.length > 0
				? `${protocol} dport { ${ports.join(', ')} } accept`
				: '';
	return `
		table ip ${FIREWALL_TABLE} {
			chain forward {
				type filter hook forward priority filter - 1
				oifname != "${UPLINK}" accept
				${allow('tcp', tcpPorts)}
				${allow('udp', udpPorts)}
				drop
			}
		}`;
}

export const NO_FIREWALL = `
	add table ip ${FIREWALL_TABLE}
	delete table ip ${FIREWALL_TABLE}`;

/** Rules for a place between two interfaces: nothing gets from one to the other, both ways. */
export function severRules(one: string, other: string): string {
	return `
		table ip ${severTable(one, other)} {
			chain forward {
				type filter hook forward priority filter
				iifname "${one}" oifname "${other}" drop
				iifname "${other}" oifname "${one}" drop
			}
		}`;
}

/** Undoes `severRules` of the same two. */
export function rejoinRules(one: string, other: string): string {
	return `delete table ip ${severTable(one, other)}`;
}

const severTable = (one: string, other: string) => `sever_${[one, other].sort().join('_')}`;
