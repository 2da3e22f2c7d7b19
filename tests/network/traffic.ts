import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Namespace } from './namespace.ts';

const SCRIPT = join(import.meta.dirname, 'traffic.js');
const PORT = 7;

/** A plain echo and sink for `pingMs` and `floodMbit`; ends with its namespace. */
export async function serveTraffic(place: Namespace, address: string): Promise<void> {
	const { stdout } = place.spawn(process.execPath, [SCRIPT, 'serve', address, String(PORT)], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	if (!stdout) throw new Error('expected the output of the sink, got none');
	await once(createInterface({ input: stdout }), 'line');
}

/** Round trips of datagrams 5 ms apart, shortest first; those that were lost are missing. */
export function pingMs(from: Namespace, address: string, count: number): number[] {
	const roundTrips = JSON.parse(run(from, 'ping', address, count)) as number[];
	return roundTrips.sort((a, b) => a - b);
}

/** How fast so many bytes arrive over TCP. */
export function floodMbit(from: Namespace, address: string, bytes: number): number {
	return Number(run(from, 'flood', address, bytes));
}

function run(from: Namespace, mode: string, address: string, amount: number): string {
	return from.run(process.execPath, [SCRIPT, mode, address, String(PORT), String(amount)]);
}
