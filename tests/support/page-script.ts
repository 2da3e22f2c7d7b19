import { build } from 'vite';

/** A file and what it imports, as one script for pages. `name`: of what it exports, for messages. */
export async function pageScript(entry: string, name: string): Promise<string> {
	const built = await build({
		configFile: false,
		logLevel: 'error',
		build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['iife'], name } }
	});
	const [output] = Array.isArray(built) ? built : [built];
	const [chunk] = output && 'output' in output ? output.output : [];
	if (chunk?.type !== 'chunk') throw new Error(`expected a script of ${entry}, got none`);
	return chunk.code;
}
