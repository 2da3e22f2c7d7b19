// A board that was made here just now and one whose link came from somebody look alike while they are empty; only the
// first is sure to be nowhere else. The home page notes which boards it makes.
const created = new Set<string>();

/** Notes that this link was made here. */
export function noteCreated(fragment: string): void {
	created.add(fragment);
}

/** Whether the link was made here, in this page; true once. */
export function takeCreated(fragment: string): boolean {
	return created.delete(fragment);
}
