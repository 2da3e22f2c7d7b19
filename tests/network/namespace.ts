// A host of the lab: a network namespace with its own interfaces, routes and firewall. Nothing reaches it but what the
// lab plugs in. Names carry their owner, `inkmesh-<pid>-<start time>-<number>-<label>`, so that the leftovers of a run
// that was killed are recognised by the next one and swept.
import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PREFIX = 'inkmesh';
const OWNER = /^inkmesh-(\d+)-(\d+)-/;

let made = 0;

export class Namespace {
	readonly name: string;
	#isDestroyed = false;

	constructor(label: string) {
		this.name = `${PREFIX}-${process.pid}-${startTimeOf(process.pid)}-${++made}-${label}`;
		ip('netns', 'add', this.name);
		// The lab is IPv4 only; the kernel's own IPv6 chatter would only blur what is counted.
		this.#write('ipv6/conf/all/disable_ipv6', '1');
		this.#write('ipv4/ip_forward', '1');
		this.ip('link set lo up');
	}

	/** Runs lines of `ip` in here, all or none being the caller's hope: it throws at the first that fails. */
	ip(...lines: readonly string[]): void {
		execFileSync('ip', ['-n', this.name, '-batch', '-'], { input: lines.join('\n') });
	}

	/** Adds these rules to the firewall in here. */
	nft(rules: string): void {
		this.run('nft', ['-f', '-'], rules);
	}

	/** Runs a command in here to its end, and gives back what it printed. */
	run(command: string, args: readonly string[] = [], input = ''): string {
		return execFileSync('ip', this.#enter(command, args), { input, encoding: 'utf8' });
	}

	/** Starts a process in here; it ends with the namespace at the latest. */
	spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
		return spawn('ip', this.#enter(command, args), options);
	}

	/** Ids of all processes that run in here. */
	get pids(): number[] {
		return pidsIn(this.name);
	}

	/** Stops every process in here as it stands, as a laptop's closed lid does. */
	freeze(): void {
		for (const pid of this.pids) signal(pid, 'SIGSTOP');
	}

	thaw(): void {
		for (const pid of this.pids) signal(pid, 'SIGCONT');
	}

	/** Ends every process in here, without asking. */
	kill(): void {
		for (const pid of this.pids) signal(pid, 'SIGKILL');
	}

	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		removeNamespace(this.name);
	}

	#enter(command: string, args: readonly string[]): string[] {
		return ['netns', 'exec', this.name, command, ...args];
	}

	#write(setting: string, value: string): void {
		this.run('tee', [`/proc/sys/net/${setting}`], value);
	}
}

/** Joins two namespaces by a cable without delay; each end is named as an interface in its namespace. */
export function plugCable(one: Namespace, oneEnd: string, other: Namespace, otherEnd: string): void {
	one.ip(`link add ${oneEnd} type veth peer name ${otherEnd} netns ${other.name}`);
}

/** Removes what runs that died have left, and gives back how many namespaces that were. */
export function sweepLeftovers(): number {
	const leftovers = namesInUse().filter((name) => {
		const [, pid, startTime] = OWNER.exec(name) ?? [];
		return pid !== undefined && startTimeOf(Number(pid)) !== startTime;
	});
	leftovers.forEach(removeNamespace);
	return leftovers.length;
}

/** Removes all that this process has made; for when it ends in the middle of a test. */
export function removeOwnNamespaces(): void {
	const own = `${PREFIX}-${process.pid}-`;
	namesInUse()
		.filter((name) => name.startsWith(own))
		.forEach(removeNamespace);
}

function removeNamespace(name: string): void {
	// Interfaces, rules and TUN devices go with the namespace, but it lives on as long as a process is in it.
	for (const pid of pidsIn(name)) signal(pid, 'SIGKILL');
	ip('netns', 'delete', name);
}

function namesInUse(): string[] {
	return ip('netns', 'list')
		.split('\n')
		.flatMap((line) => line.split(' ')[0] || []);
}

function pidsIn(name: string): number[] {
	return ip('netns', 'pids', name).split('\n').filter(Boolean).map(Number);
}

function ip(...args: readonly string[]): string {
	return execFileSync('ip', args, { encoding: 'utf8' });
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// It ended by itself in between.
	}
}

/** When a process began, in clock ticks since boot; '' when there is none of that id. Ids are used again, these pairs aren't. */
function startTimeOf(pid: number): string {
	try {
		// The name, second, is in brackets and may hold spaces; the start time is field 22.
		const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
		return rest.split(' ')[19] ?? '';
	} catch {
		return '';
	}
}
