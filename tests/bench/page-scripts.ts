import { join } from 'node:path';
import { pageScript as scriptOf } from '../support/page-script.ts';

/** A file of `page/` and what it imports, as one script for pages. */
export function pageScript(name: string): Promise<string> {
	return scriptOf(join(import.meta.dirname, 'page', `${name}.ts`), 'bench' + name);
}
