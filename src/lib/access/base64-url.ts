/** The bytes in the URL-safe alphabet of RFC 4648 section 5, without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
	return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');
}

/** The bytes; null when the text is not exactly what `encodeBase64Url` would give. */
export function decodeBase64Url(text: string): Uint8Array | null {
	if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
	return encodeBase64Url(bytes) === text ? bytes : null;
}
