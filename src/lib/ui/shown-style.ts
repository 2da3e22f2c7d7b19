import type { Board } from '$lib/board/board.svelte';
import type { Element } from '$lib/document/element';
import { strokeWidthOf } from '$lib/tools/draw/stroke-size';
import type { ToolName } from '$lib/tools/tool';
import type { ToolStyle } from '$lib/tools/tool-context';

/** What the properties show: of the selection (undefined where it differs), else of what is drawn next. */
export interface ShownStyle extends Partial<Omit<ToolStyle, 'opacity'>> {
	readonly opacity: number;
	/** Which properties the selection or the tool has at all. */
	readonly has: Readonly<Record<'color' | 'fill' | 'dash' | 'strokeWidth' | 'fontSize', boolean>>;
}

const FILLED: readonly string[] = ['rectangle', 'ellipse', 'diamond'];
const DASHED: readonly string[] = [...FILLED, 'arrow', 'line'];
/** Of a large selection only the first elements are looked at. */
const MAX_LOOKED_AT = 100;

/** Whether the tool makes something that has properties. */
export function hasProperties(tool: ToolName): boolean {
	return tool !== 'select' && tool !== 'hand' && tool !== 'eraser' && tool !== 'image';
}

export function shownStyle(board: Board): ShownStyle {
	// Read for its own sake: an element that changes leaves the selection as it is.
	void board.state.selectionVersion;
	const elements = [...board.state.selection]
		.slice(0, MAX_LOOKED_AT)
		.flatMap((id) => board.scene.get(id) ?? []);
	const [first] = elements;
	if (!first) {
		const { tool } = board.state;
		return {
			...board.state.style,
			has: {
				color: true,
				fill: FILLED.includes(tool),
				dash: DASHED.includes(tool),
				strokeWidth: DASHED.includes(tool) || tool === 'draw',
				fontSize: tool === 'text'
			}
		};
	}
	const common = <T>(read: (element: Element) => T | undefined) => {
		const values = new Set(elements.map(read).filter((value) => value !== undefined));
		return values.size === 1 ? [...values][0] : undefined;
	};
	const widthOf = (element: Element) => {
		if (element.type === 'stroke') return strokeWidthOf(element.size);
		return 'strokeWidth' in element ? element.strokeWidth : undefined;
	};
	const color = common((element) => element.color);
	const fill = common((element) => ('fill' in element ? element.fill : undefined));
	const dash = common((element) => ('dash' in element ? element.dash : undefined));
	const strokeWidth = common(widthOf);
	const fontSize = common((element) => (hasText(element) ? element.fontSize : undefined));
	return {
		...(color && { color }),
		...(fill && { fill }),
		...(dash && { dash }),
		...(strokeWidth && { strokeWidth }),
		...(fontSize && { fontSize }),
		opacity: first.opacity,
		has: {
			color: elements.some(({ type }) => type !== 'image'),
			fill: elements.some(({ type }) => FILLED.includes(type)),
			dash: elements.some(({ type }) => DASHED.includes(type)),
			strokeWidth: elements.some((element) => widthOf(element) !== undefined),
			fontSize: elements.some(hasText)
		}
	};
}

const hasText = (element: Element): element is Extract<Element, { readonly text: string }> =>
	'text' in element && (element.type === 'text' || element.text !== '');
