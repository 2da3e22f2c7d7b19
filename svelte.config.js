import adapter from '@sveltejs/adapter-static';

const pages = adapter();

/**
 * The static pages, and what they load also as .gz and .br for the room server to hand out. Not the files beside it: an
 * operator may edit config.json in the built folder, and a compressed copy would go on saying what it said before.
 *
 * @param {import('@sveltejs/kit').Builder} builder
 */
async function adaptCompressed(builder) {
	await pages.adapt(builder);
	await builder.compress('build/_app');
}

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: { ...pages, adapt: adaptCompressed },
		// Every asset is found relative to the page, so the built folder can be served from anywhere.
		paths: { relative: true },
		serviceWorker: { register: false },
		// As a meta tag in every page, for those who serve the built folder without the room server, which sends a
		// stricter header (signaling-server/src/static-app.ts). config.json may name any room server: hence connect-src.
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'blob:', 'data:'],
				'connect-src': ['self', 'http:', 'https:', 'ws:', 'wss:'],
				'font-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['none']
			}
		},
		typescript: {
			config: (config) => {
				config.include.push('../scripts', '../signaling-server/**/*.ts', '../deploy/*.ts', '../*.config.ts');
				return config;
			}
		}
	}
};
