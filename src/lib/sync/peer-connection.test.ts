import { BulkWindow } from './bulk-window.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryChannels, type MemoryChannel } from '../../../tests/support/memory-channel.ts';
import {
	DOCUMENT_CHANNEL,
	fingerprintsOf,
	MAX_PACKET_BYTES,
	peerConnectionClass,
	type LinkChannels
} from './peer-connection.ts';

/** As much of a browser's RTCPeerConnection as makes channels; the other ends of them are ours to hold. */
class Connection extends EventTarget {
	readonly made: {
		readonly label: string;
		readonly init: RTCDataChannelInit;
		readonly near: MemoryChannel;
		readonly far: MemoryChannel;
	}[] = [];
	readonly sctp = { maxMessageSize: 256 * 1024 };

	createDataChannel(label: string, init: RTCDataChannelInit): MemoryChannel {
		const [near, far] = memoryChannels();
		this.made.push({ label, init, near, far });
		return near;
	}
}

function connect() {
	const heard = {
		packets: [] as Uint8Array[],
		messages: [] as Uint8Array[],
		assets: [] as Uint8Array[],
		heavyBytes: 0,
		faults: 0,
		opens: 0
	};
	const bulkWindow = new BulkWindow();
	const created: LinkChannels[] = [];
	const PeerConnection = peerConnectionClass(
		{
			onPacket: (packet) => void heard.packets.push(packet),
			onBulkFrame: (bytes) => void (heard.heavyBytes += bytes),
			bulkWindow,
			onAsset: (message) => void heard.assets.push(message),
			onMessage: (message) => void heard.messages.push(message),
			onFault: () => void heard.faults++,
			onRawOpen: () => void heard.opens++,
			onCreated: (channels) => void created.push(channels)
		},
		Connection as unknown as typeof RTCPeerConnection
	);
	const connection = new PeerConnection({ iceServers: [] });
	// simple-peer asks for its one channel.
	const forSimplePeer = connection.createDataChannel('document', DOCUMENT_CHANNEL);
	const [channels] = created;
	if (!channels) throw new Error('expected channels, got none');
	const { made } = connection as unknown as Connection;
	const channel = (label: string) => {
		const found = made.find((one) => one.label === label);
		if (!found) throw new Error(`expected a channel called ${label}`);
		return found;
	};
	return { connection, channels, made, channel, heard, forSimplePeer, bulkWindow };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('peer connection', () => {
	it('makes all channels beforehand, each with a number of its own', () => {
		const { made } = connect();
		expect(made.map(({ label, init }) => [label, init.id])).toEqual([
			['presence', 1],
			['document', 0],
			['bulk', 3],
			['assets', 2]
		]);
		expect(made.every(({ init }) => init.negotiated)).toBe(true);
		const lossy = made.filter(({ init }) => init.ordered === false || init.maxRetransmits !== undefined);
		expect(lossy.map(({ label, init }) => [label, init.ordered, init.maxRetransmits])).toEqual([
			['presence', false, 0]
		]);
	});
	it('gives simple-peer the document channel, closed to it until the peer is trusted', () => {
		const { channel, channels, forSimplePeer } = connect();
		expect(forSimplePeer).toBe(channels.document);
		channel('document').near.open();
		expect(forSimplePeer.readyState).toBe('connecting');
		channels.document.trust();
		expect(forSimplePeer.readyState).toBe('open');
	});
	it('closes a channel that the other side opens in-band', () => {
		const { connection } = connect();
		let closes = 0;
		const channel = { close: () => closes++ };
		connection.dispatchEvent(Object.assign(new Event('datachannel'), { channel }));
		expect(closes).toBe(1);
	});
	it('says that it is open once, when the document channel is', () => {
		const { channel, heard } = connect();
		channel('bulk').near.open();
		expect(heard.opens).toBe(0);
		channel('document').near.open();
		expect(heard.opens).toBe(1);
	});
	it('sends bulk in small frames and the rest in what the browser takes', () => {
		const { channel, channels } = connect();
		const [document, bulk] = [channel('document'), channel('bulk')];
		for (const { near, far } of [document, bulk]) {
			near.open();
			far.open();
		}
		channels.document.sendMessage(new Uint8Array(200_000));
		const parts = [new Uint8Array(200_000)];
		channels.bulk.sendBulk(() => parts.shift() ?? null);
		expect(document.near.longestFrame).toBe(64 * 1024);
		expect(bulk.near.longestFrame).toBeGreaterThan(1_000);
		expect(bulk.near.longestFrame).toBeLessThanOrEqual(16 * 1024);
	});
	it('keeps no more of images and bulk together under way than the path holds', () => {
		const { channel, channels, bulkWindow } = connect();
		const [bulk, assets] = [channel('bulk'), channel('assets')];
		for (const { near, far } of [bulk, assets]) {
			near.open();
			far.open();
		}
		channels.assets.sendBulk(() => new Uint8Array(16_000));
		channels.bulk.sendBulk(() => new Uint8Array(16_000));
		const underWay = assets.near.bufferedAmount + bulk.near.bufferedAmount;
		expect(bulkWindow.isOpen).toBe(false);
		expect(underWay).toBeLessThan(32 * 1024);
		// What came is made up for by the bulk first: the document goes before the images.
		const assetBytes = assets.near.bufferedAmount;
		vi.advanceTimersByTime(100);
		bulkWindow.noteAcked(underWay);
		channels.bulk.resume();
		channels.assets.resume();
		expect(bulk.near.bufferedAmount).toBeGreaterThan(0);
		expect(assets.near.bufferedAmount).toBe(assetBytes);
	});
	it('hears images on a channel of their own', () => {
		const { channel, heard } = connect();
		const { near, far } = channel('assets');
		near.open();
		far.open();
		far.send(Uint8Array.of(1, 5));
		far.drain();
		expect([heard.assets, heard.messages, heard.heavyBytes]).toEqual([[Uint8Array.of(5)], [], 2]);
	});
	it('hears messages on both channels', () => {
		const { channel, heard } = connect();
		for (const label of ['document', 'bulk']) {
			const { near, far } = channel(label);
			near.open();
			far.open();
			far.send(Uint8Array.of(1, 5));
			far.drain();
		}
		expect(heard.messages).toEqual([Uint8Array.of(5), Uint8Array.of(5)]);
	});
	it('drops packets that are too long, or text', () => {
		const { channel, heard } = connect();
		const { near, far } = channel('presence');
		near.open();
		far.open();
		for (const data of [new Uint8Array(MAX_PACKET_BYTES), new Uint8Array(MAX_PACKET_BYTES + 1), 'text']) {
			far.send(data);
		}
		far.drain();
		expect([heard.packets.map(({ length }) => length), heard.faults]).toEqual([[MAX_PACKET_BYTES], 0]);
	});
	it('sends packets only when there is room: a newer one will do', () => {
		const { channel, channels } = connect();
		const { near } = channel('presence');
		const packet = new Uint8Array(MAX_PACKET_BYTES);
		channels.sendPacket(packet);
		expect(near.bufferedAmount).toBe(0);
		near.open();
		for (let i = 0; i < 100; i++) channels.sendPacket(packet);
		expect(near.bufferedAmount).toBeLessThan(16 * 1024 + MAX_PACKET_BYTES);
		near.drain();
		channels.sendPacket(packet);
		expect(near.bufferedAmount).toBe(MAX_PACKET_BYTES);
		expect(() => channels.sendPacket(new Uint8Array(MAX_PACKET_BYTES + 1))).toThrow('got 1101');
	});
});

describe('fingerprints of a connection', () => {
	const sdpOf = (...bytes: readonly string[]) =>
		bytes.map((byte) => `a=fingerprint:sha-256 ${Array<string>(32).fill(byte).join(':')}\r\n`).join('');
	const description = (sdp: string) => ({ type: 'offer', sdp }) as RTCSessionDescription;

	it('are those of both ends', () => {
		const fingerprints = fingerprintsOf({
			localDescription: description(sdpOf('AA')),
			remoteDescription: description(sdpOf('bb'))
		});
		expect(fingerprints?.own).toMatch(/^sha-256 (aa:){31}aa$/);
		expect(fingerprints?.remote).toMatch(/^sha-256 (bb:){31}bb$/);
	});
	it.each<[string, RTCSessionDescription | null, RTCSessionDescription | null]>([
		['there is no description yet', description(sdpOf('AA')), null],
		['our own names none', description(''), description(sdpOf('BB'))],
		['the other side names several', description(sdpOf('AA')), description(sdpOf('BB', 'CC'))]
	])('are none where %s', (_, localDescription, remoteDescription) => {
		expect(fingerprintsOf({ localDescription, remoteDescription })).toBeNull();
	});
});
