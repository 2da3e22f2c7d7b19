import type { Element, ElementId } from '../document/element.ts';

/** What belongs to an element: the arrows that hold on to it, and those that name it as their parent. */
export class Relations {
	readonly #arrows = new Map<ElementId, Set<ElementId>>();
	readonly #children = new Map<ElementId, Set<ElementId>>();

	readonly frames = new Set<ElementId>();

	add(element: Element): void {
		if (element.type === 'frame') this.frames.add(element.id);
		for (const target of targetsOf(element)) put(this.#arrows, target, element.id);
		if (element.parent) put(this.#children, element.parent, element.id);
	}

	remove(element: Element): void {
		this.frames.delete(element.id);
		for (const target of targetsOf(element)) this.#arrows.get(target)?.delete(element.id);
		if (element.parent) this.#children.get(element.parent)?.delete(element.id);
	}

	clear(): void {
		this.frames.clear();
		this.#arrows.clear();
		this.#children.clear();
	}

	/** The arrows that hold on to any of these: they move when it does. */
	arrowsAt(targets: ReadonlySet<ElementId>): ReadonlySet<ElementId> {
		const arrows = new Set<ElementId>();
		if (this.#arrows.size === 0) return arrows;
		for (const target of targets) for (const arrow of this.#arrows.get(target) ?? []) arrows.add(arrow);
		return arrows;
	}

	/** Those that name it as their parent, whether that counts or not. */
	children(id: ElementId): ElementId[] {
		return [...(this.#children.get(id) ?? [])];
	}

	/** All that name one of these as their parent, or one that does, and so on: what frames clip. */
	below(parents: Iterable<ElementId>): ReadonlySet<ElementId> {
		const below = new Set<ElementId>();
		if (this.#children.size === 0) return below;
		const open = [...parents];
		for (let id = open.pop(); id; id = open.pop()) {
			for (const child of this.#children.get(id) ?? []) {
				if (below.has(child)) continue;
				below.add(child);
				open.push(child);
			}
		}
		return below;
	}

	/** How many name it as their parent, whether that counts or not. */
	childCount(id: ElementId): number {
		return this.#children.get(id)?.size ?? 0;
	}
}

function targetsOf(element: Element): ElementId[] {
	if (element.type !== 'arrow') return [];
	return [element.start.id, element.end.id].filter((id) => id !== undefined);
}

function put(map: Map<ElementId, Set<ElementId>>, key: ElementId, id: ElementId): void {
	const ids = map.get(key);
	if (ids) ids.add(id);
	else map.set(key, new Set([id]));
}
