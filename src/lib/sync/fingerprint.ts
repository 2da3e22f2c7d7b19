/**
 * The one DTLS fingerprint that a session description names, in one way of writing; null when it names none or more
 * than one. A browser takes a certificate that matches any of several, so whoever stands in the middle could name its
 * own beside the right one.
 */
export function fingerprintOf(sdp: string | undefined): string | null {
	if (!sdp) return null;
	const lines = [...sdp.matchAll(/^a=fingerprint:(sha-(?:256|384|512)) ([0-9a-f:]{95,191})\r?$/gim)];
	// A line that a browser might read and we can't must not go unnoticed.
	if (lines.length !== [...sdp.matchAll(/fingerprint/gi)].length) return null;
	const named = new Set(lines.map(([, hash = '', digits = '']) => `${hash} ${digits}`.toLowerCase()));
	const [only] = named;
	return named.size === 1 ? (only ?? null) : null;
}
