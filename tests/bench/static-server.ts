import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml',
	'.json': 'application/json',
	'.woff2': 'font/woff2'
};

/** Serves a built folder to this machine, gzipped, on a free port. */
export class StaticServer {
	readonly #server: Server;

	private constructor(server: Server) {
		this.#server = server;
	}

	static async start(folder: string): Promise<StaticServer> {
		const server = createServer((request, response) => {
			const { pathname } = new URL(request.url ?? '/', 'http://localhost');
			const path = normalize(decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
			try {
				const body = gzipSync(readFileSync(join(folder, path)));
				response.writeHead(200, {
					'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
					'content-encoding': 'gzip',
					'cache-control': 'no-store'
				});
				response.end(body);
			} catch {
				response.writeHead(404).end(); // the one file pages ask for that is not there is their icon
			}
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new StaticServer(server);
	}

	get url(): string {
		return `http://localhost:${(this.#server.address() as AddressInfo).port}/`;
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}
