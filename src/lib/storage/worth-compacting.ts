import type { StoredSize } from './stored-board.ts';

/** The log may grow to this part of the snapshot: so it is at most a quarter more, and each byte is rewritten four times. */
const LOG_SHARE = 1 / 4;
/** Smaller logs are left alone: what a board of some hundred strokes has. */
const MIN_LOG_BYTES = 256 * 1024;
/** Opening reads every row; so many take 0.1 s. */
const MAX_ROWS = 2_000;

/** Whether a new snapshot pays. */
export function isWorthCompacting({ rows, logBytes, snapshotBytes }: StoredSize): boolean {
	return rows > MAX_ROWS || logBytes > Math.max(MIN_LOG_BYTES, LOG_SHARE * snapshotBytes);
}
