// What is in a frame names it as its parent. It comes in when it is put or drawn there, and goes out when it is put
// elsewhere; a frame that only moves over something takes nothing in.
import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import { boxAt, boxContains, boxHasPoint, centreOf, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import type { PlacedFrame, Scene } from './scene.ts';
import { unitsOf } from './units.ts';

/** The topmost frame at the point, other than those among `except`; null where there is none. */
export function frameAt(
	scene: Scene,
	point: Point,
	except: ReadonlySet<ElementId> = new Set()
): ElementId | null {
	return topmostAt(scene.frames(), point, except);
}

function topmostAt(
	frames: readonly PlacedFrame[],
	point: Point,
	except: ReadonlySet<ElementId>
): ElementId | null {
	const frame = frames.findLast(({ element, clip }) => {
		const isSeen = !except.has(element.id) && (!clip || boxHasPoint(clip, point));
		return isSeen && boxHasPoint(boxAt(element.position, element.size), point);
	});
	return frame?.element.id ?? null;
}

/**
 * Puts what was moved into the frame in which its middle lies now, and out of the one it lies in no more, in one
 * transaction. What is in a group inside a frame stays with its group.
 */
export function enterFrames(document: BoardDocument, scene: Scene, ids: ReadonlySet<ElementId>): void {
	const changes: [ElementId, ElementId | null][] = [];
	const frames = scene.frames();
	for (const [unit, members] of frames.length > 0 ? unitsOf(scene, ids) : []) {
		const box = scene.boundsOf(members);
		const parent = scene.parentOf(unit);
		if (!box || (parent && scene.get(parent)?.type !== 'frame')) continue;
		const frame = topmostAt(frames, centreOf(box), new Set([...members, ...framesBelow(scene, members)]));
		if (frame !== parent) changes.push([unit, frame]);
	}
	if (changes.length === 0) return;
	document.transact(() => {
		for (const [id, parent] of changes) document.update(id, { parent });
	});
}

/** What a new frame of these bounds takes in: all that lies wholly in it and in no other frame or group. */
export function unitsInside(scene: Scene, bounds: Box): ElementId[] {
	const inside = scene.within(bounds).filter(({ box, element }) => {
		return box !== null && !element.isLocked && boxContains(bounds, box);
	});
	const units = unitsOf(scene, new Set(inside.map(({ element }) => element.id)));
	return [...units.keys()].filter((unit) => scene.parentOf(unit) === null);
}

/** A frame can not come into what is inside it. */
function framesBelow(scene: Scene, ids: readonly ElementId[]): ElementId[] {
	return ids.flatMap((id) => {
		if (scene.get(id)?.type !== 'frame') return [];
		const children = scene.childrenOf(id);
		return [...children, ...framesBelow(scene, children)];
	});
}
