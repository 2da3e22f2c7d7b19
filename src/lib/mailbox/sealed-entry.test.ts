import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { deriveBoardKeys } from '../access/board-keys.ts';
import { createBoardLink, viewLinkOf } from '../access/board-link.ts';
import { Chains } from './chains.ts';
import { OwnChain } from './own-chain.ts';
import { hashOfEntry, openEntry, sealEntry } from './sealed-entry.ts';
import { Sealing } from '../access/sealing.ts';

const random = new Random(5);
const keys = deriveBoardKeys(createBoardLink());
const sealing = new Sealing(keys.readKey);
const update = { kind: 'update', tail: random.bytes(300) } as const;

describe('a sealed entry', () => {
	it('is opened by everybody who may read, and says where it stands in its chain', async () => {
		const chain = new OwnChain();
		const entry = await sealEntry({ ...chain.next, ...update }, sealing, keys);
		const viewer = deriveBoardKeys(viewLinkOf(keys));
		expect(await openEntry(entry, new Sealing(viewer.readKey), viewer)).toEqual({
			status: 'opened',
			content: { ...chain.next, ...update }
		});
	});

	it('is worth nothing when a byte was changed, or it is of another board', async () => {
		const entry = await sealEntry({ ...new OwnChain().next, ...update }, sealing, keys);
		for (const at of [0, 30, entry.length - 65, entry.length - 64, entry.length - 1]) {
			const changed = entry.slice();
			changed[at] = (changed[at] ?? 0) ^ 1;
			expect(await openEntry(changed, sealing, keys)).toEqual({ status: 'unsigned' });
		}
		const other = deriveBoardKeys(createBoardLink());
		expect(await openEntry(entry, new Sealing(other.readKey), other)).toEqual({ status: 'unsigned' });
		for (let i = 0; i < 200; i++) {
			expect(await openEntry(random.bytes(random.int(300)), sealing, keys)).toEqual({ status: 'unsigned' });
		}
	});

	it('is unreadable, and not worthless, when a writer signed what this app does not understand', async () => {
		const stranger = new Sealing(random.bytes(32));
		const entry = await sealEntry({ ...new OwnChain().next, ...update }, stranger, keys);
		expect(await openEntry(entry, sealing, keys)).toEqual({ status: 'unreadable' });
	});

	it('can’t be made with the keys of a viewer', async () => {
		const viewer = deriveBoardKeys(viewLinkOf(keys));
		await expect(sealEntry({ ...new OwnChain().next, ...update }, sealing, viewer)).rejects.toThrow('viewer');
	});
});

describe('chains', () => {
	async function entriesOf(count: number) {
		const chain = new OwnChain();
		const entries = [];
		for (let i = 0; i < count; i++) {
			const place = chain.next;
			const entry = await sealEntry({ ...place, ...update }, sealing, keys);
			chain.wrote(entry);
			entries.push({ place, hash: hashOfEntry(entry) });
		}
		return entries;
	}
	const take = (chains: Chains, { place, hash }: Awaited<ReturnType<typeof entriesOf>>[number]) =>
		chains.take(place, hash);

	it('find nothing missing in order, and know what is repeated', async () => {
		const chains = new Chains();
		const entries = await entriesOf(3);
		expect(entries.map((entry) => take(chains, entry))).toEqual(['next', 'next', 'next']);
		expect(entries.map((entry) => take(chains, entry))).toEqual(['repeated', 'repeated', 'repeated']);
		expect(chains.hasGap).toBe(false);
	});

	it('miss what was left out, until it comes', async () => {
		const chains = new Chains();
		const [first, second, third, fourth] = await entriesOf(4);
		if (!first || !second || !third || !fourth) throw new Error('expected four entries');
		expect(take(chains, second)).toBe('gap');
		expect(take(chains, fourth)).toBe('gap');
		expect(take(chains, first)).toBe('next');
		expect(chains.hasGap).toBe(true);
		expect(take(chains, third)).toBe('next');
		expect(chains.hasGap).toBe(false);
	});

	it('miss the entry that another one, put in its place, hides', async () => {
		const chains = new Chains();
		const [first, second, third] = await entriesOf(3);
		if (!first || !second || !third) throw new Error('expected three entries');
		take(chains, first);
		take(chains, { ...second, hash: random.bytes(16) });
		expect(take(chains, third)).toBe('gap');
	});

	it('miss nothing that a manifest has taken in, and go on from there', async () => {
		const [first, second, third] = await entriesOf(3);
		if (!first || !second || !third) throw new Error('expected three entries');
		const compactor = new Chains();
		take(compactor, first);
		take(compactor, second);
		const newcomer = new Chains();
		expect(take(newcomer, second)).toBe('gap');
		newcomer.takeHeads(compactor);
		expect(newcomer.hasGap).toBe(false);
		expect(take(newcomer, third)).toBe('next');
	});
});
