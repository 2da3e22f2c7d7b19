// What else this machine is doing: a figure taken beside somebody else's work says little. Linux only; elsewhere nothing
// is known, and nothing is waited for.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 10;
/** Of one core. */
const QUIET = 0.25;
const LOOK_MS = 600;
const MAX_LOOKS = 15;

/** Waits until others leave the machine alone, some seconds at most. */
export async function waitForQuiet(): Promise<void> {
	for (let i = 0; i < MAX_LOOKS; i++) {
		const othersLoad = watchOthers();
		await sleep(LOOK_MS);
		if (!(othersLoad() > QUIET)) return;
	}
}

/** What it gives back tells how many cores other people's processes have used since; NaN where that is unknown. */
export function watchOthers(): () => number {
	if (!existsSync('/proc/stat')) return () => NaN;
	const [busy, own, at] = [busyMs(), ownMs(), performance.now()];
	return () => Math.max(0, (busyMs() - busy - (ownMs() - own)) / (performance.now() - at));
}

/** Of all cores since the machine started. */
function busyMs(): number {
	const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
	const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = line
		.split(/\s+/)
		.slice(1)
		.map(Number);
	return (user + nice + system + interrupts + soft) * TICK_MS;
}

/** Of this process and all below it that are still there. */
function ownMs(): number {
	const processes = new Map<number, { readonly parent: number; readonly ms: number }>();
	for (const name of readdirSync('/proc')) {
		const stat = /^\d+$/.test(name) ? readStat(name) : null;
		if (stat) processes.set(Number(name), stat);
	}
	const isOurs = (pid: number): boolean => {
		if (pid === process.pid) return true;
		const parent = processes.get(pid)?.parent;
		return parent !== undefined && parent > 0 && isOurs(parent);
	};
	let sum = 0;
	for (const [pid, { ms }] of processes) if (isOurs(pid)) sum += ms;
	return sum;
}

function readStat(pid: string) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name before it may hold anything, spaces too.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
	} catch {
		return null; // it has ended meanwhile
	}
}
