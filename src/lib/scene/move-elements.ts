import type { BoardDocument } from '../document/board-document.ts';
import { reframed } from './frames.ts';
import type { Scene } from './scene.ts';
import { transformedChanges } from './transform-elements.ts';
import { withContents, type UnitMove } from './units.ts';

/**
 * Moves elements with what is in the frames among them, in one transaction; each goes into the frame in which its middle
 * then lies, and out of the one it lies in no more. Ids of elements that are gone are ignored.
 */
export function moveElements(document: BoardDocument, scene: Scene, moves: readonly UnitMove[]): void {
	const whole = moves.map(({ ids, by }) => ({ ids: withContents(scene, ids), by }));
	const moved = whole.flatMap(({ ids, by }) => transformedChanges(scene, ids, { kind: 'move', by }));
	document.updateMany([...moved, ...reframed(scene, whole)]);
}
