// Which part of a picture is shown. The picture itself stays where it is on the page: the part is a window onto it.
import type { ImageElement } from '../document/element.ts';
import { quantize } from '../document/packed-points.ts';
import { boxAt, centreOf, type Box } from '../geometry/box.ts';
import { rotateAbout, type Pair } from '../geometry/point.ts';

type Crop = readonly [left: number, top: number, width: number, height: number];

const WHOLE: Crop = [0, 0, 1, 1];
/** Of the shown part, page units. */
const MIN_SIDE = 8;

/** Where all of the picture would lie, before it is turned about the middle of what is shown. */
export function wholeBox({ position: [x, y], size: [width, height], crop, flipX, flipY }: ImageElement): Box {
	const [left, top, partWidth, partHeight] = crop ?? WHOLE;
	const [wholeWidth, wholeHeight] = [width / partWidth, height / partHeight];
	const before = { x: flipX ? 1 - left - partWidth : left, y: flipY ? 1 - top - partHeight : top };
	return boxAt([x - before.x * wholeWidth, y - before.y * wholeHeight], [wholeWidth, wholeHeight]);
}

/** The fields of the image once it shows what of it lies in the box, which is given before it is turned. */
export function croppedTo(
	image: ImageElement,
	wanted: Box
): Pick<ImageElement, 'position' | 'size' | 'crop'> {
	const whole = wholeBox(image);
	const minX = Math.min(Math.max(wanted.minX, whole.minX), whole.maxX - MIN_SIDE);
	const minY = Math.min(Math.max(wanted.minY, whole.minY), whole.maxY - MIN_SIDE);
	const maxX = Math.max(Math.min(wanted.maxX, whole.maxX), minX + MIN_SIDE);
	const maxY = Math.max(Math.min(wanted.maxY, whole.maxY), minY + MIN_SIDE);
	const [width, height] = [whole.maxX - whole.minX, whole.maxY - whole.minY];
	const part = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1e6) / 1e6;
	const crop: Crop = [
		part((image.flipX ? whole.maxX - maxX : minX - whole.minX) / width),
		part((image.flipY ? whole.maxY - maxY : minY - whole.minY) / height),
		part((maxX - minX) / width),
		part((maxY - minY) / height)
	];
	const before = centreOf(boxAt(image.position, image.size));
	const size: Pair = [quantize(maxX - minX), quantize(maxY - minY)];
	// It turns about its own middle, which is another one now; what of it is seen stays where it was.
	const centre = rotateAbout(centreOf({ minX, minY, maxX, maxY }), before, image.rotation);
	const position: Pair = [quantize(centre.x - size[0] / 2), quantize(centre.y - size[1] / 2)];
	const isWhole = crop.every((value, i) => value === WHOLE[i]);
	return { position, size, crop: isWhole ? null : crop };
}
