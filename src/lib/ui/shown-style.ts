import type { Board } from '$lib/board/board.svelte';
import { styledIds } from '$lib/board/styled-ids';
import type { Element } from '$lib/document/element';
import { strokeWidthOf } from '$lib/tools/draw/stroke-size';
import type { ToolName } from '$lib/tools/tool';
import { DEFAULT_STYLE, hasStyle, type ToolStyle } from '$lib/tools/tool-style';

/** What the properties show: of what is typed into or selected, else of what is drawn next. */
export interface ShownStyle {
	/** What all have in common; left out where they differ, or have no such thing. */
	readonly values: Partial<ToolStyle>;
	/** What one of them has at all. */
	readonly has: ReadonlySet<keyof ToolStyle>;
	/** Where they differ. */
	readonly mixed: ReadonlySet<keyof ToolStyle>;
}

const PROPERTIES = Object.keys(DEFAULT_STYLE) as readonly (keyof ToolStyle)[];
/** Of a large selection only the first elements are looked at. */
const MAX_LOOKED_AT = 200;
/** What tools make whose name is not that of an element. */
const MADE_BY: Partial<Record<ToolName, string>> = { draw: 'stroke', highlighter: 'stroke' };

export function shownStyle(board: Board): ShownStyle {
	// Read for its own sake: an element that changes leaves the selection as it is.
	void board.state.selectionVersion;
	const elements = [...styledIds(board)].slice(0, MAX_LOOKED_AT).flatMap((id) => board.scene.get(id) ?? []);
	if (elements.length === 0) {
		const { editing, tool, style } = board.state;
		// Typing can begin with other tools, too.
		const type = editing ? 'text' : (MADE_BY[tool] ?? tool);
		const has = PROPERTIES.filter((property) => hasStyle(type, property));
		return { values: style, has: new Set(has), mixed: new Set() };
	}
	const values: Record<string, unknown> = {};
	const has = new Set<keyof ToolStyle>();
	const mixed = new Set<keyof ToolStyle>();
	for (const property of PROPERTIES) {
		const having = elements.filter(({ type }) => hasStyle(type, property));
		if (having.length === 0) continue;
		has.add(property);
		const found = new Set(having.map((element) => valueOf(element, property)));
		if (found.size > 1) mixed.add(property);
		else [values[property]] = found;
	}
	return { values, has, mixed };
}

function valueOf(element: Element, property: keyof ToolStyle): unknown {
	if (property === 'strokeWidth' && element.type === 'stroke') return strokeWidthOf(element.size);
	return (element as unknown as Readonly<Record<string, unknown>>)[property];
}
