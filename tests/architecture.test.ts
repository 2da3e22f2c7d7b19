// The house: which folder may import which (README, "How it is built"). Imports run one way, and nothing goes in circles.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	geometry: [],
	document: ['geometry'],
	scene: ['geometry', 'document'],
	render: ['geometry', 'document', 'scene'],
	tools: ['geometry', 'document', 'scene'],
	presence: ['geometry', 'document'],
	signaling: [],
	access: ['storage'],
	storage: [],
	assets: ['access', 'signaling', 'storage'],
	mailbox: ['access', 'signaling', 'storage', 'sync'],
	sync: ['signaling', 'access'],
	formats: ['geometry', 'document', 'scene', 'render', 'storage'],
	board: [
		'geometry',
		'document',
		'scene',
		'render',
		'tools',
		'presence',
		'signaling',
		'access',
		'storage',
		'assets',
		'mailbox',
		'sync',
		'formats'
	],
	// For its tables, names and types; never for anything that draws or sends.
	ui: ['board', 'tools', 'geometry', 'document', 'scene', 'render', 'presence', 'access', 'storage'],
	routes: ['board', 'ui', 'access', 'storage']
};

/** Folders whose code runs in plain Node: no runes, no components. */
const WITHOUT_SVELTE = Object.keys(MAY_IMPORT).filter(
	(folder) => !['board', 'ui', 'routes'].includes(folder)
);

interface Source {
	readonly file: string;
	readonly folder: string;
	readonly text: string;
	readonly imports: readonly string[];
}

function filesBelow(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
		entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]
	);
}

function folderOf(file: string): string {
	return file.startsWith('src/routes/') ? 'routes' : (/^src\/lib\/([^/]+)\//.exec(file)?.[1] ?? '');
}

/** The file an import names, relative to the root; null for packages. */
function resolveImport(from: string, name: string): string | null {
	const path = name.startsWith('$lib/')
		? join('src/lib', name.slice(5))
		: name.startsWith('.')
			? relative(ROOT, resolve(ROOT, dirname(from), name))
			: null;
	if (!path) return null;
	return [path, `${path}.ts`, `${path}.svelte.ts`].find((candidate) => files.includes(candidate)) ?? path;
}

const files = [...filesBelow('src/lib'), ...filesBelow('src/routes')].filter(
	(file) => /\.(ts|svelte)$/.test(file) && !file.includes('.test.')
);
const sources: readonly Source[] = files.map((file) => {
	const text = readFileSync(join(ROOT, file), 'utf8');
	const names = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name);
	return { file, folder: folderOf(file), text, imports: names };
});

describe('the house', () => {
	it('lets no file import what its folder may not', () => {
		expect(sources.length).toBeGreaterThan(50);
		for (const { file, folder, imports } of sources) {
			const allowed = MAY_IMPORT[folder];
			expect(allowed, `${file} stands in a folder that the table names`).toBeDefined();
			for (const name of imports) {
				const target = resolveImport(file, name);
				const from = target && folderOf(target);
				if (from && from !== folder) expect(allowed, `${file} imports ${name}`).toContain(from);
			}
		}
	});

	it('uses svelte only in board, ui and routes', () => {
		const offenders = sources.filter(
			({ folder, imports, text }) =>
				WITHOUT_SVELTE.includes(folder) &&
				(imports.some(
					(name) => name === 'svelte' || name.startsWith('svelte/') || name.startsWith('$app/')
				) ||
					/\$(state|derived|effect)\b/.test(text))
		);
		expect(offenders.map(({ file }) => file)).toEqual([]);
	});

	it('keeps yjs out of what draws and of the interface', () => {
		const offenders = sources.filter(
			({ folder, imports }) =>
				['geometry', 'scene', 'render', 'tools', 'ui', 'routes'].includes(folder) && imports.includes('yjs')
		);
		expect(offenders.map(({ file }) => file)).toEqual([]);
	});

	it('touches y-webrtc in one file only', () => {
		const users = sources.filter(({ imports }) => imports.includes('y-webrtc')).map(({ file }) => file);
		expect(users).toEqual(['src/lib/sync/y-webrtc-room.ts']);
	});

	it('has no imports in a circle', () => {
		// Types are erased: a circle of types alone can't deadlock at run time, and some contracts know each other.
		const edges = new Map(
			sources.map(({ file, text }) => {
				const values = [...text.matchAll(/^\s*(?:import|export)\s+(?!type\b)[^'";]*?from\s*'([^']+)'/gm)];
				return [file, values.flatMap(([, name = '']) => resolveImport(file, name) ?? [])] as const;
			})
		);
		const done = new Set<string>();
		const circleFrom = (file: string, path: readonly string[]): readonly string[] | null => {
			if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
			if (done.has(file)) return null;
			for (const next of edges.get(file) ?? []) {
				const circle = circleFrom(next, [...path, file]);
				if (circle) return circle;
			}
			done.add(file);
			return null;
		};
		for (const { file } of sources) expect(circleFrom(file, []), `from ${file}`).toBeNull();
	});

	it('has no bags of odds and ends', () => {
		const bags = files.filter((file) =>
			/(^|\/)(utils?|helpers?|common|misc|types|index)(\.ts|\/)/.test(file)
		);
		expect(bags).toEqual([]);
	});
});
