// The words of HTML that another program put on the clipboard. It is parsed as a document of its own, in which nothing
// runs and nothing is loaded, and it never comes into the page.

/** Longer HTML would hold up the page. Letters. */
const MAX_HTML = 4_000_000;
const UNREAD = 'script, style, template, noscript, title';
const BLOCKS =
	'address, article, aside, blockquote, dd, div, dl, dt, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, table, tr, ul';
/** Where a block begins or ends: however many do at one place, it is one new line. No HTML has it in its text. */
const EDGE = '\0';
/** A space that is seen wherever it is. */
const FIRM_SPACE = '\u00a0';

/** What a person would read of it, line by line; null for more than can be read in a bearable time. */
export function wordsOfHtml(html: string): string | null {
	if (html.length > MAX_HTML) return null;
	const { body } = new DOMParser().parseFromString(html, 'text/html');
	for (const element of body.querySelectorAll(UNREAD)) element.remove();
	foldSpaces(body);
	for (const cell of body.querySelectorAll('td + td, td + th, th + td, th + th')) cell.before('\t');
	for (const end of body.querySelectorAll('br')) end.replaceWith('\n');
	for (const block of body.querySelectorAll(BLOCKS)) {
		block.before(EDGE);
		block.after(EDGE);
	}
	return (body.textContent ?? '')
		.replaceAll(/ ?\0[\0 ]*/g, '\n')
		.replaceAll(/ ?\n ?/g, '\n')
		.replaceAll(FIRM_SPACE, ' ')
		.trim();
}

/** Between words a browser shows one space, however many there are, but where it is told otherwise. */
function foldSpaces(body: HTMLElement): void {
	const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const text = texts.currentNode as Text;
		const isLaidOut = text.parentElement?.closest('pre');
		text.data = isLaidOut
			? text.data.replaceAll(' ', FIRM_SPACE)
			: text.data.replaceAll(/[\t\n\f\r ]+/g, ' ');
	}
}
