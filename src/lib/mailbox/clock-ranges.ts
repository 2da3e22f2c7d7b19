// Sets of what clients have written, or of what is deleted of it: of each client, ranges of its clock.
//
//   ranges := varUint(clients) • (varUint(client) • varUint(count) • (varUint(gap) • varUint(length))*)*
//             gap: from the end of the range before
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** From `start` up to, not including, `end`. */
export interface ClockRange {
	readonly start: number;
	readonly end: number;
}

/** A set of clocks of many clients. Ranges are kept sorted, apart from each other, and never empty. */
export class ClockRanges {
	readonly #clients = new Map<number, ClockRange[]>();

	get isEmpty(): boolean {
		return this.#clients.size === 0;
	}

	get clients(): Iterable<number> {
		return this.#clients.keys();
	}

	of(client: number): readonly ClockRange[] {
		return this.#clients.get(client) ?? [];
	}

	*[Symbol.iterator](): Generator<readonly [client: number, ranges: readonly ClockRange[]]> {
		yield* this.#clients;
	}

	add(client: number, start: number, end: number): void {
		if (end <= start) return;
		const ranges = this.#clients.get(client);
		if (!ranges) return void this.#clients.set(client, [{ start, end }]);
		// Nearly always it goes on where the last one ends.
		const first = firstEndingAt(ranges, start);
		let last = first;
		let merged = { start, end };
		for (let range = ranges[last]; range && range.start <= end; range = ranges[++last]) {
			merged = { start: Math.min(merged.start, range.start), end: Math.max(merged.end, range.end) };
		}
		ranges.splice(first, last - first, merged);
	}

	addAll(other: ClockRanges): void {
		for (const [client, ranges] of other) {
			for (const { start, end } of ranges) this.add(client, start, end);
		}
	}

	/** What of this range is not in the set. */
	gapsIn(client: number, start: number, end: number): ClockRange[] {
		const ranges = this.#clients.get(client) ?? [];
		const gaps: ClockRange[] = [];
		let from = start;
		for (let i = firstEndingAt(ranges, start); from < end; i++) {
			const range = ranges[i];
			const until = Math.min(end, range?.start ?? end);
			if (until > from) gaps.push({ start: from, end: until });
			if (!range) break;
			from = Math.max(from, range.end);
		}
		return gaps;
	}

	/** Adds what of `other` is not in `known`. */
	addMissing(other: ClockRanges, known: ClockRanges): void {
		for (const [client, ranges] of other) {
			for (const { start, end } of ranges) {
				for (const gap of known.gapsIn(client, start, end)) this.add(client, gap.start, gap.end);
			}
		}
	}

	/** Takes out what is in `other`. */
	subtract(other: ClockRanges): void {
		for (const client of other.clients) {
			const ranges = this.#clients.get(client);
			if (!ranges) continue;
			const left = ranges.flatMap(({ start, end }) => other.gapsIn(client, start, end));
			if (left.length > 0) this.#clients.set(client, left);
			else this.#clients.delete(client);
		}
	}

	/** Whether every clock of this set is in `other`. */
	isWithin(other: ClockRanges): boolean {
		for (const [client, ranges] of this) {
			if (ranges.some(({ start, end }) => other.gapsIn(client, start, end).length > 0)) return false;
		}
		return true;
	}

	clear(): void {
		this.#clients.clear();
	}
}

export function writeClockRanges(encoder: encoding.Encoder, set: ClockRanges): void {
	const clients = [...set];
	encoding.writeVarUint(encoder, clients.length);
	for (const [client, ranges] of clients) {
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, ranges.length);
		let last = 0;
		for (const { start, end } of ranges) {
			encoding.writeVarUint(encoder, start - last);
			encoding.writeVarUint(encoder, end - start);
			last = end;
		}
	}
}

/** @throws when the bytes are truncated or hold impossible numbers. */
export function readClockRanges(decoder: decoding.Decoder): ClockRanges {
	const set = new ClockRanges();
	for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
		const client = decoding.readVarUint(decoder);
		let last = 0;
		for (let count = decoding.readVarUint(decoder); count > 0; count--) {
			const start = last + decoding.readVarUint(decoder);
			last = start + decoding.readVarUint(decoder);
			if (!Number.isSafeInteger(last)) throw new Error(`expected clocks to be safe integers, got ${last}`);
			set.add(client, start, last);
		}
	}
	return set;
}

/** Index of the first range that ends at `clock` or later. */
function firstEndingAt(ranges: readonly ClockRange[], clock: number): number {
	let low = 0;
	let high = ranges.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ranges[middle]?.end ?? Infinity) < clock) low = middle + 1;
		else high = middle;
	}
	return low;
}
