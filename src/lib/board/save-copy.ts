import { encodeBoardFile } from '$lib/formats/board-file';
import type { Board } from './board.svelte.ts';

/** Long enough for the slowest browser to have begun. */
const RELEASE_AFTER_MS = 60_000;

/** Has the browser save the whole board, as it is now, as a file. */
export function saveCopy({ document: { doc, title } }: Board): void {
	const url = URL.createObjectURL(new Blob([new Uint8Array(encodeBoardFile(doc))]));
	const link = document.createElement('a');
	link.href = url;
	link.download = `${title.replace(/[^\p{L}\p{N} _-]+/gu, ' ').trim() || 'Untitled board'}.inkmesh`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS);
}
