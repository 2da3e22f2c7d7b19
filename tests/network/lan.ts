// A home or an office: hosts on one switch behind a router, with a cable or a wire of any quality to the public place.
import { Namespace, plugCable } from './namespace.ts';
import { firewallRules, NO_FIREWALL, natRules, UPLINK, type Firewall, type Nat } from './nat.ts';
import { Wire, type WireConditions } from './wire.ts';

const SWITCH = 'br0';
const HOST_INTERFACE = 'eth0';
/** Hosts' addresses begin here; below are the router's. */
const FIRST_HOST = 10;

export interface LanOptions {
	readonly nat?: Nat;
	/** The line to the public place; a cable without delay where it is not given. */
	readonly wire?: Partial<WireConditions>;
}

export interface Uplink {
	readonly publicPlace: Namespace;
	readonly publicAddress: string;
	/** Of this LAN, from 1: the addresses hang on it. */
	readonly number: number;
}

export class Lan {
	readonly router: Namespace;
	/** The interface in the public place that leads here. */
	readonly publicInterface: string;
	/** What the world sees of hosts behind a NAT. */
	readonly outerAddress: string;
	readonly #number: number;
	readonly #wire: Wire | null;
	readonly #hosts: Host[] = [];

	private constructor(router: Namespace, { number }: Uplink, wire: Wire | null) {
		this.router = router;
		this.publicInterface = publicInterface(number);
		this.outerAddress = outerAddress(number);
		this.#number = number;
		this.#wire = wire;
	}

	static async open(uplink: Uplink, { nat = 'none', wire }: LanOptions): Promise<Lan> {
		const { publicPlace, publicAddress, number } = uplink;
		const router = new Namespace(`router${number}`);
		const outer = publicInterface(number);
		let line: Wire | null = null;
		if (wire) {
			line = await Wire.open(
				{ namespace: router, device: UPLINK },
				{ namespace: publicPlace, device: outer },
				number
			);
			await line.set(wire);
		} else plugCable(router, UPLINK, publicPlace, outer);
		router.ip(
			`link add ${SWITCH} type bridge mcast_snooping 0`,
			`addr add 192.168.${number}.1/24 dev ${SWITCH}`,
			`link set ${SWITCH} up`,
			// A queue of the kernel's that drops nothing: dropping is the wire's business.
			`link set ${UPLINK} txqueuelen 10000 up`,
			`addr add ${outerAddress(number)} peer ${publicAddress}/32 dev ${UPLINK}`,
			`route add default via ${publicAddress} dev ${UPLINK}`
		);
		publicPlace.ip(
			`link set ${outer} txqueuelen 10000 up`,
			`route add ${outerAddress(number)} dev ${outer}`,
			...(nat === 'none'
				? [`route add 192.168.${number}.0/24 via ${outerAddress(number)} dev ${outer} onlink`]
				: [])
		);
		router.nft(natRules(nat));
		return new Lan(router, uplink, line);
	}

	/** The line to the public place. @throws where it is a cable. */
	get wire(): Wire {
		if (!this.#wire) throw new Error('expected a LAN with a wire, got one with a cable');
		return this.#wire;
	}

	addHost(): Host {
		const position = this.#hosts.length + FIRST_HOST;
		const host = new Host(this.router, `192.168.${this.#number}`, position);
		this.#hosts.push(host);
		return host;
	}

	/** Lets only this out from now on, flows under way included. */
	setFirewall(firewall: Firewall | null): void {
		this.router.nft(NO_FIREWALL + (firewall ? firewallRules(firewall) : ''));
	}

	async close(): Promise<void> {
		for (const host of this.#hosts) host.namespace.destroy();
		await this.#wire?.close();
		this.router.destroy();
	}
}

/** One device on a LAN. */
export class Host {
	readonly namespace: Namespace;
	readonly #subnet: string;
	#position: number;

	constructor(router: Namespace, subnet: string, position: number) {
		this.namespace = new Namespace(`host-${subnet}.${position}`);
		this.#subnet = subnet;
		this.#position = position;
		const plug = `host${position}`;
		plugCable(this.namespace, HOST_INTERFACE, router, plug);
		router.ip(`link set ${plug} master ${SWITCH} up`);
		this.namespace.ip(
			`addr add ${this.address}/24 dev ${HOST_INTERFACE}`,
			`link set ${HOST_INTERFACE} up`,
			this.#defaultRoute()
		);
	}

	get address(): string {
		return `${this.#subnet}.${this.#position}`;
	}

	/** Takes another address of the LAN, as after moving to another network: whatever was bound to the old one is cut off. */
	changeAddress(): void {
		const old = this.address;
		this.#position += 100;
		this.namespace.ip(
			`addr del ${old}/24 dev ${HOST_INTERFACE}`,
			`addr add ${this.address}/24 dev ${HOST_INTERFACE}`,
			this.#defaultRoute()
		);
	}

	unplug(): void {
		this.namespace.ip(`link set ${HOST_INTERFACE} down`);
	}

	#defaultRoute(): string {
		return `route replace default via ${this.#subnet}.1`;
	}
}

const publicInterface = (number: number) => `lan${number}`;
const outerAddress = (number: number) => `198.51.100.${number}`;
