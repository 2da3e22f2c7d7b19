// Drives boards in real browsers the way people do: pages, pointers, keys.
import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { BoardApi } from '../../src/lib/board/board-api.ts';
import { AppServer } from './app-server.ts';

declare global {
	interface Window {
		/** What `watchChannels` has seen. */
		/** What `watchInk` has seen. */
		inkWatch: { least: number; frames: number; isOn: boolean };
		seenChannels: RTCDataChannel[];
		seenConnections: (RTCPeerConnection | WebSocket)[];
		/** `type`: of the message whose first frame this is, see `sync/document-message.ts`. */
		seenSends: { label: string; bytes: number; type: number }[];
	}
}

export type Place = readonly [x: number, y: number];

/** One open board in one page. */
export class BoardPage {
	readonly page: Page;
	readonly errors: string[] = [];

	constructor(page: Page) {
		this.page = page;
		page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)));
	}

	async goto(url: string): Promise<this> {
		await this.page.goto(url);
		await this.ready();
		return this;
	}

	async ready(): Promise<this> {
		await this.page.getByRole('application', { name: 'Board' }).waitFor();
		await this.page.waitForFunction(() => {
			const board = window.inkmesh?.board;
			return board?.status.isSaved && board.isEquipped;
		});
		return this;
	}

	url(): string {
		return this.page.url();
	}

	/** Presses, moves through the places with real pointer events, and lifts unless told not to. */
	async draw(places: readonly Place[], { lifts = true, steps = 6 } = {}): Promise<void> {
		const [first = [0, 0], ...rest] = places;
		await this.page.mouse.move(...first);
		await this.page.mouse.down();
		for (const place of rest) await this.page.mouse.move(...place, { steps });
		if (lifts) await this.page.mouse.up();
	}

	tool(name: string): Promise<void> {
		return this.page.getByRole('radio', { name, exact: true }).click();
	}

	/** Runs a function over the public API in the page. */
	board<T, A = undefined>(run: (board: BoardApi, argument: A) => T | Promise<T>, argument?: A): Promise<T> {
		return this.page.evaluate(
			([source, value]) => {
				const board = window.inkmesh?.board;
				if (!board) throw new Error('expected an open board, got none');
				return (0, eval)(`(${source})`)(board, value) as T;
			},
			[run.toString(), argument] as const
		) as Promise<T>;
	}

	count(): Promise<number> {
		return this.board((board) => board.count);
	}

	/** Waits until the board holds so many elements. */
	async waitForCount(count: number, timeoutMs = 30_000): Promise<void> {
		await this.page.waitForFunction((wanted) => window.inkmesh?.board?.count === wanted, count, {
			timeout: timeoutMs
		});
	}

	/** Waits until so many others are here. */
	async waitForPeers(count: number, timeoutMs = 30_000): Promise<void> {
		await this.page.waitForFunction((wanted) => window.inkmesh?.board?.peers().length === wanted, count, {
			timeout: timeoutMs
		});
	}

	/** Waits until the page has drawn so many frames from now on. */
	async nextFrames(count: number): Promise<void> {
		await this.page.evaluate(async (wanted) => {
			for (let i = 0; i < wanted; i++) await new Promise(requestAnimationFrame);
		}, count);
	}

	/** Takes the page's network away: every connection breaks, and no new one can be made. Needs a watched page. */
	async goOffline(): Promise<void> {
		await this.page.context().setOffline(true);
		// Chromium's offline mode only refuses new connections; those there are would live on.
		await this.page.evaluate(() => {
			for (const connection of window.seenConnections) connection.close();
		});
	}

	goOnline(): Promise<void> {
		return this.page.context().setOffline(false);
	}

	/** Waits until the app could open without a network. */
	async waitForServiceWorker(): Promise<void> {
		await this.page.evaluate(async () => {
			await navigator.serviceWorker.ready;
		});
		await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
	}

	/** Everything on the board, for comparing two of them. */
	scene(): Promise<string> {
		return this.board((board) => JSON.stringify(board.elements()));
	}

	/**
	 * Looks at both canvases in every frame from now on; what it gives back ends that and says how few pixels were
	 * inked in the box, on either, in the emptiest frame of at least five.
	 */
	async watchInk(box: View): Promise<() => Promise<number>> {
		await this.page.evaluate(({ x, y, width, height }) => {
			const contexts = [...document.querySelectorAll('canvas')].map((canvas) => canvas.getContext('2d'));
			const ratio = window.devicePixelRatio;
			const watch = { least: Infinity, frames: 0, isOn: true };
			window.inkWatch = watch;
			const look = () => {
				let inked = 0;
				for (const context of contexts) {
					const { data } = context?.getImageData(x * ratio, y * ratio, width * ratio, height * ratio) ?? {
						data: []
					};
					for (let i = 0; i < data.length; i += 4) {
						const darkest = Math.min(data[i] ?? 255, data[i + 1] ?? 255, data[i + 2] ?? 255);
						if ((data[i + 3] ?? 0) > 128 && darkest < 190) inked++;
					}
				}
				watch.least = Math.min(watch.least, inked);
				watch.frames++;
				if (watch.isOn) requestAnimationFrame(look);
			};
			requestAnimationFrame(look);
		}, box);
		return async () => {
			await this.page.waitForFunction(() => window.inkWatch.frames >= 5);
			return this.page.evaluate(() => {
				window.inkWatch.isOn = false;
				return window.inkWatch.least;
			});
		};
	}

	/** How many pixels of the given canvas differ from the paper, in a box of the view (CSS px). */
	inkIn(
		box: { x: number; y: number; width: number; height: number },
		canvas: 'board' | 'overlay'
	): Promise<number> {
		return this.page.evaluate(
			([{ x, y, width, height }, index]) => {
				const element = document.querySelectorAll('canvas')[index];
				const context = element?.getContext('2d');
				if (!context) throw new Error('expected the canvas, got none');
				const ratio = window.devicePixelRatio;
				const { data } = context.getImageData(x * ratio, y * ratio, width * ratio, height * ratio);
				let inked = 0;
				for (let i = 0; i < data.length; i += 4) {
					const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(i, i + 4);
					// Dots of the paper are light; ink is far from it in some channel.
					if (alpha > 128 && Math.min(red, green, blue) < 190) inked++;
				}
				return inked;
			},
			[box, canvas === 'board' ? 0 : 1] as const
		);
	}
}

interface View {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Records the channels a page opens and what it sends on them, without changing either. */
export async function watchChannels(target: BrowserContext | Page): Promise<void> {
	await target.addInitScript(() => {
		window.seenChannels = [];
		window.seenSends = [];
		window.seenConnections = [];
		const Socket = window.WebSocket;
		window.WebSocket = class extends Socket {
			constructor(...args: ConstructorParameters<typeof Socket>) {
				super(...args);
				window.seenConnections.push(this);
			}
		};
		const create = RTCPeerConnection.prototype.createDataChannel;
		RTCPeerConnection.prototype.createDataChannel = function (...args) {
			const channel = create.apply(this, args);
			window.seenChannels.push(channel);
			if (!window.seenConnections.includes(this)) window.seenConnections.push(this);
			const send = channel.send;
			channel.send = function (data: never) {
				const { byteLength } = data as ArrayBufferView;
				const type = (data as Uint8Array)[1] ?? -1;
				window.seenSends.push({ label: channel.label, bytes: byteLength, type });
				return send.call(channel, data);
			};
			return channel;
		};
	});
}

interface Fixtures {
	/** A board in a browser context of its own: another person. */
	openBoard: (url?: string, options?: OpenOptions) => Promise<BoardPage>;
	/** A server of the test's own, to be killed and started again. */
	ownServer: (port?: number, env?: Readonly<Record<string, string>>) => Promise<AppServer>;
}

interface OpenOptions {
	readonly context?: BrowserContext;
	readonly browser?: Browser;
	readonly watches?: boolean;
	/** The mailbox is out of its reach: what others do comes over connections alone. */
	readonly withoutMailbox?: boolean;
	/** Runs in the page before anything of the app. */
	readonly init?: () => void;
}

export const test = base.extend<Fixtures, { server: AppServer }>({
	server: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
		async ({}, use) => {
			const server = await AppServer.start();
			await use(server);
			await server.kill();
		},
		{ scope: 'worker' }
	],
	// eslint-disable-next-line no-empty-pattern -- as above
	ownServer: async ({}, use) => {
		const servers: AppServer[] = [];
		await use(async (port, env = {}) => {
			const server = await AppServer.start(port, { env });
			servers.push(server);
			return server;
		});
		for (const server of servers) await server.kill();
	},
	openBoard: async ({ browser, server, viewport }, use) => {
		const contexts: BrowserContext[] = [];
		const boards: BoardPage[] = [];
		await use(async (url = `${server.url}/board`, options = {}) => {
			const context = options.context ?? (await (options.browser ?? browser).newContext({ viewport }));
			if (!options.context) contexts.push(context);
			const page = await context.newPage();
			if (options.watches) await watchChannels(page);
			if (options.withoutMailbox) await page.routeWebSocket(/\/mailbox/, (socket) => socket.close());
			if (options.init) await page.addInitScript(options.init);
			const board = new BoardPage(page);
			boards.push(board);
			return board.goto(url);
		});
		const errors = boards.flatMap((board) => board.errors);
		for (const context of contexts) await context.close();
		base.expect(errors, 'uncaught errors in pages').toEqual([]);
	}
});

export { expect } from '@playwright/test';
