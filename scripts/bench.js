// `npm run bench`, `bench:smoke`, `bench:peers`: figures of the built app in Chromium. Installs what is missing first.
import { join } from 'node:path';
import { ensureChromium } from './browsers.js';
import { build, install, requireNode, ROOT } from './prepare.js';

requireNode();
install();
ensureChromium();
build();
// Vite would call it development, and all that is built and started from here would be slower for it.
process.env.NODE_ENV = 'production';
// The benchmarks are TypeScript, which Node 20 does not run; Vite was installed just now.
const { runnerImport } = await import('vite');
const { module } = await runnerImport(join(ROOT, 'tests/bench/main.ts'), { configFile: false });
const { bench } = /** @type {{ bench: (args: string[]) => Promise<number> }} */ (module);
const failed = await bench(process.argv.slice(2));
if (failed > 0) console.error(`${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
