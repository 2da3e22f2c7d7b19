// The app built from changed sources, as another version of it is.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = ['package.json', 'svelte.config.js', 'vite.config.ts', 'tsconfig.json', 'src', 'static'];

/** Text that every version shows in its own words: on the home page, and in a dialog that is loaded when it is opened. */
const MARKED = [
	{ file: 'src/routes/+page.svelte', text: '<Logo />Inkmesh' },
	{ file: 'src/lib/ui/HelpDialog.svelte', text: 'class="title">Keys' }
];

/** Builds the app with the name in its texts; gives back the folder to serve. */
export async function buildVersion(name: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `inkmesh-${name}-`));
	for (const source of SOURCES) await cp(join(ROOT, source), join(folder, source), { recursive: true });
	await cp(join(ROOT, 'signaling-server/src'), join(folder, 'signaling-server/src'), { recursive: true });
	await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
	for (const { file, text } of MARKED) {
		const path = join(folder, file);
		const source = await readFile(path, 'utf8');
		if (!source.includes(text)) throw new Error(`expected ${file} to say ${text}, got a file that does not`);
		await writeFile(path, source.replace(text, `${text} ${name}`));
	}
	const { status, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/vite'), ['build'], {
		cwd: folder,
		encoding: 'utf8'
	});
	if (status !== 0) throw new Error(`expected the version to build, got ${stderr}`);
	return join(folder, 'build');
}
