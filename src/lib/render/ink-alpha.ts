import type { Element } from '../document/element.ts';

/** What lies under a highlighter can still be read; by eye. */
const HIGHLIGHTER_ALPHA = 0.4;

/** How much of the element covers what is below it. */
export function alphaOf(element: Element): number {
	const isHighlighter = element.type === 'stroke' && element.isHighlighter;
	return element.opacity * (isHighlighter ? HIGHLIGHTER_ALPHA : 1);
}
