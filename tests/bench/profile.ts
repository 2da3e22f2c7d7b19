import type { CDPSession } from '@playwright/test';

const INTERVAL_US = 500;
const SHOWN = 20;

/** Samples the page's JavaScript from now on; what it gives back ends that, and tells what took longest by itself. */
export async function startProfile(cdp: CDPSession): Promise<() => Promise<string>> {
	await cdp.send('Profiler.enable');
	await cdp.send('Profiler.setSamplingInterval', { interval: INTERVAL_US });
	await cdp.send('Profiler.start');
	return async () => {
		const { profile } = await cdp.send('Profiler.stop');
		const names = new Map(
			profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber, columnNumber } }) => [
				id,
				`${functionName || '(anonymous)'} ${url.split('/').pop()}:${lineNumber + 1}:${columnNumber + 1}`
			])
		);
		const selfMs = new Map<string, number>();
		let totalMs = 0;
		profile.samples?.forEach((id, i) => {
			const name = names.get(id) ?? '';
			const ms = (profile.timeDeltas?.[i] ?? 0) / 1_000;
			totalMs += ms;
			selfMs.set(name, (selfMs.get(name) ?? 0) + ms);
		});
		return [...selfMs]
			.sort(([, a], [, b]) => b - a)
			.slice(0, SHOWN)
			.map(
				([name, ms]) =>
					`${ms.toFixed(0).padStart(8)} ms ${((100 * ms) / totalMs).toFixed(1).padStart(5)} %  ${name}`
			)
			.join('\n');
	};
}
