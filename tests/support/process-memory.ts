import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** All that a process can write to in its memory, as one; null where that can't be read (Linux, as root, only). */
export function readProcessMemory(pid: number): Buffer | null {
	let file: number;
	try {
		file = openSync(`/proc/${pid}/mem`, 'r');
	} catch {
		return null; // another system, or not allowed
	}
	const parts: Buffer[] = [];
	for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
		const [, start, end, rights = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
		if (!start || !end || !rights.startsWith('rw')) continue;
		const length = parseInt(end, 16) - parseInt(start, 16);
		// V8 reserves gigabytes that it never touches.
		if (length > 2 ** 30) continue;
		const part = Buffer.alloc(length);
		try {
			parts.push(part.subarray(0, readSync(file, part, 0, length, parseInt(start, 16))));
		} catch {
			// Gone since the list was read, or of the kernel's own.
		}
	}
	closeSync(file);
	return Buffer.concat(parts);
}
