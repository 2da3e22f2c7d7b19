// Many people in one process; `drawing-people.ts` starts it and says what they shall do.
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { answerRequests } from '../../support/answer-requests.ts';
import type { DrawingPeer, DrawingPeerOptions, DrawingPeerState } from './drawing-peer.ts';

export type DrawingRequest =
	| {
			readonly do: 'open';
			readonly fragment: string;
			readonly signalingUrl: string;
			/** A file with what all of them have of the board already. */
			readonly updateFile: string | null;
			/** Where each draws, page space: there are as many of them. */
			readonly places: readonly (readonly [x: number, y: number])[];
	  }
	| { readonly do: 'draw'; readonly commits: boolean }
	| { readonly do: 'commit'; readonly hz: number }
	| { readonly do: 'rest' }
	| { readonly do: 'look' }
	| { readonly do: 'leave' };

const PEER_FILE = './drawing-peer.js';

// Node 20 has none.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;
let people: DrawingPeer[] = [];
let loaded = 0;

async function open({ places, updateFile, ...options }: DrawingRequest & { do: 'open' }): Promise<void> {
	const update = updateFile ? readFileSync(updateFile) : null;
	for (const at of places) {
		const copy = (await import(/* @vite-ignore */ `${PEER_FILE}?${loaded++}`)) as {
			readonly DrawingPeer: { open(options: DrawingPeerOptions): Promise<DrawingPeer> };
		};
		// Yjs warns of a second copy of itself, which could not read the first one's documents; none has to.
		Reflect.deleteProperty(globalThis, '__ $YJS$ __');
		people.push(await copy.DrawingPeer.open({ ...options, name: `peer ${people.length}`, update, at }));
	}
}

answerRequests(async (request: DrawingRequest): Promise<DrawingPeerState[]> => {
	switch (request.do) {
		case 'open':
			await open(request);
			break;
		case 'draw':
			for (const person of people) person.draw(request);
			break;
		case 'commit':
			for (const person of people) person.commit(request.hz);
			break;
		case 'rest':
			for (const person of people) person.rest();
			break;
		case 'leave':
			for (const person of people) person.leave();
			people = [];
			break;
		case 'look':
			break;
		default:
			request satisfies never;
	}
	return people.map(({ state }) => state);
});
