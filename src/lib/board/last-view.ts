// A board opens where it was left on this device, and a picture of that view stands in until what is stored was read and
// painted: a large board takes half a second.
import { centreOf } from '$lib/geometry/box';
import { viewportOf, type Camera, type ViewSize } from '$lib/scene/camera';
import type { InkmeshDatabase, StoredPicture, StoredView } from '$lib/storage/database';
import { readStoredView, storeView } from '$lib/storage/stored-view';
import type { Board } from './board.svelte.ts';
import { nextFrame } from './turns.ts';

/** When the view has been at rest for so long, it is noted. */
const REST_MS = 1_500;

export class LastView {
	readonly #board: Board;
	readonly #offs: readonly (() => void)[];
	#database: InkmeshDatabase | null = null;
	#picture: StoredPicture | undefined;
	#resting: ReturnType<typeof setTimeout> | undefined;
	#shown = Promise.resolve();

	constructor(board: Board) {
		this.#board = board;
		const wait = () => {
			clearTimeout(this.#resting);
			this.#resting = setTimeout(() => void this.note(), REST_MS);
		};
		const leave = () => {
			if (!document.hidden) return;
			// The page may be gone before a new picture is made.
			void this.#store();
			void this.note();
		};
		document.addEventListener('visibilitychange', leave);
		this.#offs = [
			board.on('camera', wait),
			board.on('change', wait),
			() => document.removeEventListener('visibilitychange', leave)
		];
	}

	/** Resolves when the picture is seen, or there is none. Never rejects. */
	whenShown(): Promise<void> {
		return this.#shown;
	}

	/** To be called before what is stored of the board is read, so that this comes first. */
	restore(database: InkmeshDatabase): void {
		// Not twice: a connection that broke is replaced while somebody is at work.
		if (!this.#database) this.#shown = this.#restore(database);
		this.#database = database;
	}

	async #restore(database: InkmeshDatabase): Promise<void> {
		const { keys, workspace, canvas } = this.#board;
		const { camera } = workspace;
		try {
			const view = await readStoredView(database, keys.boardId);
			// Whoever has moved meanwhile is where he wants to be.
			const isUntouched = workspace.camera === camera;
			if (view && isUntouched) workspace.camera = cameraOf(view, canvas.size);
			else if (isUntouched) this.#findContent(camera);
			this.#picture ??= view?.picture;
			if (view?.picture) await this.#show(view.picture);
		} catch (error) {
			console.warn('Where this board was left could not be read.', error);
		}
	}

	/** Notes where the board is looked at now, and how that looks. Never throws. */
	async note(): Promise<void> {
		clearTimeout(this.#resting);
		const { canvas, theme } = this.#board;
		const drawn = await canvas.picture();
		if (drawn) this.#picture = { ...drawn, theme };
		await this.#store();
	}

	async #store(): Promise<void> {
		const { keys, workspace, canvas, scene } = this.#board;
		const database = this.#database;
		if (!database || scene.count === 0) return;
		const { x, y } = centreOf(viewportOf(workspace.camera, canvas.size));
		const view = { boardId: keys.boardId, x, y, zoom: workspace.camera.zoom };
		try {
			await storeView(database, { ...view, picture: this.#picture });
		} catch (error) {
			console.warn('Where this board is looked at was not noted.', error);
		}
	}

	destroy(): void {
		clearTimeout(this.#resting);
		for (const off of this.#offs) off();
	}

	async #show({ image, box, theme }: StoredPicture): Promise<void> {
		if (theme !== this.#board.theme) return;
		this.#board.canvas.showFirst({ image: await createImageBitmap(image), box });
		// When the second begins, the first has been handed on to the screen.
		await nextFrame();
		await nextFrame();
	}

	/** Nobody knows where it was left, and what is on it may lie anywhere. */
	#findContent(untouched: Camera): void {
		const { scene, workspace, canvas } = this.#board;
		const off = this.#board.on('loaded', () => {
			off();
			void scene.whenWhole().then(() => {
				if (workspace.camera !== untouched || scene.count === 0) return;
				if (scene.search(viewportOf(untouched, canvas.size)).length === 0) this.#board.zoomToFit();
			});
		});
	}
}

/** As large as it was, with the same point in the middle. */
function cameraOf({ x, y, zoom }: StoredView, { width, height }: ViewSize): Camera {
	return { x: x - width / 2 / zoom, y: y - height / 2 / zoom, zoom };
}
