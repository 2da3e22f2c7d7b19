// A viewer of a board without a browser: the real provider, real WebRTC. Bundled, so that one process can load it many
// times over: y-webrtc has one room of a name in each copy of itself.
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { parseBoardLink } from '../../src/lib/access/board-link.ts';
import { DocumentDigest } from '../../src/lib/sync/anti-entropy.ts';
import { Provider } from '../../src/lib/sync/provider.ts';
import { NodePeerConnection } from './node-webrtc.ts';

export interface ViewerOptions {
	/** The part of the board's address after its "#". */
	readonly fragment: string;
	readonly signalingUrl: string;
	readonly name: string;
}

export interface ViewerState {
	/** Of all that its document holds. */
	readonly digest: string;
	readonly elements: number;
	readonly links: number;
}

export interface ViewerPeer {
	state(): ViewerState;
	leave(): void;
}

export async function openViewer({ fragment, signalingUrl, name }: ViewerOptions): Promise<ViewerPeer> {
	const link = parseBoardLink(fragment);
	if (link?.role !== 'viewer') throw new Error(`expected a view link, got ${link?.role ?? 'none'}`);
	const doc = new Y.Doc();
	const awareness = new Awareness(doc);
	awareness.setLocalState({ userId: name, name, color: '#3355ff', selection: [] });
	const digest = new DocumentDigest(doc);
	const provider = await Provider.open({
		doc,
		awareness,
		keys: deriveBoardKeys(link),
		signalingUrl,
		ice: { current: [], whenReady: () => Promise.resolve(), refreshIfExpired: () => undefined },
		onPresence: () => undefined,
		onChange: () => undefined,
		RTCPeerConnection: NodePeerConnection
	});
	return {
		state: () => ({
			digest: String(digest.current),
			elements: doc.getMap('elements').size,
			links: provider.peers.length
		}),
		leave: () => provider.destroy()
	};
}
