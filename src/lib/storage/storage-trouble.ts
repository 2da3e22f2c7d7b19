/** Why nothing can be stored: each is said in other words, and asks for something else to be done. */
export type StorageTrouble = 'refused' | 'full' | 'newer app' | 'failing';

/** The browser gives no storage: a private window, or storage is turned off. */
export class StorageRefused extends Error {}

/** What is behind an error of the browser's storage. */
export function storageTroubleOf(error: unknown): StorageTrouble {
	if (error instanceof StorageRefused) return 'refused';
	// Node and old browsers have errors of the DOM that are no Error.
	switch ((error as { readonly name?: unknown } | null)?.name) {
		case 'QuotaExceededError':
			return 'full';
		case 'VersionError':
			return 'newer app';
		default:
			return 'failing';
	}
}
