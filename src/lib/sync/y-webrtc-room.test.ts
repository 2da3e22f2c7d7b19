// What y-webrtc-room.ts takes for granted about the inside of y-webrtc 10.3.0, lib0 and simple-peer. When a new version
// of one of them fails here, that file has to be thought through again; nothing else of ours knows their inside.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as bc from 'lib0/broadcastchannel';
import * as encoding from 'lib0/encoding';
import { afterEach, describe, expect, it } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';
import {
	encodeAwareness,
	encodeQueryAwareness,
	encodeSyncStep1,
	encodeUpdate,
	parseDocumentMessage
} from './document-message.ts';
import type { SignalData } from './link.ts';
import { YWebrtcRoom, type Connection } from './y-webrtc-room.ts';

const BC_PEER_ID = 4;
const cleanUps: (() => void)[] = [];
let lastRoom = 0;

afterEach(async () => {
	for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
	await settle();
});

/** Lets y-webrtc's promises and the BroadcastChannel finish what they have begun. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

interface Tab {
	readonly name: string;
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly room: YWebrtcRoom;
	readonly updates: Uint8Array[];
	/** Our client's clock before each of them. */
	readonly clocks: number[];
	/** What our own state was, each time it changed. */
	readonly ownStates: unknown[];
	/** How many other tabs it knew of, each time that changed. */
	readonly tabCounts: number[];
}

async function openTab({
	name = `room ${++lastRoom}`,
	doc = new Y.Doc(),
	state = { name: 'Alice' },
	connects = true
} = {}) {
	const awareness = new Awareness(doc);
	awareness.setLocalState(state);
	const tab = { name, doc, awareness, updates: [], clocks: [], ownStates: [], tabCounts: [] } as Omit<
		Tab,
		'room'
	>;
	const room = await YWebrtcRoom.open(name, doc, awareness, {
		onLocalUpdate: (update, clock) => {
			tab.updates.push(update);
			tab.clocks.push(clock);
		},
		onLocalAwareness: () => void tab.ownStates.push(awareness.getLocalState()),
		onTabs: (peers) => void tab.tabCounts.push(peers.size)
	});
	if (connects) room.connect();
	cleanUps.push(() => {
		room.destroy();
		awareness.destroy();
	});
	return { ...tab, room } satisfies Tab;
}

/** Another tab of the browser: lib0 in this process can't play it, since it names another origin for its own. */
function otherTab(name: string) {
	const channel = new BroadcastChannel(name);
	cleanUps.push(() => channel.close());
	const heard: Uint8Array[] = [];
	channel.onmessage = ({ data }: MessageEvent<unknown>) => {
		if (data instanceof Uint8Array) heard.push(data);
	};
	return {
		heard,
		updates: () => heard.map(parseDocumentMessage).filter((message) => message?.type === 'update'),
		say: async (message: Uint8Array) => {
			channel.postMessage(message);
			await settle();
		}
	};
}

const tabHello = (peer: string, isJoining = true) =>
	encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, BC_PEER_ID);
		encoding.writeUint8(encoder, isJoining ? 1 : 0);
		encoding.writeVarString(encoder, peer);
	});

/** As little of an RTCPeerConnection as simple-peer asks of one that never connects. */
class StubPeerConnection {
	static made: StubPeerConnection[] = [];
	readonly config: RTCConfiguration | undefined;
	readonly channels: { readonly label: string; readonly options: RTCDataChannelInit | undefined }[] = [];
	ondatachannel: unknown = undefined;
	localDescription: RTCSessionDescriptionInit | null = null;
	remoteDescription: RTCSessionDescriptionInit | null = null;
	isClosed = false;

	constructor(config?: RTCConfiguration) {
		this.config = config;
		StubPeerConnection.made.push(this);
	}

	createDataChannel(label: string, options?: RTCDataChannelInit) {
		this.channels.push({ label, options });
		return {
			label,
			readyState: 'connecting',
			bufferedAmountLowThreshold: 0,
			send: () => undefined,
			close: () => undefined
		};
	}

	async createOffer() {
		return { type: 'offer', sdp: 'an offer' } as const;
	}

	async createAnswer() {
		return { type: 'answer', sdp: 'an answer' } as const;
	}

	async setLocalDescription(description: RTCSessionDescriptionInit) {
		this.localDescription = description;
	}

	async setRemoteDescription(description: RTCSessionDescriptionInit) {
		this.remoteDescription = description;
	}

	async addIceCandidate() {}

	close() {
		this.isClosed = true;
	}
}

function openConnection(
	room: YWebrtcRoom,
	{ key = 'bob 1', isInitiator = true, iceServers = [] as RTCIceServer[] } = {}
) {
	StubPeerConnection.made = [];
	const signals: SignalData[] = [];
	let closes = 0;
	const connection: Connection = room.openConnection({
		key,
		isInitiator,
		iceServers,
		RTCPeerConnection: StubPeerConnection as unknown as typeof RTCPeerConnection,
		signal: (data) => void signals.push(data),
		onClose: () => void closes++
	});
	const [stub] = StubPeerConnection.made;
	if (!stub) throw new Error('expected simple-peer to make a connection of the class given, got none');
	return { connection, stub, signals, closes: () => closes };
}

describe('y-webrtc', () => {
	it('is exactly the version whose inside we know, and asked for exactly', () => {
		const root = join(import.meta.dirname, '../../..');
		const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
		expect(read('node_modules/y-webrtc/package.json')).toMatchObject({ version: '10.3.0' });
		expect(read('package.json')).toMatchObject({ dependencies: { 'y-webrtc': '10.3.0' } });
	});
	it('makes its room in a microtask, with the parts that are replaced', async () => {
		const provider = new WebrtcProvider(`room ${++lastRoom}`, new Y.Doc(), { signaling: [] });
		cleanUps.push(() => provider.destroy());
		provider.disconnect();
		expect(provider.room).toBeNull();
		await provider.key;
		const { room } = provider;
		expect(provider.signalingConns).toEqual([]);
		expect(room?.key).toBeNull();
		expect(room?.bcconnected).toBe(false);
		for (const part of [
			'_docUpdateHandler',
			'_awarenessUpdateHandler',
			'_bcSubscriber',
			'_beforeUnloadHandler',
			'connect'
		] as const) {
			expect(room?.[part]).toBeInstanceOf(Function);
		}
	});
	it('registers the replaced handlers at connect and removes them at disconnect', async () => {
		const doc = new Y.Doc();
		const provider = new WebrtcProvider(`room ${++lastRoom}`, doc, { signaling: [] });
		cleanUps.push(() => provider.destroy());
		provider.disconnect();
		await provider.key;
		if (!provider.room) throw new Error('expected a room');
		let calls = 0;
		provider.room._docUpdateHandler = () => calls++;
		for (const isConnected of [true, false, true, false]) {
			if (isConnected) provider.connect();
			else provider.disconnect();
			calls = 0;
			doc.getMap('elements').set('a', Math.random());
			expect(calls).toBe(isConnected ? 1 : 0);
		}
	});
	it('calls subscribers of lib0 in this tab with another origin than those of other tabs', async () => {
		const name = `room ${++lastRoom}`;
		const origins: unknown[] = [];
		const listener = bc.subscribe(name, (_data: unknown, origin: unknown) => void origins.push(origin));
		cleanUps.push(() => void bc.unsubscribe(name, listener));
		bc.publish(name, Uint8Array.of(1));
		expect(origins).toEqual([null]);
		await otherTab(name).say(Uint8Array.of(2));
		expect(origins).toEqual([null, 'broadcastchannel']);
	});
});

describe('room of y-webrtc', () => {
	it('gives what is written here to the links, and nothing that others or storage brought', async () => {
		const { doc, updates, clocks } = await openTab();
		const source = new Y.Doc();
		source.getMap('elements').set('of bob', 1);
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(source), 'storage');
		expect(updates.length).toBe(0);
		doc.getMap('elements').set('of alice', 1);
		const copy = new Y.Doc();
		updates.forEach((update) => Y.applyUpdate(copy, update));
		expect([updates.length, copy.getMap('elements').toJSON()]).toEqual([1, { 'of alice': 1 }]);
		new Y.UndoManager(doc.getMap('elements'));
		doc.transact(() => doc.getMap('elements').set('undone', 1), 'undo manager');
		expect([updates.length, clocks]).toEqual([2, [0, 1]]);
	});
	it('gives it to other tabs too, once', async () => {
		const { doc, name } = await openTab();
		const other = otherTab(name);
		await other.say(tabHello('another-peer'));
		other.heard.length = 0;
		doc.getMap('elements').set('of alice', 1);
		await settle();
		expect(other.updates().length).toBe(1);
	});
	it('gives it to nobody while there is no other tab; one that comes then asks', async () => {
		const { doc, name } = await openTab();
		const other = otherTab(name);
		await settle();
		doc.getMap('elements').set('of alice', 1);
		await settle();
		expect(other.updates()).toEqual([]);
		await other.say(tabHello('another-peer'));
		await other.say(encodeSyncStep1(new Y.Doc()));
		expect(other.updates().length).toBe(1);
	});
	it('does not send the whole document to other tabs when it connects', async () => {
		const name = `room ${++lastRoom}`;
		const other = otherTab(name);
		const doc = new Y.Doc();
		doc.getMap('elements').set('a', 'x'.repeat(10_000));
		await openTab({ name, doc });
		await settle();
		expect(other.updates()).toEqual([]);
		expect(other.heard.map((bytes) => parseDocumentMessage(bytes)?.type ?? bytes[0])).toEqual(
			expect.arrayContaining([BC_PEER_ID, 'sync-step-1', 'query-awareness', 'awareness'])
		);
		expect(other.heard.every(({ length }) => length < 200)).toBe(true);
	});
	it('says its hello to other tabs as y-webrtc itself would', async () => {
		const name = `room ${++lastRoom}`;
		const other = otherTab(name);
		const { room } = await openTab({ name });
		await settle();
		expect(other.heard).toContainEqual(tabHello(room.peerId));
	});
	it('takes in what another tab wrote, without telling anybody on', async () => {
		const { doc, name, updates } = await openTab();
		const other = otherTab(name);
		const source = new Y.Doc();
		source.getMap('elements').set('of the other tab', 1);
		await other.say(encodeUpdate(Y.encodeStateAsUpdate(source)));
		expect(doc.getMap('elements').toJSON()).toEqual({ 'of the other tab': 1 });
		expect([updates.length, other.updates().length]).toEqual([0, 0]);
	});
	it('answers another tab that asks with what that one lacks, and no more', async () => {
		const { doc, name } = await openTab();
		doc.getMap('elements').set('known', 'x'.repeat(1_000));
		const asking = new Y.Doc();
		Y.applyUpdate(asking, Y.encodeStateAsUpdate(doc));
		doc.getMap('elements').set('missing', 1);
		await settle();
		const other = otherTab(name);
		await other.say(encodeSyncStep1(asking));
		const [answer] = other.updates();
		expect(answer?.update.length).toBeLessThan(200);
		Y.applyUpdate(asking, answer?.update ?? new Uint8Array());
		expect(asking.getMap('elements').size).toBe(2);
	});
	it('asks a tab that joins for what it has: that one may have written before it connected', async () => {
		const { doc, name } = await openTab();
		const joining = new Y.Doc();
		joining.getMap('elements').set('written early', 1);
		const other = otherTab(name);
		await other.say(tabHello('another-peer'));
		await other.say(encodeSyncStep1(joining));
		const asked = other.heard.map(parseDocumentMessage).find((message) => message?.type === 'sync-step-1');
		expect(asked?.known).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
	});
	it('comes to rest after two tabs have met: nobody asks for ever', async () => {
		const { name, doc } = await openTab();
		const other = otherTab(name);
		const joining = new Y.Doc();
		joining.getMap('elements').set('written early', 1);
		for (let i = 0; i < 5; i++) await other.say(tabHello('another-peer'));
		await other.say(encodeUpdate(Y.encodeStateAsUpdate(joining), { isAnswer: true }));
		expect(doc.getMap('elements').size).toBe(1);
		const asked = other.heard.map(parseDocumentMessage).filter((message) => message?.type === 'sync-step-1');
		expect(asked.length).toBe(1);
	});
	it('knows which other tabs there are', async () => {
		const { name, room, tabCounts } = await openTab();
		const other = otherTab(name);
		await other.say(tabHello('another-peer'));
		expect([...room.tabs]).toEqual(['another-peer']);
		await other.say(tabHello('another-peer', false));
		expect([[...room.tabs], tabCounts]).toEqual([[], [1, 0]]);
	});
	it('exchanges awareness with other tabs, each speaking for itself', async () => {
		const { name, doc, awareness } = await openTab();
		const other = otherTab(name);
		const [bob, carol] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())];
		cleanUps.push(() => [bob, carol].forEach((state) => state.destroy()));
		bob.setLocalState({ name: 'Bob' });
		await other.say(encodeAwareness(encodeAwarenessUpdate(bob, [bob.clientID])));
		expect(awareness.getStates().get(bob.clientID)).toEqual({ name: 'Bob' });
		other.heard.length = 0;
		await other.say(encodeQueryAwareness());
		const answers = other.heard.map(parseDocumentMessage).filter((message) => message?.type === 'awareness');
		for (const { update } of answers) applyAwarenessUpdate(carol, update, 'test');
		expect(carol.getStates().get(doc.clientID)).toEqual({ name: 'Alice' });
		expect(carol.getStates().has(bob.clientID)).toBe(false);
	});
	it('says when its own awareness changed, and not when somebody else’s did', async () => {
		const { awareness, ownStates } = await openTab();
		ownStates.length = 0;
		const bob = new Awareness(new Y.Doc());
		cleanUps.push(() => bob.destroy());
		bob.setLocalState({ name: 'Bob' });
		applyAwarenessUpdate(awareness, encodeAwarenessUpdate(bob, [bob.clientID]), 'a link');
		expect(ownStates.length).toBe(0);
		awareness.setLocalStateField('name', 'Alicia');
		expect(ownStates).toEqual([{ name: 'Alicia' }]);
	});
	it('drops whatever else another tab says', async () => {
		const { name, doc } = await openTab();
		const other = otherTab(name);
		for (const bytes of [
			Uint8Array.of(),
			Uint8Array.of(77),
			Uint8Array.of(0, 2, 3, 1, 1, 1),
			// An update of which half is sound: y-protocols would apply that half and swallow the rest.
			encodeUpdate(Uint8Array.of(1, 2, 5, 0, 8, 1, 1, 97, 1, 119, 1, 98)),
			Uint8Array.of(0, 9, 0)
		]) {
			await other.say(bytes);
		}
		expect(Y.encodeStateAsUpdate(doc)).toEqual(Uint8Array.of(0, 0));
	});
	it('keeps the state of awareness through opening, leaving and opening again', async () => {
		const { awareness, room, name, doc } = await openTab();
		expect(awareness.getLocalState()).toEqual({ name: 'Alice' });
		room.destroy();
		await settle();
		expect(awareness.getLocalState()).toEqual({ name: 'Alice' });
		const hooks = { onLocalUpdate: () => {}, onLocalAwareness: () => {}, onTabs: () => {} };
		const again = await YWebrtcRoom.open(name, doc, awareness, hooks);
		cleanUps.push(() => again.destroy());
		again.connect();
		expect(awareness.getLocalState()).toEqual({ name: 'Alice' });
	});
	it('says goodbye to other tabs when it is left', async () => {
		const { name, doc, room } = await openTab();
		const other = otherTab(name);
		await settle();
		other.heard.length = 0;
		room.destroy();
		await settle();
		expect(other.heard).toContainEqual(tabHello(room.peerId, false));
		const carol = new Awareness(new Y.Doc());
		cleanUps.push(() => carol.destroy());
		carol.states.set(doc.clientID, { name: 'Alice' });
		for (const message of other.heard.map(parseDocumentMessage)) {
			if (message?.type === 'awareness') applyAwarenessUpdate(carol, message.update, 'test');
		}
		expect(carol.getStates().has(doc.clientID)).toBe(false);
	});
	it('is quiet after it was left', async () => {
		const { name, doc, room, updates, awareness } = await openTab();
		const other = otherTab(name);
		room.destroy();
		await settle();
		[other.heard, updates].forEach((list) => (list.length = 0));
		doc.getMap('elements').set('a', 1);
		awareness.setLocalStateField('name', 'Alicia');
		await other.say(encodeSyncStep1(new Y.Doc()));
		expect([other.heard.length, updates.length]).toEqual([0, 0]);
	});
	it('can be opened again under the same name at once, and left twice without harm to who opened it', async () => {
		const { name, doc, room, updates } = await openTab();
		room.destroy();
		const again = await openTab({ name, doc });
		room.destroy();
		await settle();
		doc.getMap('elements').set('a', 1);
		expect([updates.length, again.updates.length]).toEqual([0, 1]);
		expect(again.room.peerId).not.toBe(room.peerId);
	});
	it('takes its handler for the end of the page away: the person may choose to stay', async () => {
		const before = process.listenerCount('exit');
		const { room } = await openTab();
		expect(process.listenerCount('exit')).toBe(before);
		room.destroy();
		await settle();
		expect(process.listenerCount('exit')).toBe(before);
	});
	it('does the same in a browser', async () => {
		const page = new EventTarget();
		Object.assign(globalThis, { window: page });
		cleanUps.push(() => Reflect.deleteProperty(globalThis, 'window'));
		const { doc, awareness, updates } = await openTab();
		page.dispatchEvent(new Event('beforeunload'));
		doc.getMap('elements').set('after staying', 1);
		expect(awareness.getLocalState()).toEqual({ name: 'Alice' });
		expect(updates.length).toBe(1);
	});
	it('has a clock above 0 when it connects: a state with clock 0 is never believed', async () => {
		const { awareness, doc } = await openTab();
		expect(awareness.meta.get(doc.clientID)?.clock).toBeGreaterThan(0);
	});
});

describe('connection of y-webrtc', () => {
	it('gives its signals to whoever made it, and takes those of the peer', async () => {
		const { room } = await openTab();
		const alice = openConnection(room, { key: 'bob 1' });
		const bob = openConnection(room, { key: 'alice 1', isInitiator: false });
		await settle();
		expect(alice.signals).toEqual([{ type: 'offer', sdp: 'an offer' }]);
		expect(bob.signals).toEqual([]);
		bob.connection.signal(alice.signals[0] ?? {});
		await settle();
		expect(bob.stub.remoteDescription).toMatchObject({ type: 'offer', sdp: 'an offer' });
		expect(bob.signals).toEqual([{ type: 'answer', sdp: 'an answer' }]);
	});
	it.each([true, false])(
		'makes the document channel itself on both sides (initiator: %s)',
		async (isInitiator) => {
			const { room } = await openTab();
			const { stub } = openConnection(room, { isInitiator });
			expect(stub.channels.map(({ options }) => options)).toEqual([{ negotiated: true, id: 0 }]);
			// A channel opened by the other side would take this one's place.
			expect(stub.ondatachannel).toBeUndefined();
		}
	);
	it.each([[[]], [[{ urls: 'stun:192.0.2.1' }]]])(
		'asks the ICE servers it was given and no others: %j',
		async (iceServers) => {
			const { room } = await openTab();
			const { stub } = openConnection(room, { iceServers });
			expect(stub.config?.iceServers).toEqual(iceServers);
		}
	);
	it('ends once, closing what it made', async () => {
		const { room } = await openTab();
		const { connection, stub, closes } = openConnection(room);
		connection.destroy();
		connection.destroy();
		await settle();
		expect([closes(), stub.isClosed]).toEqual([1, true]);
	});
	it('ends when the room is left', async () => {
		const { room } = await openTab();
		const { closes } = openConnection(room);
		room.destroy();
		await settle();
		expect(closes()).toBe(1);
	});
	it('does not take another of the same peer along when it ends late', async () => {
		const { room } = await openTab();
		const first = openConnection(room, { key: 'bob 1' });
		first.connection.destroy();
		const second = openConnection(room, { key: 'bob 2' });
		await settle();
		expect([first.closes(), second.closes(), second.stub.isClosed]).toEqual([1, 0, false]);
		room.destroy();
		await settle();
		expect(second.closes()).toBe(1);
	});
	it('reports its end later, never while it is being made, even where the browser refuses', async () => {
		const { room } = await openTab();
		let closes = 0;
		class Refusing {
			constructor() {
				throw new Error('too many connections');
			}
		}
		room.openConnection({
			key: 'bob 1',
			isInitiator: true,
			iceServers: [],
			RTCPeerConnection: Refusing as unknown as typeof RTCPeerConnection,
			signal: () => undefined,
			onClose: () => void closes++
		});
		expect(closes).toBe(0);
		await settle();
		expect(closes).toBe(1);
	});
});
