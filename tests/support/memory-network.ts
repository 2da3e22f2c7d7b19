// Documents over a network that reorders, drops and partitions, all by one seed. What is exchanged are the messages of
// the wire: live updates, and on healing the answer to a state vector, cut into parts as the links do it.
import * as Y from 'yjs';
import { encodeUpdate, parseDocumentMessage } from '../../src/lib/sync/document-message.ts';
import { MissingUpdates } from '../../src/lib/sync/missing-updates.ts';
import type { Random } from './random.ts';

/** Small, so that answers really go in several parts. */
const PART_BYTES = 600;

export interface NetworkOptions {
	readonly random: Random;
	/** Part of the messages that never arrive. */
	readonly loss: number;
}

interface Node {
	readonly doc: Y.Doc;
	/** Nodes of the same number hear each other. */
	partition: number;
}

interface Envelope {
	readonly from: number;
	readonly to: number;
	readonly bytes: Uint8Array;
}

export class MemoryNetwork {
	readonly #options: NetworkOptions;
	readonly #nodes: Node[] = [];
	#underWay: Envelope[] = [];
	delivered = 0;
	dropped = 0;

	constructor(options: NetworkOptions) {
		this.#options = options;
	}

	join(doc: Y.Doc): void {
		const from = this.#nodes.push({ doc, partition: 0 }) - 1;
		doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
			if (!transaction.local) return;
			for (let to = 0; to < this.#nodes.length; to++) {
				if (to !== from) this.#send({ from, to, bytes: encodeUpdate(update) });
			}
		});
	}

	/** Delivers up to so many of the messages under way, in random order. */
	deliver(count: number): void {
		for (let i = 0; i < count && this.#underWay.length > 0; i++) {
			const [envelope] = this.#underWay.splice(this.#options.random.int(this.#underWay.length), 1);
			if (envelope) this.#arrive(envelope);
		}
	}

	/** Splits the nodes into groups that don't hear each other, by chance; what is under way between them is lost. */
	partition(groups: number): void {
		for (const node of this.#nodes) node.partition = this.#options.random.int(groups);
	}

	/** Everybody hears everybody again, and asks what is missing, until nobody lacks anything. */
	heal(): void {
		for (const node of this.#nodes) node.partition = 0;
		this.deliver(this.#underWay.length);
		for (const asking of this.#nodes) {
			for (const answering of this.#nodes) if (answering !== asking) this.#answer(answering.doc, asking.doc);
		}
	}

	#answer(from: Y.Doc, to: Y.Doc): void {
		const known = Y.decodeStateVector(Y.encodeStateVector(to));
		const missing = new MissingUpdates(from, known);
		for (let part = missing.next(PART_BYTES); part; part = missing.next(PART_BYTES)) {
			Y.applyUpdate(to, part, this);
		}
	}

	#send(envelope: Envelope): void {
		if (this.#options.random.chance(this.#options.loss)) this.dropped++;
		else this.#underWay.push(envelope);
	}

	#arrive({ from, to, bytes }: Envelope): void {
		const [source, target] = [this.#nodes[from], this.#nodes[to]];
		if (!source || !target || source.partition !== target.partition) {
			this.dropped++;
			return;
		}
		const message = parseDocumentMessage(bytes);
		if (message?.type !== 'update') throw new Error(`expected an update, got ${message?.type}`);
		this.delivered++;
		Y.applyUpdate(target.doc, message.update, this);
	}
}
