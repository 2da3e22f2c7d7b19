// The whole lab: a public place with the room server and TURN, and LANs around it. README.md has a picture.
import type { Browser } from '@playwright/test';
import { AppServer } from '../support/app-server.ts';
import { BoardPage, watchChannels } from '../support/board-page.ts';
import { meterChannels } from './channel-meter.ts';
import { Lan, type Host, type LanOptions } from './lan.ts';
import { launchBrowser, type LabBrowserOptions } from './lab-browser.ts';
import { LabTurn } from './lab-turn.ts';
import { Namespace, removeOwnNamespaces, sweepLeftovers } from './namespace.ts';
import { rejoinRules, severRules } from './nat.ts';

/** Of the room server. All addresses of the lab are from ranges that are nobody's (RFC 5737, RFC 1918). */
export const PUBLIC_ADDRESS = '203.0.113.1';
/** Of coturn. */
export const TURN_ADDRESS = '203.0.113.2';

const VIEWPORT = { width: 1280, height: 800 };

export interface OpenBoardOptions extends LabBrowserOptions {
	/** Of a board that is there already; a new one otherwise. */
	readonly url?: string;
	readonly initScript?: string;
	readonly viewport?: { readonly width: number; readonly height: number };
	/** Notes packets and bytes from the start, see `channel-meter.ts`. */
	readonly isMetered?: boolean;
	/** False leaves the page quite alone: watching holds on to every connection it has seen. */
	readonly isWatched?: boolean;
}

let isSweeping = false;

export class NetworkLab {
	readonly publicPlace: Namespace;
	/** All boards that were opened; `errors` of each tells what went wrong in its page. */
	readonly boards: BoardPage[] = [];
	readonly #lans: Lan[] = [];
	readonly #browsers = new Map<Host, Promise<Browser>>();
	#server: AppServer | null = null;
	#turn: LabTurn | null = null;

	constructor() {
		if (!isSweeping) {
			isSweeping = true;
			const swept = sweepLeftovers();
			if (swept > 0) console.log(`    swept ${swept} namespaces of a run that was killed`);
			process.once('exit', removeOwnNamespaces);
		}
		this.publicPlace = new Namespace('public');
		this.publicPlace.ip(`addr add ${PUBLIC_ADDRESS}/32 dev lo`, `addr add ${TURN_ADDRESS}/32 dev lo`);
	}

	/** Starts the room server in the public place, with these settings; it answers STUN too. */
	async startServer(env: Readonly<Record<string, string>> = {}): Promise<AppServer> {
		this.#server = await AppServer.start(0, {
			host: PUBLIC_ADDRESS,
			// What connections do is looked at, not what the mailbox does where there are none.
			env: { MAILBOX_DIR: 'off', ...env },
			spawn: (command, args, options) => this.publicPlace.spawn(command, args, options)
		});
		return this.#server;
	}

	async startTurn(): Promise<LabTurn> {
		this.#turn = await LabTurn.start(this.publicPlace, TURN_ADDRESS);
		return this.#turn;
	}

	async addLan(options: LanOptions = {}): Promise<Lan> {
		const { publicPlace } = this;
		const number = this.#lans.length + 1;
		const lan = await Lan.open({ publicPlace, publicAddress: PUBLIC_ADDRESS, number }, options);
		this.#lans.push(lan);
		return lan;
	}

	/** A host alone on a LAN of its own. */
	async addHost(options: LanOptions = {}): Promise<Host> {
		return (await this.addLan(options)).addHost();
	}

	/** The host is gone from one moment to the next, with nothing said to anybody: battery empty. */
	async powerOff(host: Host): Promise<void> {
		host.unplug();
		const browser = await this.#browsers.get(host);
		const disconnected = browser && new Promise((resolve) => browser.once('disconnected', resolve));
		host.namespace.kill();
		await disconnected;
		this.#browsers.delete(host);
	}

	/** Takes away the path between two LANs; both still reach the public place. Gives back what restores it. */
	sever(one: Lan, other: Lan): () => void {
		const ends = [one.publicInterface, other.publicInterface] as const;
		this.publicPlace.nft(severRules(...ends));
		return () => this.publicPlace.nft(rejoinRules(...ends));
	}

	/** A board in the host's browser, in a context of its own: another person. The browser is launched by the first. */
	async openBoard(host: Host, options: OpenBoardOptions = {}): Promise<BoardPage> {
		const browser = await this.browserOn(host, options);
		// What is measured beside the product is not in its policy.
		const { viewport = VIEWPORT } = options;
		const context = await browser.newContext({ viewport, bypassCSP: options.isMetered ?? false });
		const page = await context.newPage();
		if (options.isWatched ?? true) await watchChannels(page);
		if (options.isMetered) await meterChannels(page);
		if (options.initScript) await page.addInitScript(options.initScript);
		const board = new BoardPage(page);
		this.boards.push(board);
		return board.goto(options.url ?? `${this.#server?.url}/board`);
	}

	browserOn(host: Host, options: LabBrowserOptions = {}): Promise<Browser> {
		let browser = this.#browsers.get(host);
		if (!browser) {
			browser = launchBrowser(host.namespace, options);
			this.#browsers.set(host, browser);
		}
		return browser;
	}

	async close(): Promise<void> {
		for (const host of this.#browsers.keys()) host.namespace.thaw();
		for (const browser of this.#browsers.values()) await (await browser).close();
		await this.#server?.kill();
		await this.#turn?.stop();
		for (const lan of this.#lans) await lan.close();
		this.publicPlace.destroy();
	}
}
