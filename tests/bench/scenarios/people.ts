import type { BenchPage } from '../bench-page.ts';
import { measureFrames } from '../frames.ts';
import { DrawingPeople } from '../people/drawing-people.ts';
import type { Scenario } from '../scenario.ts';
import type { Session } from '../session.ts';

const MANY = 20;
const COMMITS_HZ = 10;
/** Until ink that is on its way is there, and what comes with a peer is done. */
const SETTLE_MS = 1_000;
/** Of the window's middle: a tenth of a stroke. */
const LEAST_NEW_INK = 0.002;
const MAX_LOOKS = 10;

export const remoteInk: Scenario = {
	name: 'remoteInk',
	what: "another's live ink at 60 Hz: ms of main thread a frame, over rest; rAF fps, p95 ms",
	targets: ['≤ 1', '≤ 1'],
	digits: 2,
	isOfTheApp: true,
	async measure(session) {
		const board = await session.board();
		return withPeople(board, 1, async (people) => {
			const resting = await watch(board, session);
			const before = (await board.look()).inkedPart;
			await people.draw({ commits: false });
			const drawing = await watch(board, session);
			await waitForMoreInk(board, before);
			await people.rest();
			return [drawing.busyMs / drawing.frames - resting.busyMs / resting.frames, drawing.fps, drawing.p95Ms];
		});
	}
};

export const remoteCommit: Scenario = {
	name: 'remoteCommit',
	what: "another's strokes committed, ten a second: ms of main thread a stroke, over rest; rAF fps, p95 ms",
	targets: ['≤ 1', '≤ 1'],
	digits: 2,
	isOfTheApp: true,
	async measure(session) {
		const board = await session.board();
		return withPeople(board, 1, async (people) => {
			const before = await board.count();
			const resting = await watch(board, session);
			await people.commit(COMMITS_HZ);
			const taking = await watch(board, session);
			const committed = await people.rest();
			await board.rest(SETTLE_MS);
			expectAll((await board.count()) - before, committed);
			const restingMs = (resting.busyMs / resting.seconds) * taking.seconds;
			return [(taking.busyMs - restingMs) / (taking.seconds * COMMITS_HZ), taking.fps, taking.p95Ms];
		});
	}
};

export const people20: Scenario = {
	name: 'people20',
	what: `${MANY} others drawing at once, live and committed: ms of main thread a frame; rAF fps, p95 ms`,
	targets: ['smooth', 'smooth'],
	digits: 2,
	isOfTheApp: true,
	isOfOneSize: true,
	async measure(session) {
		await session.closeBoard();
		const board = await (await session.browser).newPage();
		await board.goto();
		await board.lookAt({ zoom: 1 });
		return withPeople(board, MANY, async (people) => {
			await people.draw({ commits: true });
			// Everybody has drawn a stroke, and is at the next.
			await board.page.waitForFunction((count) => window.whiteboard!.count() >= count, MANY);
			const { busyMs, frames, fps, p95Ms } = await watch(board, session);
			const committed = await people.rest();
			await board.rest(SETTLE_MS);
			expectAll(await board.count(), committed);
			await board.expectInk();
			await board.page.close();
			return [busyMs / frames, fps, p95Ms];
		});
	}
};

async function withPeople<T>(
	board: BenchPage,
	count: number,
	run: (people: DrawingPeople) => Promise<T>
): Promise<T> {
	const people = await DrawingPeople.join(board, count);
	try {
		await board.rest(SETTLE_MS);
		return await run(people);
	} finally {
		await people.leave();
	}
}

/** @throws when there is none soon: a stroke that was just begun is short, so a few looks may be needed. */
async function waitForMoreInk(board: BenchPage, before: number): Promise<void> {
	let inked = 0;
	for (let i = 0; i < MAX_LOOKS; i++) {
		inked = (await board.look()).inkedPart;
		if (inked > before + LEAST_NEW_INK) return;
		await board.rest();
	}
	throw new Error(`expected more ink than ${before} of the window's middle, got ${inked}`);
}

/** Lets the page go on for a while. */
async function watch(board: BenchPage, { options }: Session) {
	const ms = options.seconds * 1_000;
	const before = await board.busyMs();
	const { fps, p95Ms } = await measureFrames(board, () => board.rest(ms));
	const busyMs = (await board.busyMs()) - before;
	return { busyMs, fps, p95Ms, frames: (fps * ms) / 1_000, seconds: options.seconds };
}

function expectAll(got: number, expected: number): void {
	if (expected === 0 || got < expected) throw new Error(`expected ${expected} strokes of others, got ${got}`);
}
