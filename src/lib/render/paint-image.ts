import type { ImageElement } from '../document/element.ts';
import { cssFont } from './fonts.ts';
import { PALETTES, type Theme } from './palette.ts';
import type { Picture, PictureLookup } from './picture.ts';

const WHOLE = [0, 0, 1, 1] as const;

/** Paints an image, or what stands for it until it is here; the context's origin is its top left corner. */
export function paintImage(
	context: CanvasRenderingContext2D,
	{ asset, size, crop, flipX, flipY }: ImageElement,
	{ theme, pictureOf }: { readonly theme: Theme; readonly pictureOf?: PictureLookup | undefined }
): void {
	const [width, height] = size;
	const [left, top, partWidth, partHeight] = crop ?? WHOLE;
	const { a, b } = context.getTransform();
	const sidePx = longerSideOf({ size, crop }) * Math.hypot(a, b);
	const picture: Picture = pictureOf?.(asset, sidePx) ?? { status: 'loading', progress: null };
	if (picture.status !== 'ready') return paintPlaceholder(context, size, picture, theme);
	const { bitmap } = picture;
	context.imageSmoothingQuality = 'medium';
	context.translate(flipX ? width : 0, flipY ? height : 0);
	context.scale(flipX ? -1 : 1, flipY ? -1 : 1);
	context.drawImage(
		bitmap,
		...([left * bitmap.width, top * bitmap.height] as const),
		...([partWidth * bitmap.width, partHeight * bitmap.height] as const),
		...([0, 0, width, height] as const)
	);
}

/** Of the whole image, whatever part of it is shown; page units. */
export function longerSideOf({ size: [width, height], crop }: Pick<ImageElement, 'size' | 'crop'>): number {
	const [, , partWidth, partHeight] = crop ?? WHOLE;
	return Math.max(width / partWidth, height / partHeight);
}

/** By eye: letters of 13 px in a box of the size that a photo mostly has. */
const LETTERS_A_SIDE = 26;
const MIN_FONT_SIZE = 9;
const MAX_FONT_SIZE = 40;
const MISSING_WORDS = ['Waiting for someone', 'who has this picture'] as const;
const DAMAGED_WORDS = ['This picture', 'can’t be shown'] as const;

function paintPlaceholder(
	context: CanvasRenderingContext2D,
	[width, height]: readonly [number, number],
	picture: Exclude<Picture, { readonly status: 'ready' }>,
	theme: Theme
): void {
	const { placeholder, placeholderEdge, softText } = PALETTES[theme];
	context.beginPath();
	context.roundRect(
		0.5,
		0.5,
		Math.max(0, width - 1),
		Math.max(0, height - 1),
		Math.min(12, width / 4, height / 4)
	);
	context.fillStyle = placeholder;
	context.fill();
	context.strokeStyle = placeholderEdge;
	context.lineWidth = 1;
	context.stroke();
	context.clip();

	const side = Math.min(width, height * 1.4);
	const fontSize = Math.min(MAX_FONT_SIZE, Math.max(MIN_FONT_SIZE, side / LETTERS_A_SIDE));
	context.font = cssFont('sans', fontSize);
	const lines = wordsOf(picture, (text) => context.measureText(text).width <= width - 2 * fontSize);
	const hasBar = picture.status === 'loading' && picture.progress !== null;
	const sign = Math.min(fontSize * 2.4, side / 2);
	const lineHeight = fontSize * 1.45;
	const below = lines.length > 0 ? lineHeight * lines.length + fontSize * 0.6 : hasBar ? fontSize * 1.8 : 0;
	const hasRoom = sign + below <= height - fontSize;
	const top = height / 2 - (sign + (hasRoom ? below : 0)) / 2;
	context.strokeStyle = softText;
	paintSign(context, width / 2, top + sign / 2, sign);
	if (!hasRoom) return;
	context.fillStyle = softText;
	context.textAlign = 'center';
	context.textBaseline = 'middle';
	lines.forEach((line, i) => {
		context.fillText(line, width / 2, top + sign + fontSize * 0.6 + lineHeight * (i + 0.5));
	});
	if (hasBar) {
		const barWidth = Math.min(width * 0.5, fontSize * 10);
		paintBar(
			context,
			(width - barWidth) / 2,
			top + sign + fontSize,
			barWidth,
			fontSize / 3,
			theme,
			picture.progress
		);
	}
}

/** In one line, in two, or not at all, as there is room. */
function wordsOf(picture: Picture, fits: (text: string) => boolean): readonly string[] {
	const words =
		picture.status === 'missing' ? MISSING_WORDS : picture.status === 'damaged' ? DAMAGED_WORDS : null;
	if (!words) return [];
	const line = words.join(' ');
	if (fits(line)) return [line];
	return words.every(fits) ? words : [];
}

/** A frame with a sun and a mountain, as on the button of the tool. */
function paintSign(context: CanvasRenderingContext2D, x: number, y: number, side: number): void {
	const unit = side / 24;
	const at = (px: number, py: number) => [x + (px - 12) * unit, y + (py - 12) * unit] as const;
	context.lineWidth = 1.6 * unit;
	context.lineCap = 'round';
	context.lineJoin = 'round';
	context.beginPath();
	context.roundRect(...at(3, 3), 18 * unit, 18 * unit, 3 * unit);
	context.stroke();
	context.beginPath();
	context.arc(...at(9, 9), 2 * unit, 0, 2 * Math.PI);
	context.stroke();
	context.beginPath();
	context.moveTo(...at(6, 21));
	context.lineTo(...at(15.8, 11.4));
	context.lineTo(...at(21, 16.4));
	context.stroke();
}

function paintBar(
	context: CanvasRenderingContext2D,
	left: number,
	top: number,
	width: number,
	height: number,
	theme: Theme,
	part: number
): void {
	const { placeholderEdge, accent } = PALETTES[theme];
	for (const [color, length] of [
		[placeholderEdge, width],
		[accent, width * Math.min(1, Math.max(0, part))]
	] as const) {
		if (length <= 0) continue;
		context.fillStyle = color;
		context.beginPath();
		context.roundRect(left, top, Math.max(height, length), height, height / 2);
		context.fill();
	}
}
