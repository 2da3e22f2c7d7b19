// Lining up what is selected: each group counts as one, and an arrow that holds on to something goes where that goes.
import type { ElementId } from '../document/element.ts';
import { centreOf, unionOf, type Box } from '../geometry/box.ts';
import type { Pair } from '../geometry/point.ts';
import type { Scene } from './scene.ts';
import { linedBounds } from './lined-bounds.ts';
import { unitsOf, type UnitMove } from './units.ts';

export type AlignTo = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'horizontal' | 'vertical';

/** How each unit has to move so that all have that edge, or that middle, in common with the bounds of all. */
export function alignment(scene: Scene, ids: ReadonlySet<ElementId>, to: AlignTo): UnitMove[] {
	const units = boxedUnits(scene, ids);
	if (units.length < 2) return [];
	const all = units.map(({ box }) => box).reduce(unionOf);
	return units.map(({ members, box }) => ({ ids: new Set(members), by: alignBy(box, all, to) }));
}

/** How each unit has to move so that the gaps between neighbours are equal; the outermost stay. None for fewer than 3. */
export function distribution(scene: Scene, ids: ReadonlySet<ElementId>, axis: Axis): UnitMove[] {
	const units = boxedUnits(scene, ids);
	if (units.length < 3) return [];
	const [from, to] = axis === 'horizontal' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
	units.sort((a, b) => a.box[from] + a.box[to] - b.box[from] - b.box[to]);
	const start = Math.min(...units.map(({ box }) => box[from]));
	const end = Math.max(...units.map(({ box }) => box[to]));
	const filled = units.reduce((sum, { box }) => sum + box[to] - box[from], 0);
	const gap = (end - start - filled) / (units.length - 1);
	let at = start;
	return units.map(({ members, box }) => {
		const by = at - box[from];
		at += box[to] - box[from] + gap;
		return { ids: new Set(members), by: axis === 'horizontal' ? [by, 0] : [0, by] };
	});
}

function boxedUnits(scene: Scene, ids: ReadonlySet<ElementId>): { members: ElementId[]; box: Box }[] {
	return [...unitsOf(scene, ids)].flatMap(([unit, members]) => {
		const element = scene.get(unit);
		if (element?.type === 'arrow' && (element.start.id ?? element.end.id)) return [];
		const box = linedBounds(scene, members);
		return box ? [{ members, box }] : [];
	});
}

function alignBy(box: Box, all: Box, to: AlignTo): Pair {
	switch (to) {
		case 'left':
			return [all.minX - box.minX, 0];
		case 'centre':
			return [centreOf(all).x - centreOf(box).x, 0];
		case 'right':
			return [all.maxX - box.maxX, 0];
		case 'top':
			return [0, all.minY - box.minY];
		case 'middle':
			return [0, centreOf(all).y - centreOf(box).y];
		case 'bottom':
			return [0, all.maxY - box.maxY];
		default:
			return to satisfies never;
	}
}
