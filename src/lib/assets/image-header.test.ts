import { describe, expect, it } from 'vitest';
import { isSvgSource, readImageHeader } from './image-header.ts';

const text = (letters: string) => [...new TextEncoder().encode(letters)];
const uint16 = (value: number) => [value >> 8, value & 255];
const uint32 = (value: number) => [...uint16(value >>> 16), ...uint16(value & 0xffff)];
const littleEndian = (bytes: number[]) => bytes.reverse();

const png = (width: number, height: number) => [
	...[0x89, ...text('PNG'), 0x0d, 0x0a, 0x1a, 0x0a],
	...[...uint32(13), ...text('IHDR'), ...uint32(width), ...uint32(height), 8, 6, 0, 0, 0]
];
/** With EXIF and a table before the frame, as cameras write it. */
const jpeg = (width: number, height: number, frame = 0xc2) => [
	...[0xff, 0xd8, 0xff, 0xe1, ...uint16(8), ...text('Exif'), 0, 0],
	...[0xff, 0xff, 0xc4, ...uint16(4), 0, 0],
	...[0xff, frame, ...uint16(17), 8, ...uint16(height), ...uint16(width), 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
];
const webp = (chunk: string, body: number[]) => [
	...[...text('RIFF'), 0, 0, 0, 0, ...text('WEBP'), ...text(chunk), 0, 0, 0, 0],
	...[...body, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
];
const avif = (...sizes: readonly (readonly [number, number])[]) => [
	...[...uint32(20), ...text('ftypavif'), 0, 0, 0, 0, ...text('mif1')],
	...sizes.flatMap(([width, height]) => [
		...[...uint32(20), ...text('ispe'), 0, 0, 0, 0, ...uint32(width), ...uint32(height)]
	])
];

describe('an image header', () => {
	it.each<[string, number[], string, number, number]>([
		['PNG', png(3000, 20), 'image/png', 3000, 20],
		['JPEG, progressive', jpeg(4032, 3024), 'image/jpeg', 4032, 3024],
		['JPEG, baseline', jpeg(640, 480, 0xc0), 'image/jpeg', 640, 480],
		[
			'GIF',
			[...text('GIF89a'), ...littleEndian(uint16(320)), ...littleEndian(uint16(200))],
			'image/gif',
			320,
			200
		],
		[
			'WebP, lossy',
			webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, ...littleEndian(uint16(550)), ...littleEndian(uint16(368))]),
			'image/webp',
			550,
			368
		],
		[
			'WebP, lossless',
			webp('VP8L', [0x2f, ...littleEndian(uint32(399 | (299 << 14)))]),
			'image/webp',
			400,
			300
		],
		['WebP, extended', webp('VP8X', [0, 0, 0, 0, 0xff, 0x0f, 0, 0x9f, 0x01, 0]), 'image/webp', 4096, 416],
		['AVIF, its tiles smaller than the whole', avif([512, 512], [1600, 900]), 'image/avif', 1600, 900],
		['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', 0, 0],
		[
			'SVG behind all that may stand before it',
			text('\uFEFF<?xml version="1.0"?>\n<!-- > --><!DOCTYPE svg PUBLIC "a" "b">\n<!---->\n<svg width="1">'),
			'image/svg+xml',
			0,
			0
		]
	])('tells kind and size: %s', (_, bytes, type, width, height) => {
		expect(readImageHeader(Uint8Array.from(bytes))).toEqual({ type, width, height });
	});
	it.each<[string, number[]]>([
		['nothing', []],
		['text', text('Trip to the coast, with a tent and four sandwiches')],
		['HTML with an SVG in it', text('<!DOCTYPE html><html><svg></svg></html>')],
		['a comment without end', text(`<!--${'-'.repeat(100)}`)],
		['PNG without width', png(0, 20)],
		['JPEG without a frame', [0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0, 0, 0, 0, 0]],
		['JPEG whose segment claims no length', [0xff, 0xd8, ...Array<number>(40).fill(0xff)]],
		['AVIF without a size', avif()],
		['WebP of a kind nobody knows', webp('VP9 ', [])],
		['a film', [...uint32(20), ...text('ftypisom'), 0, 0, 0, 0, ...text('mp41')]]
	])('is none in %s', (_, bytes) => {
		expect(readImageHeader(Uint8Array.from(bytes))).toBeNull();
	});
	it('bears every image cut off anywhere', () => {
		for (const whole of [png(9, 9), jpeg(9, 9), webp('VP8X', [0, 0, 0, 0, 1, 0, 0, 1, 0, 0]), avif([9, 9])]) {
			for (let length = 0; length < whole.length; length++) {
				expect(() => readImageHeader(Uint8Array.from(whole.slice(0, length)))).not.toThrow();
			}
		}
	});
	it('reads four thousand comments in no time', () => {
		const before = performance.now();
		expect(readImageHeader(Uint8Array.from(text('<!---->'.repeat(4_000))))).toBeNull();
		expect(performance.now() - before).toBeLessThan(200);
	});
});

describe('text as SVG', () => {
	const svg = '<svg width="1"><path d="M0 0"/></svg>';
	it.each([
		['with nothing around it', svg, true],
		['with a declaration', `<?xml version="1.0"?>\n${svg}\n`, true],
		['with a type of document', `<!DOCTYPE svg PUBLIC "a" "b">${svg}`, true],
		['with comments', `<!-- made by <svg> hand -->\n${svg}<!-- end -->`, true],
		['cut off', svg.slice(0, -1), false],
		['with words before it', `Look: ${svg}`, false],
		['with words after it', `${svg} is a picture`, false],
		['in HTML', `<!DOCTYPE html><html>${svg}</html>`, false],
		['of another name', '<svgx></svg>', false],
		['of comments alone', '<!-- <svg></svg> -->', false],
		['of many comments', '<!---->'.repeat(20_000), false]
	])('is known %s', (_, source, isSvg) => {
		expect(isSvgSource(source)).toBe(isSvg);
	});
});
