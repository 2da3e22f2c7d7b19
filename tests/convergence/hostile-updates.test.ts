// Updates as a writer who means harm, or a bad line, would send them: 82,000 of them, mutated by seeds. None may throw,
// hang, or leave a document that takes no sound update any more.
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ElementId } from '../../src/lib/document/element.ts';
import { encodeForwarded, encodeUpdate, parseDocumentMessage } from '../../src/lib/sync/document-message.ts';
import { maySend } from '../../src/lib/sync/gate.ts';
import { MissingUpdates } from '../../src/lib/sync/missing-updates.ts';
import { RemoteUpdates } from '../../src/lib/sync/remote-updates.ts';
import { describeScene, describeScratchScene, Peer } from '../support/peers.ts';
import { changeAtRandom } from '../support/random-document.ts';
import { mutate, Random } from '../support/random.ts';

const BATCHES = 82;
const UPDATES = 1_000;
/** Far above what any of them needs, and far below what a person would call a hang; on a busy machine. */
const MAX_MS = 5_000;

/** What a person did at a board, update by update; and that of somebody whose lines are of all kinds that Yjs knows. */
function updatesOf(random: Random): Uint8Array[] {
	const updates: Uint8Array[] = [];
	const alice = new Peer('alice');
	alice.doc.on('update', (update: Uint8Array) => void updates.push(update));
	const ids: ElementId[] = [];
	for (let i = 0; i < 25; i++) {
		const position = [random.int(500), random.int(500)] as const;
		const points = Array.from({ length: 12 }, () => [random.int(90), random.int(90), random.next()] as const);
		ids.push(
			random.chance(0.5)
				? alice.create({ type: 'stroke', points })
				: alice.create({ type: 'rectangle', position, size: [40, 30], text: random.text(4) })
		);
		const id = random.pick(ids);
		if (!alice.document.read(id)) continue;
		if (random.chance(0.3)) alice.document.update(id, { color: 'red', opacity: random.next() });
		if (random.chance(0.2)) alice.document.update(id, { parent: alice.create({ type: 'group' }) });
		if (random.chance(0.2)) alice.document.remove([id]);
		if (random.chance(0.1)) alice.undo.undo();
	}
	const carol = new Y.Doc();
	carol.on('update', (update: Uint8Array) => void updates.push(update));
	changeAtRandom(carol, random, 25);
	return updates;
}

function applyAll(from: Y.Doc, to: Y.Doc): void {
	const missing = new MissingUpdates(from, Y.decodeStateVector(Y.encodeStateVector(to)));
	for (let part = missing.next(2_000); part; part = missing.next(2_000)) Y.applyUpdate(to, part);
}

/** Somebody new makes an element, and the board must take it and show it. */
function expectTakesSoundUpdate(bob: Peer, updates: RemoteUpdates): void {
	const dave = new Peer('dave');
	Y.applyUpdate(dave.doc, Y.encodeStateAsUpdate(bob.doc));
	let made = new Uint8Array();
	dave.doc.on('update', (update: Uint8Array) => (made = new Uint8Array(update)));
	const id = dave.create({ type: 'rectangle', position: [1, 2], size: [30, 40] });
	const reception = updates.receive(made);
	expect(reception).toMatchObject({ status: 'taken' });
	expect(bob.scene.get(id)).toMatchObject({ position: [1, 2], size: [30, 40] });
}

describe('mutated updates of a writer', () => {
	it('neither throw nor hang nor keep a board from taking sound updates', () => {
		const counts = { taken: 0, news: 0, refused: 0, pending: 0, skipped: 0 };
		const reasons = new Map<string, number>();
		let slowestMs = 0;
		const startedAt = performance.now();
		const cpu = process.cpuUsage();
		for (let seed = 1; seed <= BATCHES; seed++) {
			const random = new Random(seed);
			const sound = updatesOf(random);
			const bob = new Peer('bob');
			const updates = new RemoteUpdates(bob.doc, 'a peer');
			for (const update of sound.slice(0, random.int(sound.length))) updates.receive(update);
			for (let i = 0; i < UPDATES; i++) {
				const update = mutate(random.pick(sound), random);
				const before = performance.now();
				const reception = updates.receive(update);
				const ms = performance.now() - before;
				slowestMs = Math.max(slowestMs, ms);
				expect(ms, `update ${i} with seed ${seed}`).toBeLessThan(MAX_MS);
				counts[reception.status]++;
				if (reception.status === 'taken') counts.news += reception.news ? 1 : 0;
				else {
					const reason = reception.reason.slice(0, 80);
					reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
				}
			}
			counts.pending = Math.max(counts.pending, updates.pendingBytes);
			counts.skipped += bob.scene.skippedCount;
			try {
				expectTakesSoundUpdate(bob, updates);
				const erin = new Peer('erin');
				applyAll(bob.doc, erin.doc);
				expect(erin.doc.store.pendingStructs).toBeNull();
				expect(Y.equalSnapshots(Y.snapshot(erin.doc), Y.snapshot(bob.doc))).toBe(true);
				expect(describeScene(erin.scene)).toEqual(describeScene(bob.scene));
				expect(describeScratchScene(bob.document)).toEqual(describeScene(bob.scene));
			} catch (cause) {
				throw new Error(`with seed ${seed}: ${String(cause)}`, { cause });
			}
		}
		const { user } = process.cpuUsage(cpu);
		console.log(
			`    ${BATCHES * UPDATES} mutated updates in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s ` +
				`(${(user / 1e6).toFixed(1)} s of processor), slowest ${slowestMs.toFixed(1)} ms: ${JSON.stringify(counts)}`,
			[...reasons].sort((a, b) => b[1] - a[1])
		);
		expect(counts.news).toBeGreaterThan(300);
		expect(counts.refused).toBeGreaterThan(1_000);
		expect(counts.skipped).toBeGreaterThan(10);
	}, 300_000);
});

describe('mutated messages of a viewer', () => {
	it('never reach a document', () => {
		const viewer = { role: 'viewer', peer: 'mallory' } as const;
		const passed = new Map<string, number>();
		const startedAt = performance.now();
		for (let seed = 1; seed <= BATCHES; seed++) {
			const random = new Random(seed);
			const messages = updatesOf(random).flatMap((update) => [
				encodeUpdate(update),
				encodeUpdate(update, { isAnswer: true }),
				encodeForwarded('alice', update)
			]);
			for (let i = 0; i < UPDATES; i++) {
				const bytes = random.pick(messages);
				const message = parseDocumentMessage(random.chance(0.2) ? bytes : mutate(bytes, random));
				if (!message || !maySend(message, viewer)) continue;
				passed.set(message.type, (passed.get(message.type) ?? 0) + 1);
				// All that a viewer may say; none of it brings an update.
				expect(['sync-step-1', 'digest', 'neighbours', 'statement']).toContain(message.type);
			}
		}
		const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
		console.log(`    ${BATCHES * UPDATES} mutated messages of a viewer in ${seconds} s; passed:`, [
			...passed
		]);
	}, 300_000);
});
