// What goes wrong between a document and its mailbox, and that nothing is lost by it: over real sockets with a real server.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, type RawData } from 'ws';
import * as Y from 'yjs';
import { Sealing } from '../../src/lib/access/sealing.ts';
import type { Mailbox } from '../../src/lib/mailbox/mailbox.ts';
import { MailboxBlobs } from '../../src/lib/mailbox/mailbox-blobs.ts';
import {
	MAX_ENTRY_BYTES,
	parseMessage,
	parseRequest,
	type MailboxMessage,
	type MailboxRequest
} from '../../src/lib/mailbox/messages.ts';
import { MailboxImages } from '../../src/lib/board/mailbox-images.ts';
import { hashOf } from '../../src/lib/assets/asset-hash.ts';
import { RemoteUpdates } from '../../src/lib/sync/remote-updates.ts';
import type { MailboxPeer } from '../support/mailbox-peer.ts';
import { keysOf, MailboxWorld, write } from '../support/mailbox-world.ts';
import { Random } from '../support/random.ts';

let world: MailboxWorld;

beforeEach(async () => {
	world = await MailboxWorld.open();
	vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(async () => {
	vi.restoreAllMocks();
	await world.close();
});

/** A device's place for what is known of the mailbox, which a test looks into. */
function deviceWith(cursor: Uint8Array | null = null) {
	const device = {
		cursor,
		load: () => Promise.resolve(device.cursor),
		save: (bytes: Uint8Array) => Promise.resolve(void (device.cursor = bytes)),
		whenSaved: () => Promise.resolve()
	};
	return device;
}

/** Enough for a compaction to pay. */
async function growLog(peer: MailboxPeer, name: string): Promise<void> {
	const random = new Random(name.length);
	for (let i = 0; i < 4; i++) {
		write(peer, `${name} ${i}`, random.bytes(40_000));
		await peer.whenComplete();
	}
}

/** A WebSocket whose frames a test sees, and may hold back: what it gives true for is never sent. */
function watchedSocket(
	onFrame: { sent?: (request: MailboxRequest) => boolean; came?: (message: MailboxMessage) => void },
	onSocket: (socket: WebSocket) => void = () => {}
): typeof globalThis.WebSocket {
	return class extends WebSocket {
		constructor(url: string) {
			super(url);
			onSocket(this);
			this.on('message', (data: RawData) => {
				const message = parseMessage(new Uint8Array(data as ArrayBuffer));
				if (message) onFrame.came?.(message);
			});
		}

		override send(data: Uint8Array): void {
			const request = parseRequest(data);
			if (!request || !onFrame.sent?.(request)) super.send(data);
		}
	} as unknown as typeof globalThis.WebSocket;
}

describe('a snapshot that could not be read while something was being written', () => {
	it('is read again, though the writing was acknowledged', { timeout: 40_000 }, async () => {
		let isArmed = false;
		let socket: WebSocket | null = null;
		const bob = await world.opened('bob');
		write(bob, 'first');
		await bob.whenComplete();
		const alice: MailboxPeer = await world.opened('alice', {
			mayCompact: () => false,
			WebSocket: watchedSocket(
				{
					// Her line is slow: no part of the snapshot comes before it breaks.
					sent: (request) => isArmed && request.type === 'getChunk',
					came: (message) => {
						if (isArmed && message.type === 'entry' && message.chunks) write(alice, 'mine');
						if (!isArmed || message.type !== 'done' || message.position === 0) return;
						isArmed = false;
						queueMicrotask(() => socket?.terminate());
					}
				},
				(opened) => (socket = opened)
			)
		});
		isArmed = true;
		// Bob has something by then that stands in no entry, but in his snapshot.
		const carol = new Y.Doc();
		carol.getMap('elements').set('of a peer', 1);
		Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(carol), 'peer');
		await growLog(bob, 'big');
		await alice.until(() => !isArmed);
		bob.close();
		await expect.poll(() => keysOf(alice), { timeout: 20_000 }).toContain('of a peer');
		expect(keysOf(await world.newcomer())).toEqual(keysOf(alice));
	});
});

describe('a document that has not all that the mailbox is known to have brought', () => {
	it('reads the mailbox from its beginning', async () => {
		const device = deviceWith();
		const alice = await world.opened('alice', { device, mayCompact: () => false });
		await growLog(alice, 'big');
		await expect.poll(() => device.cursor, { timeout: 10_000 }).not.toBeNull();
		alice.close();
		// The same device, whose disk gives nothing of the board just now.
		const again = await world.opened('alice again', { device: deviceWith(device.cursor) });
		expect(keysOf(again)).toEqual(keysOf(alice));
	});

	it('reads it again when what had come was let go of, and never compacts it away', async () => {
		const first = new Y.Doc();
		first.getMap('elements').set('shape', new Y.Map());
		const author = await world.opened('author');
		Y.applyUpdate(author.doc, Y.encodeStateAsUpdate(first), 'peer');
		(author.doc.getMap('elements').get('shape') as Y.Map<string>).set('colour', 'red');
		// Hers is there; what it stands on its own author has to bring.
		await expect.poll(() => world.entryCount()).toBe(1);
		author.close();
		const bob = world.person('bob');
		await bob.open();
		await bob.until(() => bob.doc.store.pendingStructs !== null);
		// What a peer's faulty update leads to.
		new RemoteUpdates(bob.doc, 'peer').dropPending();
		await growLog(bob, 'big');
		Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(first), 'peer');
		const colourOf = ({ doc }: MailboxPeer) =>
			(doc.getMap('elements').get('shape') as Y.Map<string> | undefined)?.get('colour');
		await expect.poll(() => colourOf(bob), { timeout: 25_000 }).toBe('red');
		await expect.poll(async () => colourOf(await world.newcomer()), { timeout: 20_000 }).toBe('red');
	}, 60_000);
});

describe('a part of a snapshot that could not be opened here', () => {
	it('is not compacted away', async () => {
		const bob = await world.opened('bob');
		await growLog(bob, 'big');
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
		bob.close();
		const open = Sealing.prototype.open.bind(new Sealing(world.keys.readKey));
		let spoilt = 1;
		const opening = vi
			.spyOn(Sealing.prototype, 'open')
			.mockImplementation((label, ...rest) =>
				label.includes('snapshot') && spoilt-- > 0 ? Promise.resolve(null) : open(label, ...rest)
			);
		const alice = world.person('alice');
		await alice.open();
		await alice.until(() => alice.mailbox?.state.unreadable === 1);
		await growLog(alice, 'more');
		opening.mockRestore();
		expect(await world.entryCount()).toBeGreaterThanOrEqual(5);
		const fresh = await world.newcomer();
		expect(keysOf(fresh)).toEqual([...keysOf(bob), ...keysOf(alice)].sort());
	});
});

describe('a mailbox that is deleted while somebody has it open', () => {
	it('is filled again without a gap, and goes on to be compacted', { timeout: 60_000 }, async () => {
		const alice = await world.opened('alice', { mayCompact: () => false });
		for (const key of ['a', 'b', 'c']) {
			write(alice, key);
			await alice.whenComplete();
		}
		await world.store.delete(world.keys.mailboxName);
		// Whoever notices first: she at her next change, or the server.
		write(alice, 'd');
		await alice.whenComplete();
		await expect.poll(async () => keysOf(await world.newcomer()), { timeout: 20_000 }).toHaveLength(4);
		expect(alice.mailbox?.state.hasGap).toBe(false);
		const bob = await world.opened('bob');
		expect(bob.mailbox?.state.hasGap).toBe(false);
		await growLog(bob, 'big');
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
	});
});

describe('something that could not be sealed', () => {
	it('is brought a while later, though nothing else changes', { timeout: 60_000 }, async () => {
		const alice = await world.opened('alice');
		write(alice, 'first');
		await alice.whenComplete();
		vi.spyOn(Sealing.prototype, 'seal').mockRejectedValueOnce(new Error('no memory'));
		write(alice, 'second');
		await alice.whenComplete();
		expect(keysOf(await world.newcomer())).toEqual(['first', 'second']);
	});
});

describe('something too large for any entry', () => {
	it('stands in nobody’s way, and is said', async () => {
		const hostile = new Y.Doc();
		const random = new Random(3);
		hostile.getMap('elements').set('before', 1);
		hostile.getMap('elements').set('huge', random.bytes(MAX_ENTRY_BYTES + 1));
		const alice = await world.opened('alice');
		Y.applyUpdate(alice.doc, Y.encodeStateAsUpdate(hostile), 'peer');
		write(alice, 'mine');
		// What is not hers goes some seconds later.
		await expect.poll(() => alice.mailbox?.state.hasUnfit, { timeout: 20_000 }).toBe(true);
		write(alice, 'mine too');
		await alice.whenComplete();
		expect(keysOf(await world.newcomer())).toEqual(['before', 'mine', 'mine too']);
		expect(alice.mailbox?.state.status).toBe('open');
	}, 40_000);
});

describe('a compaction over a slow line while somebody else draws', () => {
	it('brings each part once, holds nothing back, and is done when there is a pause', async () => {
		const bob = await world.opened('bob', { mayCompact: () => false });
		const random = new Random(7);
		bob.doc.transact(() => {
			for (let i = 0; i < 3_000; i++) write(bob, `stroke ${i}`, random.bytes(1_000));
		});
		await bob.whenComplete();
		let broughtBytes = 0;
		let queue = Promise.resolve();
		/** 2 MB a second, in the order in which it is said. */
		const slow = class extends WebSocket {
			override send(data: Uint8Array): void {
				if (parseRequest(data)?.type === 'putChunk') broughtBytes += data.length;
				queue = queue
					.then(() => new Promise((resolve) => setTimeout(resolve, data.length / 2_000)))
					.then(() => (this.readyState === WebSocket.OPEN ? super.send(data) : undefined));
			}
		};
		const alice = await world.opened('alice', {
			WebSocket: slow as unknown as typeof globalThis.WebSocket,
			compactAfterMs: { min: 100, max: 200 }
		});
		let longestMs = 0;
		let rounds = 0;
		// Until nearly all parts are there, though no manifest is accepted meanwhile.
		for (; broughtBytes < 2_700_000; rounds++) {
			write(bob, 'again', rounds);
			write(alice, 'mine', rounds);
			const startedAt = performance.now();
			await Promise.all([bob.whenComplete(), alice.whenComplete()]);
			longestMs = Math.max(longestMs, performance.now() - startedAt);
		}
		await expect.poll(() => world.entryCount(), { timeout: 20_000 }).toBeLessThan(3);
		console.log(
			`    3.0 MB compacted while ${rounds} changes were made: ${(broughtBytes / 1e6).toFixed(1)} MB brought, ` +
				`a change waited ${longestMs.toFixed(0)} ms at most`
		);
		expect(broughtBytes).toBeLessThan(1.5 * 3_000_000);
		expect(longestMs).toBeLessThan(5_000);
		expect(keysOf(await world.newcomer())).toEqual(keysOf(alice));
	}, 60_000);
});

describe('an image that a snapshot did not name', () => {
	/** The images of somebody who has the board open. */
	function imagesOf({ mailbox }: MailboxPeer, bytes: Uint8Array) {
		const blobs = new MailboxBlobs({ keys: world.keys, socket: mailbox as Mailbox });
		const here = new Set([hashOf(bytes)]);
		return new MailboxImages({
			blobs: () => blobs,
			isWritable: () => mailbox?.isWritable ?? false,
			named: () => here,
			here: () => here,
			read: () => Promise.resolve(bytes),
			onChange: () => undefined
		});
	}

	it('is brought again by whoever has it', { timeout: 60_000 }, async () => {
		const bytes = new Random(1).bytes(700_000);
		const name = new MailboxBlobs({ keys: world.keys, socket: { ask: () => Promise.reject() } }).nameOf(
			hashOf(bytes)
		);
		const partsThere = () => world.store.countBlobParts(world.keys.mailboxName, name);
		let images: MailboxImages | null = null;
		const alice = await world.opened('alice', {
			mayCompact: () => false,
			onCompacted: () => images?.doubt()
		});
		images = imagesOf(alice, bytes);
		images.made();
		await expect.poll(partsThere).toBe(2);
		// Others, who don't know of the image, compact twice: it goes when it was not named for long.
		const bob = await world.opened('bob');
		await growLog(bob, 'a');
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
		world.aheadMs = 30 * 86_400_000;
		await growLog(bob, 'bb');
		await growLog(bob, 'ccc');
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
		await expect.poll(partsThere, { timeout: 30_000 }).toBe(2);
		expect(images.waitingCount).toBe(0);
		images.destroy();
	});
});
