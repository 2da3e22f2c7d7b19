import type { BoardKeys } from '$lib/access/board-keys';
import { formatBoardLink, type BoardLink } from '$lib/access/board-link';
import { drawThumbnail } from '$lib/render/thumbnail';
import type { Theme } from '$lib/render/palette';
import { BoardList } from '$lib/storage/board-list';
import type { StoredBoard } from '$lib/storage/database';
import { createBoardApi, type BoardApi } from './board-api.ts';
import { Board } from './board.svelte.ts';
import { openDeviceStorage, takeDatabase } from './device.ts';
import { LastView } from './last-view.ts';
import { WorkGuard } from './work-guard.ts';
import { roomServerUrls } from './room-server-urls.ts';
import type { User } from './user.svelte.ts';

/** After the last change the board's picture is drawn this much later. */
const PICTURE_AFTER_MS = 1_500;
const FIRST_PICTURE_AFTER_MS = 300;
const FONTS = ['500 16px "Shantell Sans Variable"', '500 16px "Inter Variable"'];

export interface BoardSessionOptions {
	readonly link: BoardLink;
	readonly keys: BoardKeys;
	readonly user: User;
	readonly theme: () => Theme;
	readonly isNew: boolean;
}

/** A board open on a page: fonts, storage, its line in the list of boards, and `window.inkmesh`. */
export class BoardSession {
	readonly board: Board;
	readonly #options: BoardSessionOptions;
	readonly #api: BoardApi;
	readonly #stopListening: () => void;
	readonly #guard: WorkGuard;
	readonly #lastView: LastView;
	#list: BoardList | null = null;
	#picture: ReturnType<typeof setTimeout> | undefined;
	#people = new Set<string>();
	#isNoted = false;
	#hasPicture = false;
	#close = () => {};
	#isDestroyed = false;

	constructor(options: BoardSessionOptions) {
		this.#options = options;
		this.board = new Board({
			keys: options.keys,
			user: options.user,
			openDatabase: async () => {
				this.#close();
				const database = await takeDatabase();
				this.#lastView.restore(database);
				this.#list = new BoardList(database);
				this.#close = () => database.close();
				return database;
			},
			openAssets: async () => (await openDeviceStorage()).database,
			// Asked while the board is being loaded; only the network part waits for the answer.
			roomServer: roomServerUrls(new URL(location.href)),
			theme: options.theme,
			beforeTakingIn: () => this.#lastView.whenShown(),
			isNew: options.isNew
		});
		this.#api = createBoardApi(this.board);
		window.inkmesh = { board: this.#api };
		this.#stopListening = BoardList.onChange((removed) => {
			if (removed === options.keys.boardId) this.board.storeAnew();
		});
		this.board.on('change', () => this.#noteLater());
		this.board.on('title', () => void this.#note({}));
		this.board.on('people', () => this.#noteLater());
		this.#guard = new WorkGuard(this.board);
		this.#lastView = new LastView(this.board);
		void this.#open();
	}

	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		clearTimeout(this.#picture);
		this.#stopListening();
		document.fonts.removeEventListener('loadingdone', this.#remeasure);
		this.#guard.destroy();
		// The next board may be open already.
		if (window.inkmesh?.board === this.#api) window.inkmesh = { board: null };
		const { board } = this;
		// The last strokes are still on their way to the disk, and the list wants its picture.
		const notes = [board.whenSaved(), this.#notePicture(), this.#lastView.note()];
		void Promise.allSettled(notes).then(() => this.#close());
		this.#lastView.destroy();
		board.destroy();
	}

	readonly #remeasure = () => this.board.remeasure();

	async #open(): Promise<void> {
		// Each time some have come; those that only a text asks for come later.
		document.fonts.addEventListener('loadingdone', this.#remeasure);
		Promise.all(FONTS.map((font) => document.fonts.load(font))).catch((error: unknown) =>
			console.warn('A typeface could not be loaded; another stands in.', error)
		);
		await this.board.open();
		this.#noteLater();
	}

	/** Notes the board now if it is not in the list yet, its picture when the hand rests. */
	#noteLater(): void {
		for (const { name } of this.board.state.people) this.#people.add(name);
		if (!this.#isNoted) void this.#note({});
		clearTimeout(this.#picture);
		// The first soon: somebody may only make a mark and leave.
		const wait = this.#hasPicture ? PICTURE_AFTER_MS : FIRST_PICTURE_AFTER_MS;
		this.#picture = setTimeout(() => void this.#notePicture(), wait);
	}

	async #notePicture(): Promise<void> {
		const { scene, measure, images } = this.board;
		await scene.whenWhole();
		const style = { measure, pictureOf: await images.forThumbnail() };
		const [light, dark] = await Promise.all([
			drawThumbnail(scene, style, 'light'),
			drawThumbnail(scene, style, 'dark')
		]);
		this.#hasPicture ||= light !== null;
		await this.#note(light && dark ? { thumbnails: { light, dark } } : {});
	}

	/** Brings the board's line in the list of boards up to date. A board that was only looked at leaves none. */
	async #note(more: Pick<Partial<StoredBoard>, 'thumbnails'>): Promise<void> {
		const { keys, link } = this.#options;
		const { scene, document } = this.board;
		if (!this.#list || (scene.count === 0 && !document.title)) return;
		this.#isNoted = true;
		try {
			await this.#list.note({
				boardId: keys.boardId,
				link: formatBoardLink(link),
				role: keys.role,
				title: document.title,
				usedAt: Date.now(),
				...(this.#people.size > 0 && { people: [...this.#people] }),
				...more
			});
		} catch (error) {
			console.warn('The list of boards was not updated.', error);
		}
	}
}
