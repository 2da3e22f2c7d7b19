// Who a request is from, and by which name it reached us. What a proxy says of that counts only when the proxy is trusted.
import type { IncomingMessage } from 'node:http';
import { isIP, type BlockList } from 'node:net';

export interface Visitor {
	/** The client's address, as far as it can be known. */
	readonly ip: string;
	/** Host (and port) in the page's address; null when it is no host name. */
	readonly host: string | null;
	/** Whether it came through a proxy, trusted or not. */
	readonly isForwarded: boolean;
	readonly isEncrypted: boolean;
}

/** A host name or address with its port, as in a `Host` header. */
const HOST = /^([a-zA-Z0-9]([\w.-]{0,251}[a-zA-Z0-9])?|\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?$/;

/** Who sent this request. */
export function visitorOf({ headers, socket }: IncomingMessage, trusted: BlockList): Visitor {
	const near = plainIp(socket.remoteAddress ?? '');
	const isTrusted = isIn(trusted, near);
	const forwardedFor = isTrusted ? last(headers['x-forwarded-for']) : [];
	// Read from the right: every trusted proxy has added who it was asked by; what stands left of the first stranger is
	// that stranger's own word.
	let ip = near;
	for (const hop of forwardedFor.reverse()) {
		if (!isIn(trusted, ip)) break;
		const next = plainIp(hop);
		if (isIP(next) === 0) break;
		ip = next;
	}
	const forwardedHost = isTrusted ? last(headers['x-forwarded-host']).at(-1) : undefined;
	const host = forwardedHost ?? headers.host ?? '';
	const protocol = isTrusted ? last(headers['x-forwarded-proto']).at(-1) : undefined;
	return {
		ip,
		host: HOST.test(host) ? host.toLowerCase() : null,
		isForwarded: ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via'].some((name) => name in headers),
		isEncrypted: protocol === 'https'
	};
}

/** What counts as one client in limits: an IPv4 address, or the /64 a household or device has of IPv6. */
export function limitKeyOf(ip: string): string {
	if (isIP(ip) !== 6) return ip;
	const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
	const front = head.split(':').filter(Boolean);
	const missing = tail === undefined ? 0 : 8 - front.length - groupsIn(tail);
	const groups = [...front, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail?.split(':') ?? [])];
	return groups
		.slice(0, 4)
		.map((group) => parseInt(group || '0', 16).toString(16))
		.join(':');
}

/** Whether a host (without its port) is this machine for whoever asks. */
export function isLoopbackHost(host: string): boolean {
	return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host.replace(/:\d+$/, ''));
}

export function isLoopbackIp(ip: string): boolean {
	return ip === '::1' || ip.startsWith('127.');
}

/** IPv4 addresses come as ::ffff:… where a socket listens for both. */
function plainIp(text: string): string {
	const ip = text.trim().toLowerCase();
	return ip.startsWith('::ffff:') && isIP(ip.slice(7)) === 4 ? ip.slice(7) : ip;
}

function isIn(list: BlockList, ip: string): boolean {
	const family = isIP(ip);
	return family !== 0 && list.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}

/** The entries of a header that may come several times; at most the last twenty. */
function last(header: string | string[] | undefined): string[] {
	const text = Array.isArray(header) ? header.join(',') : (header ?? '');
	return text
		.split(',')
		.slice(-20)
		.map((entry) => entry.trim())
		.filter(Boolean);
}

function groupsIn(text: string): number {
	const groups = text.split(':').filter(Boolean);
	// The last group of a mapped address is an IPv4 address, as long as two groups.
	return groups.length + Number(groups.at(-1)?.includes('.') ?? false);
}
