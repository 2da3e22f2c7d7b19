import type { BoardDocument } from '../../src/lib/document/board-document.ts';
import type { PlacedElement } from '../../src/lib/scene/placements.ts';
import { Scene } from '../../src/lib/scene/scene.ts';
import { roughMeasure } from '../../src/lib/scene/text-layout.ts';
import { DocumentPeer } from './document-peer.ts';

/** One person's copy of a board with its scene, without network or screen; brought together by `sync`. */
export class Peer extends DocumentPeer {
	readonly scene = new Scene(this.document, roughMeasure);
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
