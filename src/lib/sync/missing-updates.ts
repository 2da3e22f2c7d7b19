// What a peer lacks of a document, cut into updates that each stand on their own.
//
// One update of a board of 100,000 strokes has 35 MB: too much for a message, and applying it blocks the page for half a
// second. So it is cut by client and clock range, in an order in which nothing refers to what has not been sent: a
// receiver never has to keep structs pending, which costs quadratic time. The position is nothing but a state vector,
// read anew for every part, so the document may change between parts, and a sender resumes where it stopped.
//
//   update := numClients • (numStructs • client • clock • struct*)* • deleteSet        — yjs, encoding.js, version 1
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** How far a peer knows each client's structs: client id → clock. */
export type StateVector = ReadonlyMap<number, number>;

type Struct = Y.Item | Y.GC;
type DeleteSet = Pick<ReturnType<typeof Y.createDeleteSetFromStructStore>, 'clients'>;

interface Run {
	readonly start: number;
	count: number;
	readonly encoder: Y.UpdateEncoderV1;
}

export interface MissingUpdatesOptions {
	/** Clients whose structs go before the others'. */
	readonly first?: Iterable<number>;
	/** Those to be told at the end, where they are not all of the document. */
	readonly deletions?: DeleteSet | null;
	/** Whether structs of these two never stand in one part, when the second follows the first. */
	readonly isCutBetween?: (client: number, next: number) => boolean;
}

/** Walks through what is missing; each `next` is one update of about `maxBytes`. */
export class MissingUpdates {
	readonly #doc: Y.Doc;
	readonly #sent: Map<number, number>;
	readonly #first: readonly number[];
	readonly #given: DeleteSet | null;
	readonly #isCutBetween: (client: number, next: number) => boolean;
	#isDone = false;
	#deletions: DeleteSet[] = [];

	constructor(
		doc: Y.Doc,
		known: StateVector,
		{ first = [], deletions = null, isCutBetween = () => false }: MissingUpdatesOptions = {}
	) {
		this.#doc = doc;
		this.#sent = new Map(known);
		this.#first = [...first].filter((client) => doc.store.clients.has(client));
		this.#given = deletions;
		this.#isCutBetween = isCutBetween;
	}

	/** Whether the document has been read to its end; what changes in it from then on is in no update. */
	get isDone(): boolean {
		return this.#isDone;
	}

	/** The next update, null when all has been given. The last ones tell what is deleted. */
	next(maxBytes: number): Uint8Array | null {
		const part = new Part(this.#doc, this.#sent);
		if (!this.#isDone) {
			let last: number | null = null;
			for (const client of [...this.#first, ...this.#doc.store.clients.keys()]) {
				const isCut = last !== null && part.isBegun && this.#isCutBetween(last, client);
				if (isCut || !part.fill(client, maxBytes)) return part.toUpdate(null);
				last = client;
			}
			this.#isDone = true;
			const deletions = this.#given ?? Y.createDeleteSetFromStructStore(this.#doc.store);
			this.#deletions = sliceDeleteSet(deletions, maxBytes);
		}
		const deletions = this.#deletions.shift();
		return deletions ? part.toUpdate(deletions) : null;
	}
}

class Part {
	readonly #doc: Y.Doc;
	readonly #sent: Map<number, number>;
	readonly #runs = new Map<number, Run>();
	#size = 0;

	constructor(doc: Y.Doc, sent: Map<number, number>) {
		this.#doc = doc;
		this.#sent = sent;
	}

	get isBegun(): boolean {
		return this.#size > 0;
	}

	/** Writes all that is missing of the client, and before it what it refers to; false when the part is full. */
	fill(client: number, maxBytes: number): boolean {
		const goals = [{ client, until: Y.getState(this.#doc.store, client) }];
		for (let goal = goals.at(-1); goal; goal = goals.at(-1)) {
			const clock = this.#sent.get(goal.client) ?? 0;
			const struct = clock < goal.until ? this.#structAt(goal.client, clock) : undefined;
			if (!struct) {
				goals.pop();
				continue;
			}
			const before = this.#unmetDependency(struct);
			if (before) goals.push(before);
			else if (this.#size >= maxBytes) return false;
			else this.#write(struct, clock);
		}
		return true;
	}

	toUpdate(deleteSet: DeleteSet | null): Uint8Array {
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, this.#runs.size);
		for (const [client, { start, count, encoder: structs }] of this.#runs) {
			encoding.writeVarUint(encoder, count);
			encoding.writeVarUint(encoder, client);
			encoding.writeVarUint(encoder, start);
			encoding.writeUint8Array(encoder, encoding.toUint8Array(structs.restEncoder));
		}
		writeDeleteSet(encoder, deleteSet);
		return encoding.toUint8Array(encoder);
	}

	#structAt(client: number, clock: number): Struct | undefined {
		const structs = this.#doc.store.clients.get(client) as Struct[] | undefined;
		return structs?.[Y.findIndexSS(structs, clock)];
	}

	#write(struct: Struct, clock: number): void {
		const { client } = struct.id;
		let run = this.#runs.get(client);
		if (!run) this.#runs.set(client, (run = { start: clock, count: 0, encoder: new Y.UpdateEncoderV1() }));
		const before = encoding.length(run.encoder.restEncoder);
		struct.write(run.encoder, clock - struct.id.clock);
		run.count++;
		this.#size += encoding.length(run.encoder.restEncoder) - before;
		this.#sent.set(client, struct.id.clock + struct.length);
	}

	/** Another client's struct that this one is placed by and that the receiver does not have yet. */
	#unmetDependency(struct: Struct): { readonly client: number; readonly until: number } | null {
		if (!(struct instanceof Y.Item)) return null;
		const parent = struct.parent instanceof Y.AbstractType ? struct.parent._item?.id : null;
		for (const id of [struct.origin, struct.rightOrigin, parent]) {
			if (id && id.client !== struct.id.client && (this.#sent.get(id.client) ?? 0) <= id.clock) {
				return { client: id.client, until: id.clock + 1 };
			}
		}
		return null;
	}
}

/** The deletions in slices of about `maxBytes`; at least one, if only an empty one. */
function sliceDeleteSet(deleteSet: DeleteSet, maxBytes: number): DeleteSet[] {
	// Two varints each, seldom longer than four bytes.
	const room = Math.max(1, Math.floor(maxBytes / 8));
	const slices: DeleteSet[] = [];
	let clients = new Map<number, DeleteSetItem[]>();
	let left = room;
	for (const [client, ranges] of deleteSet.clients) {
		for (let start = 0; start < ranges.length;) {
			const slice = ranges.slice(start, start + left);
			clients.set(client, slice);
			start += slice.length;
			left -= slice.length;
			if (left > 0) continue;
			slices.push({ clients });
			clients = new Map();
			left = room;
		}
	}
	if (clients.size > 0 || slices.length === 0) slices.push({ clients });
	return slices;
}

function writeDeleteSet(encoder: encoding.Encoder, deleteSet: DeleteSet | null): void {
	const clients = deleteSet?.clients ?? new Map<number, DeleteSetItem[]>();
	encoding.writeVarUint(encoder, clients.size);
	for (const [client, ranges] of clients) {
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, ranges.length);
		for (const { clock, len } of ranges) {
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarUint(encoder, len);
		}
	}
}

type DeleteSetItem = DeleteSet['clients'] extends Map<number, (infer T)[]> ? T : never;
