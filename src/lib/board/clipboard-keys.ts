import type { Board } from './board.svelte.ts';
import { copyTo, cutTo, pasteFrom, type Clip } from './clipboard.ts';

/** Where the browser's own copy and paste are meant. */
const FIELDS = 'input, textarea, [contenteditable=true], [role=dialog]';

/** Listens to what the browser calls copy, cut and paste, by whatever key or menu. Gives back its off. */
export function listenToClipboard(board: Board): () => void {
	const abort = new AbortController();
	let pointer: { readonly x: number; readonly y: number } | null = null;

	function on(type: 'copy' | 'cut' | 'paste', run: (clip: Clip) => boolean): void {
		document.addEventListener(
			type,
			(event) => {
				const { clipboardData, target } = event;
				if (!clipboardData || (target as Partial<Element>).closest?.(FIELDS)) return;
				// What was done is not done by the browser, too.
				if (run(clipboardData)) event.preventDefault();
			},
			{ signal: abort.signal }
		);
	}

	on('copy', (clip) => copyTo(board, clip));
	on('cut', (clip) => cutTo(board, clip));
	on('paste', (clip) => pasteFrom(board, clip, pointer && board.screenToPage(pointer)));
	document.addEventListener(
		'pointermove',
		({ target, clientX, clientY, pointerType }) => {
			// Over a bar the middle of the view is meant, and where a finger was last means nothing.
			const isOnBoard = pointerType !== 'touch' && (target as Element).closest?.('[role=application]');
			pointer = isOnBoard ? { x: clientX, y: clientY } : null;
		},
		{ signal: abort.signal }
	);
	return () => abort.abort();
}
