import type { BoardKeys } from '$lib/access/board-keys';
import { formatBoardLink, type BoardLink } from '$lib/access/board-link';
import { drawThumbnail } from '$lib/render/thumbnail';
import type { Theme } from '$lib/render/palette';
import type { BoardList } from '$lib/storage/board-list';
import { createBoardApi } from './board-api.ts';
import { Board } from './board.svelte.ts';
import { openDeviceStorage, signalingUrlOf } from './device.ts';
import type { User } from './user.svelte.ts';

/** After the last change the list of boards is brought up to date this much later. */
const NOTE_AFTER_MS = 1_500;
const FONTS = ['500 16px "Shantell Sans Variable"', '500 16px "Inter Variable"'];

export interface BoardSessionOptions {
	readonly link: BoardLink;
	readonly keys: BoardKeys;
	readonly user: User;
	readonly theme: () => Theme;
}

/** A board open on a page: fonts, storage, its line in the list of boards, and `window.inkmesh`. */
export class BoardSession {
	readonly board: Board;
	readonly #options: BoardSessionOptions;
	#list: BoardList | null = null;
	#note: ReturnType<typeof setTimeout> | undefined;
	#people = new Set<string>();
	#isNoted = false;
	#close = () => {};
	#isDestroyed = false;

	constructor(options: BoardSessionOptions) {
		this.#options = options;
		this.board = new Board({
			keys: options.keys,
			user: options.user,
			openDatabase: async () => {
				const { database, boards } = await openDeviceStorage();
				this.#list = boards;
				this.#close = () => database?.close();
				return database;
			},
			signalingUrl: signalingUrlOf(new URL(location.href)),
			iceServers: [],
			theme: options.theme
		});
		window.inkmesh = { board: createBoardApi(this.board) };
		this.board.on('change', () => this.#noteLater());
		this.board.on('people', () => this.#noteLater());
		void this.#open();
	}

	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		clearTimeout(this.#note);
		window.inkmesh = { board: null };
		const { board } = this;
		// The last strokes are still on their way to the disk, and the list wants its picture.
		void Promise.allSettled([board.whenSaved(), this.#noteBoard()]).then(() => this.#close());
		board.destroy();
	}

	async #open(): Promise<void> {
		void Promise.all(FONTS.map((font) => document.fonts.load(font))).then(
			() => this.board.refresh({ remeasure: true }),
			(error: unknown) => console.warn('A typeface could not be loaded; another stands in.', error)
		);
		await this.board.open();
		this.#noteLater();
	}

	#noteLater(): void {
		for (const { name } of this.board.state.people) this.#people.add(name);
		if (this.#isDestroyed) return;
		clearTimeout(this.#note);
		this.#note = setTimeout(
			() => {
				this.#noteBoard().catch((error: unknown) =>
					console.warn('The list of boards was not updated.', error)
				);
			},
			this.#isNoted ? NOTE_AFTER_MS : 0
		);
	}

	/** Brings the board's line in the list of boards up to date. A board that was only looked at leaves none. */
	async #noteBoard(): Promise<void> {
		const { keys, link } = this.#options;
		const { scene, measure, document } = this.board;
		if (scene.count === 0 && !document.title) return;
		const { title } = document;
		const [light, dark] = await Promise.all([
			drawThumbnail(scene, measure, 'light'),
			drawThumbnail(scene, measure, 'dark')
		]);
		this.#isNoted = true;
		await this.#list?.note({
			boardId: keys.boardId,
			link: formatBoardLink(link),
			role: keys.role,
			title,
			usedAt: Date.now(),
			...(this.#people.size > 0 && { people: [...this.#people] }),
			...(light && dark && { thumbnails: { light, dark } })
		});
	}
}
