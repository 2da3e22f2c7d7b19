import { decodeBoardFile } from '../../src/lib/formats/board-file.ts';
import type { BenchPage } from './bench-page.ts';

/** What the board saves, as it is; null where it saves nothing. */
export async function savedBytes(board: BenchPage): Promise<Uint8Array | null> {
	// Base64 is how bytes leave a page fastest.
	const base64 = await board.page.evaluate(async () => {
		const bytes = await window.whiteboard!.save?.();
		if (!bytes) return null;
		const reader = new FileReader();
		await new Promise((resolve, reject) => {
			reader.onload = resolve;
			reader.onerror = reject;
			reader.readAsDataURL(new Blob([bytes as BlobPart]));
		});
		const url = String(reader.result);
		return url.slice(url.indexOf(',') + 1);
	});
	return base64 === null ? null : Buffer.from(base64, 'base64');
}

/** The app's document, as one update. */
export async function documentUpdate(board: BenchPage): Promise<Uint8Array> {
	const [filed] = await decodeBoardFile((await savedBytes(board)) ?? new Uint8Array());
	if (!filed) throw new Error('expected a file with one board, got none');
	return filed.update;
}
