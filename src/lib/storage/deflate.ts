// DEFLATE (RFC 1951), by the browser's own streams, which exist without a secure context too.
import { concatBytes } from '@noble/hashes/utils.js';

export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
	const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @throws when it is no such stream, or would be larger than `maxBytes`: a few bytes can unfold to gigabytes. */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let size = 0;
	const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
	const reader = stream.getReader();
	for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
		if (!value) continue;
		size += value.length;
		if (size > maxBytes) {
			await reader.cancel();
			throw new Error(`expected at most ${maxBytes} bytes unfolded, got more`);
		}
		parts.push(value);
	}
	return concatBytes(...parts);
}
