// Who has which frame around it after a move. Reckoned before anything is written: a scene that first takes in ten
// thousand changes holds up the page.
import type { ArrowElement, ArrowEnd, Element, ElementId } from '../document/element.ts';
import { boxContains, centreOf, translateBox } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import { framePlaces, topmostAt, type FramePlace } from './frame-places.ts';
import type { Scene } from './scene.ts';
import { unitsOf, type UnitMove } from './units.ts';

/** An element with the group or frame that it is to have around it. */
export type Reframing = readonly [ElementId, { readonly parent: ElementId | null }];

/**
 * What comes to have another frame around it by these moves, or none any more: each unit goes by where its middle lies. An
 * arrow that holds on to something at both ends goes by those, and one that stays behind alone would be cut off or hidden.
 * What is in a group inside a frame stays with its group.
 */
export function reframed(scene: Scene, moves: readonly UnitMove[]): Reframing[] {
	const places = framePlaces(scene, moves);
	if (places.length === 0) return [];
	const parents = new Map<ElementId, ElementId | null>();
	const arrows = new Set<ElementId>();
	for (const { ids, by } of moves) {
		for (const arrow of scene.arrowsAt(ids)) arrows.add(arrow);
		for (const [unit, members] of unitsOf(scene, ids)) {
			const box = scene.boundsOf(members);
			if (!box || !isInFrameOrFree(scene, unit)) continue;
			if (isHeldAtBothEnds(scene.get(unit))) arrows.add(unit);
			else
				parents.set(
					unit,
					frameFor(scene, places, { unit, members, middle: centreOf(translateBox(box, by)) })
				);
		}
	}
	for (const id of arrows) {
		const arrow = scene.get(id);
		if (!isHeldAtBothEnds(arrow) || !isInFrameOrFree(scene, id)) continue;
		const [start, end] = [arrow.start.id, arrow.end.id].map((held) => frameAround(scene, held, parents));
		parents.set(id, start && start === end ? start : null);
	}
	return [...parents]
		.filter(([id, parent]) => parent !== scene.parentOf(id))
		.map(([id, parent]) => [id, { parent }]);
}

type HeldEnd = ArrowEnd & { readonly id: ElementId };
type HeldArrow = ArrowElement & { readonly start: HeldEnd; readonly end: HeldEnd };

interface Moved {
	readonly unit: ElementId;
	readonly members: readonly ElementId[];
	/** Where its middle comes to lie. */
	readonly middle: Point;
}

function frameFor(
	scene: Scene,
	places: readonly FramePlace[],
	{ unit, members, middle }: Moved
): ElementId | null {
	const inside = new Set([...members, ...framesBelow(scene, members)]);
	const own = places.find(({ id }) => id === unit)?.box;
	const parent = scene.parentOf(unit);
	return topmostAt(places, middle, ({ id, box, isLocked }) => {
		// A locked frame keeps what it has, and takes nothing in. A frame comes only into a larger one.
		if (inside.has(id) || (isLocked && id !== parent)) return false;
		return !own || (boxContains(box, own) && !boxContains(own, box));
	});
}

/** Whether no group is around it, whose it would be to come into a frame. */
function isInFrameOrFree(scene: Scene, id: ElementId): boolean {
	const parent = scene.parentOf(id);
	return !parent || scene.get(parent)?.type === 'frame';
}

function isHeldAtBothEnds(element: Element | undefined): element is HeldArrow {
	return element?.type === 'arrow' && element.start.id !== undefined && element.end.id !== undefined;
}

/** The nearest frame around the element, as these will have their parents; null for none. */
function frameAround(
	scene: Scene,
	id: ElementId,
	parents: ReadonlyMap<ElementId, ElementId | null>
): ElementId | null {
	const around = (of: ElementId) => (parents.has(of) ? (parents.get(of) ?? null) : scene.parentOf(of));
	for (let at = around(id); at; at = around(at)) if (scene.get(at)?.type === 'frame') return at;
	return null;
}

/** A frame can not come into what is inside it. */
function framesBelow(scene: Scene, ids: readonly ElementId[]): ElementId[] {
	return ids.flatMap((id) => {
		if (scene.get(id)?.type !== 'frame') return [];
		const children = scene.childrenOf(id);
		return [...children, ...framesBelow(scene, children)];
	});
}
