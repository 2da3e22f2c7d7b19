// Text from the clipboard as an element: a card when it is an address, else a text.
import type { ElementInput } from '$lib/document/element-input';
import type { Point } from '$lib/geometry/point';
import { viewportOf } from '$lib/scene/camera';
import { layoutText } from '$lib/scene/text-layout';
import { fieldsFor } from '$lib/tools/tool-style';
import type { Board } from './board.svelte.ts';

/** A longer text wraps at this width, page units. */
const WRAP_WIDTH = 480;
/** How far down the view a text begins that is higher than that, as a part of it: below what stands at the top. */
const TOP_PART = 0.12;
const MAX_TEXT = 50_000;
const CARD_SIZE = [320, 84] as const;

/** The element that has its middle at the page point. Says so when it can't have all of the text. */
export function elementOfText(board: Board, text: string, at: Point): ElementInput {
	const link = asLink(text, at);
	if (link) return link;
	if (text.length > MAX_TEXT)
		board.state.tell(
			`Only the first ${MAX_TEXT.toLocaleString('en')} characters were pasted, of ${text.length.toLocaleString('en')}.`
		);
	return asText(board, text, at);
}

/** A card with the address, which a click opens. Nothing is asked of that place. */
function asLink(text: string, { x, y }: Point): ElementInput | null {
	if (!/^https?:\/\/\S{1,2000}$/i.test(text) || !URL.canParse(text)) return null;
	const { host, pathname } = new URL(text);
	const [width, height] = CARD_SIZE;
	const path = pathname.length > 1 ? `\n${pathname.slice(0, 60)}` : '';
	return {
		type: 'rectangle',
		position: [x - width / 2, y - height / 2],
		size: CARD_SIZE,
		fill: 'tint',
		color: 'blue',
		strokeWidth: 2,
		font: 'sans',
		fontSize: 16,
		text: `${host}${path}`,
		link: text
	};
}

function asText(board: Board, text: string, { x, y }: Point): ElementInput {
	const { style } = board.workspace;
	// Nothing is cut in the middle of a character of two.
	const words = text.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '');
	const fields = { ...fieldsFor('text', style), type: 'text' };
	const lettering = { font: style.font, fontSize: style.fontSize };
	const free = layoutText(words, lettering, null, board.measure);
	const width = free.longest > WRAP_WIDTH ? WRAP_WIDTH : null;
	const laid = width === null ? free : layoutText(words, lettering, width, board.measure);
	// What is higher than the view begins in it.
	const { minY, maxY } = viewportOf(board.workspace.camera, board.canvas.size);
	const top = laid.height > maxY - minY ? minY + (maxY - minY) * TOP_PART : y - laid.height / 2;
	return { ...fields, text: words, width, position: [x - laid.width / 2, top] };
}
