// Pages that draw until their process is killed, in a browser of their own whose storage is on the disk.
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoardPage } from './board-page.ts';
import { CHROMIUM } from './browsers.ts';
import type { Random } from './random.ts';

declare global {
	interface Window {
		/** Tells the test which elements were on the board when `whenSaved()` was asked, once that has answered. */
		acknowledged(ids: readonly string[]): void;
	}
}

/** Nobody knows how far a stroke and its transaction are after so long. */
const MIN_DRAWING_MS = 300;
const MAX_DRAWING_MS = 2_500;

/** One board that is drawn on, killed and opened again. */
interface KilledBoard {
	readonly url: string;
	readonly acknowledged: Set<string>;
	page: BoardPage;
}

/** What came of it. */
export interface KillReport {
	kills: number;
	/** Strokes that `whenSaved()` had answered for before a kill. */
	acknowledged: number;
	/** Of those, the ones that were not there afterwards. */
	readonly lost: string[];
	/** Stored rows that could not be read. */
	skipped: number;
}

/** Draws on boards side by side and kills their processes at random moments, round after round. */
export async function killWhileDrawing(
	appUrl: string,
	random: Random,
	{ boards: boardCount, rounds }: { readonly boards: number; readonly rounds: number }
): Promise<KillReport> {
	const folder = await mkdtemp(join(tmpdir(), 'inkmesh-killed-'));
	const context = await chromium.launchPersistentContext(folder, {
		...CHROMIUM.launchOptions,
		viewport: { width: 900, height: 700 }
	});
	try {
		const report: KillReport = { kills: 0, acknowledged: 0, lost: [], skipped: 0 };
		const byPage = new Map<Page, KilledBoard>();
		await context.exposeBinding('acknowledged', ({ page }, ids: readonly string[]) => {
			for (const id of ids) byPage.get(page)?.acknowledged.add(id);
		});
		const boards: KilledBoard[] = [];
		for (let i = 0; i < boardCount; i++) {
			const page = await open(context, `${appUrl}/board`);
			boards.push({ url: page.url(), acknowledged: new Set(), page });
		}
		for (let round = 0; round < rounds; round++) {
			for (const board of boards) byPage.set(board.page.page, board);
			await Promise.all(boards.map(({ page }) => reportSaved(page)));
			const crashes = boards.map(({ page }) => page.page.waitForEvent('crash'));
			const drawing = boards.map(({ page }) => drawUntilKilled(page, random));
			await new Promise((resolve) => setTimeout(resolve, random.integer(MIN_DRAWING_MS, MAX_DRAWING_MS)));
			await killRenderers(context);
			await Promise.all([...crashes, ...drawing]);
			report.kills += boards.length;
			for (const board of boards) await reopen(context, board, report);
		}
		report.acknowledged = boards.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
		return report;
	} finally {
		await context.close();
		await rm(folder, { recursive: true, force: true });
	}
}

async function open(context: BrowserContext, url: string): Promise<BoardPage> {
	return new BoardPage(await context.newPage()).goto(url);
}

async function reopen(context: BrowserContext, board: KilledBoard, report: KillReport): Promise<void> {
	await board.page.page.close();
	board.page = await open(context, board.url);
	const ids = new Set(await board.page.board(({ elements }) => elements().map(({ id }) => id as string)));
	report.lost.push(...[...board.acknowledged].filter((id) => !ids.has(id)));
	report.skipped += await board.page.board(({ skipped }) => skipped);
}

function reportSaved(board: BoardPage): Promise<void> {
	return board.page.evaluate(() => {
		const api = window.inkmesh?.board;
		api?.on('change', () => {
			const ids = api.elements().map(({ id }) => id);
			void api.whenSaved().then(() => window.acknowledged(ids));
		});
	});
}

/** Strokes by a real pointer, one after the other, until the page is gone. */
async function drawUntilKilled(board: BoardPage, random: Random): Promise<void> {
	const place = () => [random.integer(120, 800), random.integer(120, 560)] as const;
	try {
		for (;;) await board.draw([place(), place(), place()], { steps: random.integer(1, 6) });
	} catch (error) {
		if (!/crashed|closed/i.test(String(error))) throw error;
	}
}

async function killRenderers(context: BrowserContext): Promise<void> {
	const browser = context.browser();
	if (!browser) throw new Error('expected the browser of the context, got none');
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	for (const { type, id } of processInfo) {
		if (type !== 'renderer') continue;
		try {
			process.kill(id, 'SIGKILL');
		} catch {
			continue; // a spare one that has ended by itself
		}
	}
	await session.detach();
}
