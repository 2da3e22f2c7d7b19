import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter(),
		// Every asset is found relative to the page, so the built folder can be served from anywhere.
		paths: { relative: true },
		serviceWorker: { register: false },
		typescript: {
			config: (config) => {
				config.include.push('../scripts', '../signaling-server/**/*.ts', '../*.config.ts');
				return config;
			}
		}
	}
};
