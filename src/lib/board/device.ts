import { BoardList } from '$lib/storage/board-list';
import { openDatabase, type InkmeshDatabase } from '$lib/storage/database';

/** What this device keeps for the app; null where the browser refuses to keep anything. */
export async function openDeviceStorage(): Promise<{ database: InkmeshDatabase | null; boards: BoardList }> {
	let database: InkmeshDatabase | null = null;
	try {
		database = await openDatabase();
	} catch (error) {
		console.warn('This browser refuses storage here; boards last as long as their tab.', error);
	}
	return { database, boards: new BoardList(database) };
}

/** Asks the browser not to clear what is stored here when the disk gets full. Not everywhere possible, never needed. */
export function askToKeep(): void {
	navigator.storage?.persist?.().catch((error: unknown) => {
		console.warn('The browser may clear this board when the disk is full.', error);
	});
}

/** Puts text on the clipboard; false where the browser lets nobody. Works without a secure context too. */
export async function copyText(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyBySelection(text); // no clipboard outside a secure context
	}
}

function copyBySelection(text: string): boolean {
	const field = document.createElement('textarea');
	field.value = text;
	field.style.position = 'fixed';
	field.style.opacity = '0';
	(document.querySelector('dialog[open], [role=dialog]') ?? document.body).append(field);
	field.select();
	const hasCopied = document.execCommand('copy');
	field.remove();
	return hasCopied;
}
