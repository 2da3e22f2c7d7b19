// The look of one element, taken over to others; within this page.
import { strokeWidthOf } from '$lib/tools/draw/stroke-size';
import { DEFAULT_STYLE, hasStyle, type ToolStyle } from '$lib/tools/tool-style';
import type { Board } from './board.svelte.ts';
import { setStyle } from './selection-actions.ts';

let copied: Partial<ToolStyle> | null = null;

/** Whether there is one to paste. */
export function hasCopiedStyle(): boolean {
	return copied !== null;
}

/** Remembers how the first selected element looks. */
export function copyStyle({ scene, workspace }: Board): void {
	const [id] = workspace.selection;
	const element = id && scene.get(id);
	if (!element) return;
	const fields = element as unknown as Readonly<Record<string, unknown>>;
	const properties = Object.keys(DEFAULT_STYLE) as (keyof ToolStyle)[];
	const style = Object.fromEntries(
		properties.flatMap((property) =>
			hasStyle(element.type, property) && fields[property] !== undefined ? [[property, fields[property]]] : []
		)
	);
	if (element.type === 'stroke') style.strokeWidth = strokeWidthOf(element.size);
	copied = style;
}

/** Gives what is selected that look, as far as it has such properties; and what is drawn next. */
export function pasteStyle(board: Board): void {
	if (copied) setStyle(board, copied);
}
