const DAY_MS = 24 * 60 * 60 * 1000;

/** A moment as people say it: "Now", "Today, 09:12", "Yesterday", "18 November". Both in ms since 1970. */
export function describeTime(at: number, now: number): string {
	if (now - at < 60_000) return 'Now';
	const then = new Date(at);
	const startOfToday = new Date(now).setHours(0, 0, 0, 0);
	if (at >= startOfToday) {
		return `Today, ${then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
	}
	if (at >= startOfToday - DAY_MS) return 'Yesterday';
	const isThisYear = then.getFullYear() === new Date(now).getFullYear();
	const year = isThisYear ? {} : ({ year: 'numeric' } as const);
	return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...year });
}
