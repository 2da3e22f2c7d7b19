import type { CDPSession } from '@playwright/test';

// The frame category alone: a full trace would slow down what it looks at.
const CATEGORIES = ['devtools.timeline.frame', 'disabled-by-default-devtools.timeline.frame'];
/** The compositor drew the page's layers for the screen. */
const PRESENTED = 'DrawFrame';

interface TraceEvent {
	readonly name: string;
}

/** Counts the frames that reach the screen from now on; what it gives back ends that, and tells. */
export async function countPresented(cdp: CDPSession): Promise<() => Promise<number>> {
	let count = 0;
	const note = ({ value }: { value: object[] }) => {
		count += (value as TraceEvent[]).filter(({ name }) => name === PRESENTED).length;
	};
	cdp.on('Tracing.dataCollected', note);
	await cdp.send('Tracing.start', {
		transferMode: 'ReportEvents',
		traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] }
	});
	return async () => {
		const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
		await cdp.send('Tracing.end');
		await complete;
		cdp.off('Tracing.dataCollected', note);
		return count;
	};
}
