import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { AssetExchange, type AssetLink } from './asset-exchange.ts';
import { hashOf, MAX_ASSET_BYTES, type AssetHash } from './asset-hash.ts';
import { encodeAssetMessage, parseAssetMessage, PART_BYTES, type AssetMessage } from './asset-messages.ts';

const random = new Random(7);
const imageOf = (size: number) => Uint8Array.from({ length: size }, () => random.int(256));
const picture = imageOf(100_000);
const hash = hashOf(picture);
const never = new AbortController().signal;

/** One end of a link in memory: what is sent waits until the test carries it over. */
class End implements AssetLink {
	readonly remote: string;
	faults = 0;
	#next: () => Uint8Array | null = () => null;

	constructor(remote: string) {
		this.remote = remote;
	}

	sendAssets(next: () => Uint8Array | null): void {
		this.#next = next;
	}

	noteFault(): void {
		this.faults++;
	}

	/** The next message that would go out. */
	take(): Uint8Array | null {
		return this.#next();
	}

	/** All that would go out, read. */
	said(): (AssetMessage | 'unknown' | null)[] {
		const said: (AssetMessage | 'unknown' | null)[] = [];
		for (let bytes = this.take(); bytes; bytes = this.take()) said.push(parseAssetMessage(bytes));
		return said;
	}
}

/** Somebody with images in memory, whose board names what it is told to. */
class Person {
	readonly name: string;
	readonly images = new Map<AssetHash, Uint8Array>();
	readonly named = new Set<AssetHash>([hash]);
	readonly news: (AssetHash | undefined)[] = [];
	readonly exchange: AssetExchange;
	reads = 0;

	constructor(name: string, ...images: readonly Uint8Array[]) {
		this.name = name;
		for (const image of images) this.images.set(hashOf(image), image);
		this.exchange = new AssetExchange({
			read: async (wanted) => {
				this.reads++;
				return this.images.get(wanted) ?? null;
			},
			isNamed: (wanted) => this.named.has(wanted),
			onNews: (about) => void this.news.push(about)
		});
	}
}

/** Two people linked; what one says the other hears, in order, as soon as it may. */
class Wire {
	readonly ends: readonly [End, End];
	readonly #people: readonly [Person, Person];
	/** Sizes of all messages carried over. */
	readonly carried: number[] = [];

	constructor(one: Person, other: Person) {
		this.#people = [one, other];
		this.ends = [new End(other.name), new End(one.name)];
		one.exchange.opened(this.ends[0]);
		other.exchange.opened(this.ends[1]);
	}

	/** Carries over up to so many messages a side; gives back whether any went. */
	carry(count = Infinity): boolean {
		let went = false;
		for (const from of [0, 1] as const) {
			const to = from === 0 ? 1 : 0;
			for (let i = 0; i < count; i++) {
				const bytes = this.ends[from].take();
				if (!bytes) break;
				went = true;
				this.carried.push(bytes.length);
				this.#people[to].exchange.receive(this.ends[to], bytes.slice());
			}
		}
		return went;
	}

	cut(): void {
		for (const side of [0, 1] as const) this.#people[side].exchange.closed(this.ends[side]);
	}
}

/** Lets all wires carry until nothing is said any more. */
async function settle(...wires: readonly Wire[]): Promise<void> {
	for (let still = 0; still < 3;) {
		await Promise.resolve();
		await Promise.resolve();
		await vi.advanceTimersByTimeAsync(0);
		still = wires.map((wire) => wire.carry()).includes(true) ? 0 : still + 1;
	}
}

/** Somebody whose words the test makes up, linked to a person. */
function stranger(person: Person) {
	const end = new End('mallory');
	person.exchange.opened(end);
	const say = (message: AssetMessage | Uint8Array) =>
		person.exchange.receive(end, message instanceof Uint8Array ? message : encodeAssetMessage(message));
	return { end, say };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('images between two people', () => {
	it('come whole, in parts that fit a frame, with their progress', async () => {
		const [alice, bob] = [new Person('alice', picture), new Person('bob')];
		const wire = new Wire(alice, bob);
		const seen: number[] = [];
		const got = bob.exchange.get(hash, (part) => seen.push(part), never);
		await settle(wire);
		expect(await got).toEqual(picture);
		expect(Math.max(...wire.carried)).toBeLessThan(16 * 1024);
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect([seen[0], seen.length]).toEqual([0, Math.ceil(picture.length / PART_BYTES)]);
		expect(wire.ends.map(({ faults }) => faults)).toEqual([0, 0]);
	});
	it('go both ways at once', async () => {
		const other = imageOf(50_000);
		const [alice, bob] = [new Person('alice', picture), new Person('bob', other)];
		for (const person of [alice, bob]) person.named.add(hashOf(other));
		const wire = new Wire(alice, bob);
		const got = [bob.exchange.get(hash, () => {}, never), alice.exchange.get(hashOf(other), () => {}, never)];
		await settle(wire);
		expect(await Promise.all(got)).toEqual([picture, other]);
	});
	it('are under way one at a time', async () => {
		const images = [imageOf(40_000), imageOf(40_000), imageOf(40_000)];
		const [alice, bob] = [new Person('alice', ...images), new Person('bob')];
		for (const image of images) alice.named.add(hashOf(image));
		const wire = new Wire(alice, bob);
		const began: number[] = [];
		const got = images.map((image, i) => bob.exchange.get(hashOf(image), () => void began.push(i), never));
		await settle(wire);
		expect(await Promise.all(got)).toEqual(images);
		expect(began).toEqual([...began].sort());
	});
	it('are not there where the other lacks them, or its board does not name them', async () => {
		const alice = new Person('alice', picture);
		alice.named.clear();
		for (const other of [alice, new Person('carol')]) {
			const bob = new Person('bob');
			const wire = new Wire(other, bob);
			const got = bob.exchange.get(hash, () => {}, never);
			await settle(wire);
			expect(await got).toBeNull();
		}
		expect(alice.reads).toBe(0);
	});
	it('are asked of the next when the first lacks them, leaves or falls silent', async () => {
		for (const trouble of ['lacks', 'leaves', 'silent'] as const) {
			const [alice, carol] = [new Person('alice', picture), new Person('carol')];
			const bob = new Person('bob');
			const [silent, wire] = [new Wire(carol, bob), new Wire(alice, bob)];
			const got = bob.exchange.get(hash, () => {}, never);
			if (trouble === 'leaves') silent.cut();
			if (trouble === 'silent') await vi.advanceTimersByTimeAsync(24_000);
			await settle(wire, ...(trouble === 'lacks' ? [silent] : []));
			expect(await got).toEqual(picture);
		}
	});
	it('are asked for again when the first question was not heard', async () => {
		const [alice, bob] = [new Person('alice', picture), new Person('bob')];
		const wire = new Wire(alice, bob);
		const got = bob.exchange.get(hash, () => {}, never);
		expect(wire.ends[1].said()).toEqual([{ type: 'want', hash }]);
		await vi.advanceTimersByTimeAsync(4_000);
		await settle(wire);
		expect(await got).toEqual(picture);
	});
	it('come whole after a cancelled try whose parts are still on their way', async () => {
		const [alice, bob] = [new Person('alice', picture), new Person('bob')];
		const wire = new Wire(alice, bob);
		const first = new AbortController();
		const got = bob.exchange.get(hash, () => {}, first.signal);
		for (let i = 0; i < 4; i++) {
			wire.carry(1);
			await vi.advanceTimersByTimeAsync(0);
		}
		const late = [wire.ends[0].take(), wire.ends[0].take()];
		first.abort();
		expect(await got).toBeNull();
		const again = bob.exchange.get(hash, () => {}, never);
		for (const bytes of late) if (bytes) bob.exchange.receive(wire.ends[1], bytes);
		await settle(wire);
		expect(await again).toEqual(picture);
		expect(wire.ends.map(({ faults }) => faults)).toEqual([0, 0]);
	});
	it('stop when nobody wants them any more', async () => {
		const [alice, bob] = [new Person('alice', imageOf(1_000_000)), new Person('bob')];
		const [big = hash] = alice.images.keys();
		alice.named.add(big);
		const wire = new Wire(alice, bob);
		const control = new AbortController();
		const got = bob.exchange.get(big, () => {}, control.signal);
		wire.carry(2);
		await vi.advanceTimersByTimeAsync(0);
		wire.carry(2);
		control.abort();
		expect(await got).toBeNull();
		while (wire.carry(3)) await vi.advanceTimersByTimeAsync(0);
		expect(wire.carried.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
	});
	it('reach who has no link with the one that has them, through a neighbour', async () => {
		const [alice, bob, carol] = [new Person('alice', picture), new Person('bob'), new Person('carol')];
		const far = new Wire(bob, carol);
		const asked = carol.exchange.get(hash, () => {}, never);
		await settle(far);
		expect(await asked).toBeNull();
		const near = new Wire(alice, bob);
		const got = bob.exchange.get(hash, () => {}, never);
		await settle(near, far);
		bob.images.set(hash, (await got) ?? new Uint8Array());
		bob.exchange.announce(hash, picture.length);
		carol.news.length = 0;
		await settle(far);
		expect(carol.news).toEqual([hash]);
		const again = carol.exchange.get(hash, () => {}, never);
		await settle(far);
		expect(await again).toEqual(picture);
	});
	it('are announced to nobody who did not ask', async () => {
		const [alice, bob] = [new Person('alice', picture), new Person('bob')];
		const wire = new Wire(alice, bob);
		alice.exchange.announce(hash, picture.length);
		expect(wire.carry()).toBe(false);
	});
	it('are read once for several who want them at the same time', async () => {
		const alice = new Person('alice', picture);
		const others = ['bob', 'carol', 'dave'].map((name) => new Person(name));
		const wires = others.map((other) => new Wire(alice, other));
		const got = others.map(({ exchange }) => exchange.get(hash, () => {}, never));
		await settle(...wires);
		expect(await Promise.all(got)).toEqual([picture, picture, picture]);
		expect(alice.reads).toBe(1);
	});
});

describe('a hostile peer', () => {
	it('that sends something else under a name is not believed, nor asked again for it', async () => {
		const bob = new Person('bob');
		const { end, say } = stranger(bob);
		const got = bob.exchange.get(hash, () => {}, never);
		expect(end.said()).toEqual([{ type: 'want', hash }]);
		say({ type: 'have', hash, sizeBytes: 4 });
		say({ type: 'part', hash, offset: 0, bytes: Uint8Array.of(6, 6, 6, 6) });
		expect(await got).toBeNull();
		expect(end.faults).toBe(1);
		end.said();
		expect(await bob.exchange.get(hash, () => {}, never)).toBeNull();
		expect(end.said()).toEqual([]);
		// Not for its next link either.
		bob.exchange.closed(end);
		expect(await (stranger(bob), bob.exchange.get(hash, () => {}, never))).toBeNull();
	});
	it.each<[string, AssetMessage[]]>([
		['leaves a gap', [{ type: 'part', hash, offset: 9, bytes: Uint8Array.of(1) }]],
		['says more than it promised', [{ type: 'part', hash, offset: 0, bytes: new Uint8Array(2_000) }]],
		['changes the size', [{ type: 'have', hash, sizeBytes: 2_000 }]],
		['begins again and again', Array<AssetMessage>(4).fill({ type: 'have', hash, sizeBytes: 1_000 })]
	])('that %s is given up', async (_, messages) => {
		const bob = new Person('bob');
		const { end, say } = stranger(bob);
		const got = bob.exchange.get(hash, () => {}, never);
		say({ type: 'have', hash, sizeBytes: 1_000 });
		for (const message of messages) say(message);
		expect(await got).toBeNull();
		expect(end.faults).toBe(1);
	});
	it('that sends a byte now and then holds nobody up for long', async () => {
		const bob = new Person('bob');
		const { say } = stranger(bob);
		let isOver = false;
		void bob.exchange.get(hash, () => {}, never).then(() => (isOver = true));
		say({ type: 'have', hash, sizeBytes: 100_000 });
		for (let offset = 0; offset < 5; offset++) {
			say({ type: 'part', hash, offset, bytes: Uint8Array.of(1) });
			await vi.advanceTimersByTimeAsync(10_000);
		}
		expect(isOver).toBe(true);
	});
	it('pays for malformed messages, and not for those of a newer app', () => {
		const { end, say } = stranger(new Person('bob'));
		for (const bytes of [Uint8Array.of(9, 1), Uint8Array.of(200)]) say(bytes);
		expect(end.faults).toBe(0);
		for (const bytes of [new Uint8Array(), Uint8Array.of(0, 1), new Uint8Array(40)]) say(bytes);
		expect(end.faults).toBe(3);
	});
	it('that sends what nobody asked for costs nothing', () => {
		const bob = new Person('bob');
		const { end, say } = stranger(bob);
		bob.news.length = 0;
		for (let i = 0; i < 2_000; i++) {
			say({ type: 'part', hash, offset: 0, bytes: new Uint8Array(1_000) });
			say({ type: 'lack', hash });
			say({ type: 'have', hash, sizeBytes: MAX_ASSET_BYTES });
		}
		expect(bob.news.length).toBeLessThanOrEqual(512);
		expect([end.faults, end.said()]).toEqual([0, []]);
	});
	it('that asks and takes nothing has us keep no more than a few answers', async () => {
		const alice = new Person('alice', picture);
		const { end, say } = stranger(alice);
		for (let i = 0; i < 10_000; i++) say({ type: 'want', hash: hashOf(Uint8Array.of(i & 255, i >> 8)) });
		say({ type: 'want', hash });
		await vi.advanceTimersByTimeAsync(0);
		expect(end.said().length).toBeLessThan(100);
	});
	it('that asks for the same image without end gets it at a limited rate', async () => {
		const big = imageOf(MAX_ASSET_BYTES);
		const alice = new Person('alice', big);
		const name = hashOf(big);
		alice.named.add(name);
		const { end, say } = stranger(alice);
		let served = 0;
		for (let i = 0; i < 200; i++) {
			say({ type: 'want', hash: name });
			await vi.advanceTimersByTimeAsync(0);
			for (let bytes = end.take(); bytes; bytes = end.take()) served += bytes.length;
		}
		expect(served).toBeGreaterThan(400 * 1024 * 1024);
		expect(served).toBeLessThan(600 * 1024 * 1024);
	});
	it('says anything in any order and nothing throws', async () => {
		const bob = new Person('bob', picture);
		const { end, say } = stranger(bob);
		void bob.exchange.get(hashOf(Uint8Array.of(1)), () => {}, never);
		for (let i = 0; i < 3_000; i++) {
			const bytes = encodeAssetMessage(
				random.pick<AssetMessage>([
					{ type: 'want', hash },
					{ type: 'cancel', hash },
					{ type: 'lack', hash: hashOf(Uint8Array.of(1)) },
					{ type: 'have', hash: hashOf(Uint8Array.of(1)), sizeBytes: 1 + random.int(99) },
					{ type: 'part', hash: hashOf(Uint8Array.of(1)), offset: random.int(99), bytes: imageOf(3) }
				])
			);
			expect(() =>
				say(bytes.subarray(0, random.chance(0.2) ? random.int(bytes.length) : undefined))
			).not.toThrow();
			if (random.chance(0.3)) end.take();
			if (random.chance(0.1)) await vi.advanceTimersByTimeAsync(0);
		}
	});
});
