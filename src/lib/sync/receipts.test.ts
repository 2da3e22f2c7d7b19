import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { parseDocumentMessage } from './document-message.ts';
import type { Link } from './link.ts';
import { Receipts } from './receipts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Two peers that are linked; what alice writes reaches bob when the test says so. */
function pair() {
	const bob = { doc: new Y.Doc(), hasSynced: true, commit: () => {} };
	const alice = { doc: new Y.Doc() };
	let onChange = 0;
	const saved = { alice: Promise.resolve(), bob: Promise.resolve() };
	const writer = new Receipts({
		doc: alice.doc,
		hasSynced: () => true,
		sendAfterChanges: (link, message) => link.send(message),
		whenSaved: () => saved.alice,
		onChange: () => onChange++
	});
	const keeper = new Receipts({
		doc: bob.doc,
		hasSynced: () => bob.hasSynced,
		sendAfterChanges: (link, message) => link.send(message),
		whenSaved: () => saved.bob,
		onChange: () => undefined
	});
	const linkTo = (receipts: () => Receipts, far: () => Link) =>
		({
			send(bytes: Uint8Array) {
				const message = parseDocumentMessage(bytes);
				if (message?.type === 'mark') receipts().receiveMark(far(), message);
				else if (message?.type === 'kept') receipts().receiveKept(far(), message.number);
				else throw new Error(`expected a mark or a receipt, got ${message?.type}`);
			}
		}) as Link;
	const toBob: Link = linkTo(
		() => keeper,
		() => toAlice
	);
	const toAlice: Link = linkTo(
		() => writer,
		() => toBob
	);
	keeper.opened(toAlice, { clientId: alice.doc.clientID });
	writer.opened(toBob, { clientId: bob.doc.clientID });
	return {
		writer,
		saved,
		bob,
		get changes() {
			return onChange;
		},
		toBob,
		write(key: string) {
			alice.doc.getMap('elements').set(key, 1);
			writer.changed();
		},
		deliver: () => Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(alice.doc)),
		check: () => keeper.check(),
		pass: () => vi.advanceTimersByTimeAsync(300)
	};
}

describe('receipts', () => {
	it('count a peer once it has stored the last change, and not before', async () => {
		const { writer, saved, write, deliver, pass } = pair();
		await pass();
		expect([writer.keptBy, writer.count]).toEqual([1, 1]);
		let commit = () => {};
		saved.bob = new Promise((resolve) => (commit = resolve));
		write('a');
		expect(writer.keptBy).toBe(0);
		await pass();
		deliver();
		await pass();
		expect(writer.keptBy).toBe(0);
		commit();
		await pass();
		expect(writer.keptBy).toBe(1);
	});

	it('do not count a peer that the change has not reached', async () => {
		const { writer, write, pass, deliver } = pair();
		write('a');
		await pass();
		await pass();
		expect(writer.keptBy).toBe(0);
		deliver();
		await pass();
		expect(writer.keptBy).toBe(1);
	});

	it('do not count a newcomer before all that was there has been brought', async () => {
		const { writer, bob, write, deliver, pass, check } = pair();
		bob.hasSynced = false;
		write('a');
		deliver();
		await pass();
		expect(writer.keptBy).toBe(0);
		bob.hasSynced = true;
		check();
		await pass();
		expect(writer.keptBy).toBe(1);
	});

	it('do not count a peer that waits for a part of the change', async () => {
		const { writer, bob, write, deliver, pass } = pair();
		const other = new Y.Doc();
		other.getMap('elements').set('first', 1);
		const known = Y.encodeStateVector(other);
		other.getMap('elements').set('second', 2);
		Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(other, known));
		write('a');
		await pass();
		deliver();
		await pass();
		expect(writer.keptBy).toBe(0);
		Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(other));
		await pass();
		expect(writer.keptBy).toBe(1);
	});

	it('believe nobody who has more than there was, or takes back what it had', async () => {
		const { writer, write, toBob, pass } = pair();
		await pass();
		write('a');
		writer.receiveKept(toBob, 1);
		writer.receiveKept(toBob, 1e9);
		expect(writer.keptBy).toBe(0);
		await pass();
		writer.receiveKept(toBob, 1);
		writer.receiveKept(toBob, 0);
		expect(writer.keptBy).toBe(1);
	});

	it('forget who has left', async () => {
		const { writer, toBob, pass } = pair();
		await pass();
		writer.closed(toBob);
		expect([writer.keptBy, writer.count]).toEqual([0, 0]);
	});
});
