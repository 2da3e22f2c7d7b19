import { join } from 'node:path';
import { build } from 'vite';

/** A file of `page/` and what it imports, as one script for pages. */
export async function pageScript(name: string): Promise<string> {
	const built = await build({
		configFile: false,
		logLevel: 'error',
		build: {
			write: false,
			minify: false,
			target: 'es2022',
			lib: { entry: join(import.meta.dirname, 'page', `${name}.ts`), formats: ['iife'], name: 'bench' + name }
		}
	});
	const [output] = Array.isArray(built) ? built : [built];
	const [chunk] = output && 'output' in output ? output.output : [];
	if (chunk?.type !== 'chunk') throw new Error(`expected a script of ${name}, got none`);
	return chunk.code;
}
