import * as Y from 'yjs';
import { BoardDocument } from '../../src/lib/document/board-document.ts';
import { Undo } from '../../src/lib/document/undo.ts';
import { Scene, type PlacedElement } from '../../src/lib/scene/scene.ts';
import { roughMeasure } from '../../src/lib/scene/text-layout.ts';

/** One person's copy of a board, without network or screen. */
export class Peer {
	readonly doc = new Y.Doc();
	readonly document: BoardDocument;
	readonly scene: Scene;
	readonly undo: Undo;

	constructor(name: string) {
		this.document = new BoardDocument(this.doc, { userId: name, now: () => 0 });
		this.scene = new Scene(this.document, roughMeasure);
		this.undo = new Undo(this.document);
	}
}

/** Everything a scene shows, in order, as plain data that can be compared. */
export function describeScene(scene: Scene): readonly unknown[] {
	return scene.inOrder().map((placed: PlacedElement) => ({
		...placed,
		parent: scene.parentOf(placed.element.id),
		element: { ...placed.element, ...('points' in placed.element && { points: [...placed.element.points] }) }
	}));
}

/** The same read anew from the document. */
export function describeScratchScene(document: BoardDocument): readonly unknown[] {
	const scene = new Scene(document, roughMeasure);
	const described = describeScene(scene);
	scene.destroy();
	return described;
}

/** Brings documents to the same state, as peers that meet again do. */
export function meet(...peers: readonly Peer[]): void {
	for (const from of peers) {
		for (const to of peers) {
			if (from === to) continue;
			Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'network');
		}
	}
}
