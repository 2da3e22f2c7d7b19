// Many viewers in one process; `viewers.ts` starts it and says what they shall do.
import { WebSocket } from 'ws';
import { answerRequests } from './answer-requests.ts';
import type { ViewerOptions, ViewerPeer, ViewerState } from './viewer-peer.ts';

export type ViewersRequest =
	| ({ readonly do: 'open'; readonly count: number } & Omit<ViewerOptions, 'name'>)
	| { readonly do: 'look' }
	/** One of them goes. */
	| { readonly do: 'leave' };

interface PeerFile {
	readonly openViewer: (options: ViewerOptions) => Promise<ViewerPeer>;
}

const PEER_FILE = './viewer-peer.js';

// Node 20 has none.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;
const viewers: ViewerPeer[] = [];

async function answer(request: ViewersRequest): Promise<ViewerState[]> {
	switch (request.do) {
		case 'open':
			for (let i = 0; i < request.count; i++) {
				const copy = (await import(/* @vite-ignore */ `${PEER_FILE}?${i}`)) as PeerFile;
				// Yjs warns of a second copy of itself, which could not read the first one's documents; none has to.
				Reflect.deleteProperty(globalThis, '__ $YJS$ __');
				viewers.push(await copy.openViewer({ ...request, name: `viewer ${i}` }));
			}
			break;
		case 'leave':
			viewers.pop()?.leave();
			break;
		case 'look':
			break;
		default:
			request satisfies never;
	}
	return viewers.map((viewer) => viewer.state());
}

answerRequests(answer);
