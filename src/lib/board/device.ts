import { BoardList } from '$lib/storage/board-list';
import { openDatabase, type InkmeshDatabase } from '$lib/storage/database';
import { storageTroubleOf, type StorageTrouble } from '$lib/storage/storage-trouble';

/** What this device keeps for the app. */
export interface DeviceStorage {
	/** Null where there is trouble. */
	readonly database: InkmeshDatabase | null;
	readonly boards: BoardList;
	readonly trouble: StorageTrouble | null;
}

let leftOpen: InkmeshDatabase | null = null;

/** Somebody has no more use for this connection. The next takes it over: opening one takes longer than reading a board. */
export function leaveOpen(database: InkmeshDatabase): void {
	leftOpen?.close();
	leftOpen = database;
}

/** The connection that was left open, or a new one. @throws where the browser gives no storage. */
export async function takeDatabase(): Promise<InkmeshDatabase> {
	const database = leftOpen;
	leftOpen = null;
	return database && isUsable(database) ? database : openDatabase();
}

/** A newer version of the app, or the browser, may have closed it meanwhile. */
function isUsable(database: InkmeshDatabase): boolean {
	try {
		database.transaction('boards');
		return true;
	} catch {
		return false;
	}
}

/** Opens what this device keeps. Never throws: where nothing can be kept, the list of boards is empty. */
export async function openDeviceStorage(): Promise<DeviceStorage> {
	try {
		const database = await takeDatabase();
		return { database, boards: new BoardList(database), trouble: null };
	} catch (error) {
		console.warn('This browser gives no storage; boards last as long as their tab.', error);
		return { database: null, boards: new BoardList(null), trouble: storageTroubleOf(error) };
	}
}

/** What is wrong with storage, and what it means for the work. */
export function describeTrouble(trouble: StorageTrouble): string {
	switch (trouble) {
		case 'refused':
			return 'This browser keeps nothing here: a private window, or storage is turned off. Boards last as long as their tab.';
		case 'full':
			return 'This device has no room left. What is new is in this tab only; saving it is tried again and again.';
		case 'newer app':
			return 'A newer version of Inkmesh keeps its boards here. Reload this page to get it; nothing was changed.';
		case 'failing':
			return "This browser's storage fails just now. What is new is in this tab only; saving it is tried again and again.";
		default:
			return trouble satisfies never;
	}
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

/** Long enough for the slowest browser to have begun. */
const RELEASE_AFTER_MS = 60_000;

/** Has the browser save a board file, named after `title`. */
export function saveFile(bytes: Uint8Array, title: string): void {
	const url = URL.createObjectURL(new Blob([bytes as BlobPart]));
	const link = document.createElement('a');
	link.href = url;
	link.download = `${title.replace(/[^\p{L}\p{N} _-]+/gu, ' ').trim() || 'Untitled board'}.inkmesh`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS);
}
