import { readImageHeader } from './image-header.ts';
import { MAX_SIDE } from './take-in-image.ts';

/** What images of ours are encoded as (see encode-canvas.ts); a stranger's SVG, for one, is never looked at. */
const TYPES: readonly string[] = ['image/webp', 'image/png', 'image/jpeg'];

/**
 * The bytes of an image as pixels, its longer side at most about `sidePx` where it has more. Null for what is no image
 * of ours: the bytes are a stranger's, and may claim to be of any size.
 */
export async function decodeImage(bytes: Uint8Array, sidePx: number): Promise<ImageBitmap | null> {
	const header = readImageHeader(bytes);
	if (!header || !TYPES.includes(header.type)) return null;
	const { width, height, type } = header;
	if (width > MAX_SIDE || height > MAX_SIDE) return null;
	const scale = Math.min(1, sidePx / Math.max(width, height));
	const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
	try {
		return await createImageBitmap(
			blob,
			scale < 1
				? {
						resizeWidth: Math.max(1, Math.round(width * scale)),
						resizeHeight: Math.max(1, Math.round(height * scale)),
						resizeQuality: 'high'
					}
				: {}
		);
	} catch {
		return null; // damaged; whoever put it on the board saw that too
	}
}
