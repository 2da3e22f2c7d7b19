import type { ElementId } from '../document/element.ts';
import { boxAt, boxHasPoint, translateBox, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import type { Scene } from './scene.ts';
import type { UnitMove } from './units.ts';

/** The topmost frame at the point that takes something in; null where there is none. */
export function frameAt(
	scene: Scene,
	point: Point,
	except: ReadonlySet<ElementId> = new Set()
): ElementId | null {
	return topmostAt(framePlaces(scene, []), point, ({ id, isLocked }) => !isLocked && !except.has(id));
}

/** Where a frame is, page space. */
export interface FramePlace {
	readonly id: ElementId;
	readonly box: Box;
	/** What is seen of it; undefined: all. */
	readonly clip: Box | undefined;
	readonly isLocked: boolean;
}

/** Where the frames are after these moves, in paint order. */
export function framePlaces(scene: Scene, moves: readonly UnitMove[]): FramePlace[] {
	const byOf = (id: ElementId | null) => (id ? moves.find(({ ids }) => ids.has(id))?.by : null) ?? [0, 0];
	return scene.frames().map(({ element, clip }) => ({
		id: element.id,
		box: translateBox(boxAt(element.position, element.size), byOf(element.id)),
		clip: clip && translateBox(clip, byOf(element.parent)),
		isLocked: element.isLocked
	}));
}

/** The topmost of these that is seen at the point and may hold it; null where there is none. */
export function topmostAt(
	places: readonly FramePlace[],
	point: Point,
	mayHold: (place: FramePlace) => boolean
): ElementId | null {
	const frame = places.findLast((place) => {
		const { box, clip } = place;
		return boxHasPoint(box, point) && (!clip || boxHasPoint(clip, point)) && mayHold(place);
	});
	return frame?.id ?? null;
}
