import type { Page } from '@playwright/test';
import type { BoardPage } from '../support/board-page.ts';

declare global {
	interface Window {
		/** What `countSignals` has counted: messages to the room server, by type. */
		sentSignals: Record<string, number>;
	}
}

/** An init script that counts what a page says to the room server. */
export const COUNT_SIGNALS = `{
	const sent = (window.sentSignals = {});
	const { send } = WebSocket.prototype;
	WebSocket.prototype.send = function (data) {
		const type = /"type":"([^"]+)"/.exec(String(data))?.[1] ?? 'other';
		sent[type] = (sent[type] ?? 0) + 1;
		return send.call(this, data);
	};
}`;

/** How many introductions (offers, answers, candidates) these pages have sent in all. */
export async function introductionsOf(boards: readonly BoardPage[]): Promise<number> {
	const counts = await Promise.all(boards.map(({ page }) => introductionsFrom(page)));
	return counts.reduce((sum, count) => sum + count, 0);
}

const introductionsFrom = (page: Page) => page.evaluate(() => window.sentSignals['signal'] ?? 0);
