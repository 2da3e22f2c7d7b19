/** What is kept of an image is about so large at most: a photo as sharp as a screen shows it. */
const TARGET_BYTES = 2 * 1024 * 1024;
/** Drawings and screenshots stay as they are, pixel for pixel, where that costs no more. */
const MAX_FLAT_BYTES = 512 * 1024;
/** Tried in turn until the target is met; the last is below it for any picture. */
const TRIES = [
	{ scale: 1, quality: 0.86 },
	{ scale: 1, quality: 0.72 },
	{ scale: 0.7, quality: 0.72 },
	{ scale: 0.5, quality: 0.7 },
	{ scale: 0.3, quality: 0.6 },
	{ scale: 0.15, quality: 0.5 }
] as const;
/** Of the copy in which transparency is looked for. */
const PROBE_SIDE = 256;

/**
 * The canvas as a WebP, PNG or JPEG of a bearable size, and nothing but its pixels. `isFlat`: it is perhaps a drawing or
 * a screenshot, whose edges suffer from anything but PNG. @throws when the browser can't encode it.
 */
export async function encodeCanvas(
	canvas: HTMLCanvasElement,
	{ isFlat }: { readonly isFlat: boolean }
): Promise<Uint8Array> {
	const png = isFlat ? await encode(canvas, 'image/png', 1) : null;
	if (png && png.size <= MAX_FLAT_BYTES) return bytesOf(png);
	// A browser that can't write WebP gives a PNG instead.
	const writesWebp = (await encode(scaled(canvas, 0.01), 'image/webp', 0.5)).type === 'image/webp';
	const type = writesWebp ? 'image/webp' : hasTransparency(canvas) ? 'image/png' : 'image/jpeg';
	let blob: Blob | null = null;
	for (const { scale, quality } of TRIES) {
		blob = await encode(scale === 1 ? canvas : scaled(canvas, scale), type, quality);
		if (blob.size <= TARGET_BYTES) return bytesOf(blob);
	}
	throw new Error(`expected at most ${TARGET_BYTES} bytes of ${type}, got ${blob?.size}`);
}

function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> {
	return new Promise((resolve, reject) => {
		const done = (blob: Blob | null) =>
			blob ? resolve(blob) : reject(new Error(`expected the canvas as ${type}, got nothing`));
		canvas.toBlob(done, type, quality);
	});
}

function scaled(canvas: HTMLCanvasElement, scale: number): HTMLCanvasElement {
	const smaller = document.createElement('canvas');
	smaller.width = Math.max(1, Math.round(canvas.width * scale));
	smaller.height = Math.max(1, Math.round(canvas.height * scale));
	const context = smaller.getContext('2d');
	if (!context) throw new Error('expected a 2D canvas, got none');
	context.imageSmoothingQuality = 'high';
	context.drawImage(canvas, 0, 0, smaller.width, smaller.height);
	return smaller;
}

function hasTransparency(canvas: HTMLCanvasElement): boolean {
	const probe = scaled(canvas, Math.min(1, PROBE_SIDE / Math.max(canvas.width, canvas.height)));
	const pixels = probe.getContext('2d')?.getImageData(0, 0, probe.width, probe.height).data ?? [];
	for (let i = 3; i < pixels.length; i += 4) if ((pixels[i] ?? 255) < 255) return true;
	return false;
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
