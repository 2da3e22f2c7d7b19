// An SVG is a program of sorts. It is never put into the page: an <img> draws it, in which browsers run no scripts and
// load nothing from elsewhere, and only the pixels of that are kept.
import { afterProlog } from './image-header.ts';

/** A drawing is larger seldom; a browser lays it out as a whole before it draws. */
const MAX_SVG_BYTES = 4 * 1024 * 1024;
const DEFAULT_SIZE = [300, 150] as const;
/** It is drawn twice as large as it says that it is, and within these: it may be zoomed into. */
const MIN_PIXELS = 1_024;
const MAX_PIXELS = 3_072;
const MAX_UNITS = 4_096;
const ATTRIBUTE = /\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g;
const ROOT = /^<svg((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*>/;

/** The drawing as pixels, and its size at 100 %. @throws when it can't be drawn. */
export async function drawSvg(
	source: Uint8Array
): Promise<{ readonly canvas: HTMLCanvasElement; readonly width: number; readonly height: number }> {
	if (source.length > MAX_SVG_BYTES) {
		throw new Error(`expected an SVG of at most ${MAX_SVG_BYTES} bytes, got ${source.length}`);
	}
	// As text: a parser would have the page's own policy say what it thinks of the styles in it.
	const text = afterProlog(new TextDecoder().decode(source));
	const [tag, attributes = ''] = ROOT.exec(text) ?? [];
	if (!tag) throw new Error('expected an svg element, got something else');
	const root = new Map(
		Array.from(attributes.matchAll(ATTRIBUTE), ([, name, value]) => [name, value?.slice(1, -1)])
	);
	const { ownWidth, ownHeight } = sizeOf(root);
	const shrink = Math.min(1, MAX_UNITS / Math.max(ownWidth, ownHeight));
	const [width, height] = [Math.max(1, ownWidth * shrink), Math.max(1, ownHeight * shrink)];
	const longest = Math.max(width, height);
	const scale = Math.min(MAX_PIXELS, Math.max(MIN_PIXELS, 2 * longest)) / longest;
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(width * scale));
	canvas.height = Math.max(1, Math.round(height * scale));
	// Firefox draws only what has a size in px; without a view box the content would not grow with it.
	const view = root.get('viewBox') === undefined ? ` viewBox="0 0 ${ownWidth} ${ownHeight}"` : '';
	const others = attributes.replace(ATTRIBUTE, (whole, name) => (/^(width|height)$/.test(name) ? '' : whole));
	const opening = `<svg${others}${view} width="${canvas.width}" height="${canvas.height}">`;
	const image = await loadImage(opening + text.slice(tag.length));
	const context = canvas.getContext('2d');
	if (!context) throw new Error('expected a 2D canvas, got none');
	context.drawImage(image, 0, 0, canvas.width, canvas.height);
	return { canvas, width, height };
}

/** What the drawing says of its size, in px; what it leaves out is made up as browsers do. */
function sizeOf(root: ReadonlyMap<string | undefined, string | undefined>) {
	const box = (root.get('viewBox') ?? '').trim().split(/[\s,]+/);
	const [, , boxWidth = 0, boxHeight = 0] = box.map(Number);
	const hasBox = boxWidth > 0 && boxHeight > 0;
	const ratio = hasBox ? boxWidth / boxHeight : DEFAULT_SIZE[0] / DEFAULT_SIZE[1];
	const height = lengthOf(root.get('height'));
	const ownWidth =
		lengthOf(root.get('width')) ?? (height !== null ? height * ratio : hasBox ? boxWidth : DEFAULT_SIZE[0]);
	return { ownWidth, ownHeight: height ?? ownWidth / ratio };
}

/** A length in px; null for what depends on something else (%, em) or is none. */
function lengthOf(text: string | undefined): number | null {
	const value = /^\s*([\d.]+(?:e\d)?)(px)?\s*$/.exec(text ?? '')?.[1];
	return value && Number(value) > 0 ? Number(value) : null;
}

async function loadImage(svg: string): Promise<HTMLImageElement> {
	const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
	try {
		const image = new Image();
		image.src = url;
		await image.decode();
		return image;
	} finally {
		URL.revokeObjectURL(url);
	}
}
