// What is in a frame names it as its parent. It comes in when it is put or drawn there, and goes out when it is put
// elsewhere; a frame that only moves over something takes nothing in.
import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import { boxContains, type Box } from '../geometry/box.ts';
import { reframed } from './reframed.ts';
import type { Scene } from './scene.ts';
import { transformedChanges } from './transform-elements.ts';
import { unitsOf, withContents, type UnitMove } from './units.ts';

/**
 * Moves elements with what is in the frames among them, in one transaction; each goes into the frame in which its middle
 * then lies, and out of the one it lies in no more. Ids of elements that are gone are ignored.
 */
export function moveElements(document: BoardDocument, scene: Scene, moves: readonly UnitMove[]): void {
	const whole = moves.map(({ ids, by }) => ({ ids: withContents(scene, ids), by }));
	const moved = whole.flatMap(({ ids, by }) => transformedChanges(scene, ids, { kind: 'move', by }));
	document.updateMany([...moved, ...reframed(scene, whole)]);
}

/** Puts what was made or scaled into the frame in which its middle lies, and out of the one it does not lie in. */
export function enterFrames(document: BoardDocument, scene: Scene, ids: ReadonlySet<ElementId>): void {
	document.updateMany(reframed(scene, [{ ids, by: [0, 0] }]));
}

/** Has what the scaled frames among these do not hold any more go out of them. */
export function leaveFrames(document: BoardDocument, scene: Scene, ids: ReadonlySet<ElementId>): void {
	const isFrame = (id: ElementId) => scene.get(id)?.type === 'frame';
	const frames = [...ids].filter(isFrame);
	if (frames.length === 0) return;
	enterFrames(document, scene, new Set([...withContents(scene, frames)].filter((id) => !isFrame(id))));
}

/** What a new frame of these bounds takes in: all that lies wholly in it and in no other frame or group. */
export function unitsInside(scene: Scene, bounds: Box): ElementId[] {
	const inside = scene.within(bounds).filter(({ box, element }) => {
		return box !== null && !element.isLocked && boxContains(bounds, box);
	});
	const units = unitsOf(scene, new Set(inside.map(({ element }) => element.id)));
	return [...units.keys()].filter((unit) => scene.parentOf(unit) === null);
}
