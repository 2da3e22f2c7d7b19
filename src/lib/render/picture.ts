/** What can be shown of an image right now. */
export type Picture =
	| { readonly status: 'ready'; readonly bitmap: ImageBitmap }
	/** It is on its way: which part has come, 0 to 1; null while that is unknown. */
	| { readonly status: 'loading'; readonly progress: number | null }
	/** Nobody who is here has it. */
	| { readonly status: 'missing' }
	/** Its bytes are no image that can be shown. */
	| { readonly status: 'damaged' };

/**
 * The picture of an asset. `sidePx`: how long its longer side will be on the screen, device px, so that a small picture
 * costs little memory; one of another size may come while a better one is being made.
 */
export type PictureLookup = (asset: string, sidePx: number) => Picture;
