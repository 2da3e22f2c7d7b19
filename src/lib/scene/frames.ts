// What is in a frame names it as its parent. It comes in when it is put or drawn there, and goes out when it is put
// elsewhere; a frame that only moves over something takes nothing in.
import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import { boxAt, boxContains, boxHasPoint, centreOf, translateBox, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import type { Scene } from './scene.ts';
import { unitsOf, type UnitMove } from './units.ts';

/** The topmost frame at the point, other than those among `except`; null where there is none. */
export function frameAt(
	scene: Scene,
	point: Point,
	except: ReadonlySet<ElementId> = new Set()
): ElementId | null {
	return topmostAt(placesOf(scene, []), point, except);
}

/** Puts what was made into the frame in which its middle lies, and out of the one it does not lie in. */
export function enterFrames(document: BoardDocument, scene: Scene, ids: ReadonlySet<ElementId>): void {
	document.updateMany(reframed(scene, [{ ids, by: [0, 0] }]));
}

/**
 * What comes to have another frame around it by these moves, or none any more: with what has to be written. Reckoned before
 * they are: a scene that first takes in ten thousand changes holds up the page. What is in a group inside a frame stays
 * with its group.
 */
export function reframed(
	scene: Scene,
	moves: readonly UnitMove[]
): [ElementId, { readonly parent: ElementId | null }][] {
	const changes: [ElementId, { readonly parent: ElementId | null }][] = [];
	const places = placesOf(scene, moves);
	if (places.length === 0) return [];
	for (const { ids, by } of moves) {
		for (const [unit, members] of unitsOf(scene, ids)) {
			const box = scene.boundsOf(members);
			const parent = scene.parentOf(unit);
			if (!box || (parent && scene.get(parent)?.type !== 'frame')) continue;
			const except = new Set([...members, ...framesBelow(scene, members)]);
			const frame = topmostAt(places, centreOf(translateBox(box, by)), except);
			if (frame !== parent) changes.push([unit, { parent: frame }]);
		}
	}
	return changes;
}

/** Where a frame is, page space. */
interface FramePlace {
	readonly id: ElementId;
	readonly box: Box;
	/** What is seen of it; undefined: all. */
	readonly clip: Box | undefined;
}

/** Where the frames are after these moves, in paint order. */
function placesOf(scene: Scene, moves: readonly UnitMove[]): FramePlace[] {
	const frames = scene.frames();
	const byOf = (id: ElementId | null) => (id ? moves.find(({ ids }) => ids.has(id))?.by : null) ?? [0, 0];
	return frames.map(({ element, clip }) => ({
		id: element.id,
		box: translateBox(boxAt(element.position, element.size), byOf(element.id)),
		clip: clip && translateBox(clip, byOf(element.parent))
	}));
}

/** The last of these that is seen at the point, other than those among `except`. */
function topmostAt(
	places: readonly FramePlace[],
	point: Point,
	except: ReadonlySet<ElementId>
): ElementId | null {
	const frame = places.findLast(({ id, box, clip }) => {
		return !except.has(id) && boxHasPoint(box, point) && (!clip || boxHasPoint(clip, point));
	});
	return frame?.id ?? null;
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
