import { defineConfig } from 'vite';

export default defineConfig({
	root: import.meta.dirname,
	build: {
		ssr: true,
		outDir: 'dist',
		target: 'node20',
		rolldownOptions: {
			input: { main: 'src/main.ts', mailbox: 'src/mailbox-command.ts' },
			output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' }
		}
	},
	ssr: { noExternal: ['valibot'] }
});
