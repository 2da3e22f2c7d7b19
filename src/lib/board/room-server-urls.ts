// Where the room server is: `config.json` beside the page says so, or it is what served the page.
//   { "roomServer": "" }                                  the page's own origin and folder
//   { "roomServer": "https://rooms.example.org/ink/" }    another server, for an app served as static files

/** Long enough for a slow network; the service worker answers from its cache well before. */
const CONFIG_TIMEOUT_MS = 10_000;
const MAX_CONFIG_BYTES = 10_000;

export interface RoomServerUrls {
	/** ws: or wss: address for introductions. */
	readonly signaling: string;
	/** ws: or wss: address of mailboxes. */
	readonly mailbox: string;
	/** http: or https: address that tells STUN and TURN servers. */
	readonly ice: string;
}

/** Where the room server of this page is. Never throws: without a readable config.json it is where the page is from. */
export async function roomServerUrls(
	page: URL,
	{ fetch = globalThis.fetch.bind(globalThis) }: { readonly fetch?: typeof globalThis.fetch } = {}
): Promise<RoomServerUrls> {
	const beside = new URL('./', page);
	const configured = await readConfig(new URL('./config.json', page), fetch);
	const base = configured ? withSlash(new URL(configured)) : beside;
	const socketTo = (path: string) => {
		const url = new URL(path, base);
		url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
		return url.href;
	};
	return {
		signaling: socketTo('./signaling'),
		mailbox: socketTo('./mailbox'),
		ice: new URL('./ice', base).href
	};
}

async function readConfig(url: URL, fetch: typeof globalThis.fetch): Promise<string> {
	try {
		const response = await fetch(url, { cache: 'no-cache', signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS) });
		if (response.status === 404) return '';
		const text = await response.text();
		const roomServer = parseConfig(text);
		if (roomServer !== null) return roomServer;
		console.warn(
			'config.json does not say where the room server is; expected { "roomServer": "https://…" }.'
		);
	} catch (error) {
		console.warn(
			'config.json could not be read; the room server is taken to be where the page is from.',
			error
		);
	}
	return '';
}

/** Null when the text does not say where the room server is. By hand, for the first load. @throws when it is no JSON. */
function parseConfig(text: string): string | null {
	const config: unknown = text.length > MAX_CONFIG_BYTES ? null : JSON.parse(text);
	if (typeof config !== 'object' || config === null || !('roomServer' in config)) return null;
	const { roomServer } = config;
	if (typeof roomServer !== 'string') return null;
	if (roomServer === '') return roomServer;
	return URL.canParse(roomServer) && /^https?:$/.test(new URL(roomServer).protocol) ? roomServer : null;
}

function withSlash(url: URL): URL {
	if (!url.pathname.endsWith('/')) url.pathname += '/';
	url.search = '';
	url.hash = '';
	return url;
}
