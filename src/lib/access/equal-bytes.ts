/** Whether two byte arrays hold the same. */
export function areEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
