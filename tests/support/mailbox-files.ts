import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that a server's mailboxes have on the disk, as one. */
export function readMailboxFiles(folder: string): Buffer {
	return Buffer.concat(
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => readFileSync(join(entry.parentPath, entry.name)))
	);
}
