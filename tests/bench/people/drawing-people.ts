import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BundledProcess } from '../../support/bundled-process.ts';
import type { BenchPage } from '../bench-page.ts';
import { documentUpdate } from '../board-file.ts';
import type { DrawingPeerState } from './drawing-peer.ts';
import type { DrawingRequest } from './drawing-process.ts';

const FILES = ['tests/bench/people/drawing-process.ts', 'tests/bench/people/drawing-peer.ts'] as const;
/** Between the places where two of them draw, page units. */
const APART = 130;

/** Other people on a board that is measured, in a process that leaves the page's to itself. */
export class DrawingPeople {
	readonly #process: BundledProcess<DrawingRequest, DrawingPeerState[]>;

	private constructor(process: BundledProcess<DrawingRequest, DrawingPeerState[]>) {
		this.#process = process;
	}

	/** So many come to the board, with all that is on it, and each is linked or forwarded to the page. */
	static async join(board: BenchPage, count: number): Promise<DrawingPeople> {
		const people = new DrawingPeople(await BundledProcess.start('drawing-people', FILES));
		try {
			await people.#open(board, count);
		} catch (error) {
			await people.leave();
			throw error;
		}
		return people;
	}

	async draw(options: { readonly commits: boolean }): Promise<void> {
		await this.#process.ask({ do: 'draw', ...options });
	}

	async commit(hz: number): Promise<void> {
		await this.#process.ask({ do: 'commit', hz });
	}

	/** They pause; gives back how many strokes they have committed. */
	async rest(): Promise<number> {
		const states = await this.#process.ask({ do: 'rest' });
		return states.reduce((sum, { committed }) => sum + committed, 0);
	}

	leave(): Promise<void> {
		return this.#process.end();
	}

	async #open(board: BenchPage, count: number): Promise<void> {
		const folder = mkdtempSync(join(tmpdir(), 'inkmesh-people-'));
		const updateFile = join(folder, 'update');
		writeFileSync(updateFile, await documentUpdate(board));
		const url = new URL(board.page.url());
		const { x, y, zoom } = await board.view();
		const columns = Math.ceil(Math.sqrt(count));
		// Around the middle of a window of 1280 × 800.
		const [left, top] = [x + 640 / zoom - (columns * APART) / 2, y + 400 / zoom - (columns * APART) / 2];
		await this.#process.ask({
			do: 'open',
			fragment: url.hash,
			signalingUrl: `${url.origin.replace('http', 'ws')}/signaling`,
			updateFile,
			places: Array.from({ length: count }, (_, i) => [
				left + (i % columns) * APART,
				top + Math.floor(i / columns) * APART
			])
		});
		rmSync(folder, { recursive: true });
		await board.page.waitForFunction(
			(count) => (window.inkmesh?.board?.peers().filter(({ path }) => path !== null).length ?? 0) >= count,
			count
		);
	}
}
