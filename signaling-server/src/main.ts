// The room server as a program: the built app and the rooms on one port.
//   HOST  address to listen on (default: all)      PORT  default 3000      APP_DIR  the built app (default: build)
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import sirv from 'sirv';
import { attachRoomServer, refuseOtherUpgrades } from './room-server.ts';

const host = process.env.HOST;
const port = readPort(process.env.PORT ?? '3000');
const app = sirv(resolve(process.env.APP_DIR ?? 'build'), {
	dotfiles: false,
	extensions: ['html'],
	setHeaders(response, path) {
		// Hashed names never change; everything else is asked for again, so that a new version arrives.
		const isImmutable = path.startsWith('/_app/immutable/');
		response.setHeader('Cache-Control', isImmutable ? 'public,max-age=31536000,immutable' : 'no-cache');
		response.setHeader('Referrer-Policy', 'no-referrer');
		response.setHeader('X-Content-Type-Options', 'nosniff');
	}
});

const server = createServer((request, response) => {
	if (request.url === '/healthz') response.end('ok\n');
	else app(request, response, () => void response.writeHead(404).end('Not found\n'));
});
const rooms = attachRoomServer(server);
refuseOtherUpgrades(server);

server.on('error', (error: NodeJS.ErrnoException) => {
	const reason =
		error.code === 'EADDRINUSE'
			? `port ${port} is taken; choose another: PORT=3001 npm start`
			: error.message;
	console.error(`Inkmesh can't start: ${reason}`);
	process.exit(1);
});
server.listen(port, host, () => {
	const address = server.address();
	const openPort = typeof address === 'object' && address ? address.port : port;
	console.log('\nInkmesh is ready.\n');
	console.log(`  On this device:   http://localhost:${openPort}`);
	for (const lan of lanAddresses()) console.log(`  On your network:  http://${lan}:${openPort}`);
	console.log('\nPress Ctrl+C to stop.');
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		rooms.close();
		server.close(() => process.exit(0));
		server.closeAllConnections();
	});
}

function lanAddresses(): string[] {
	if (host === '127.0.0.1' || host === 'localhost' || host === '::1') return [];
	return Object.values(networkInterfaces())
		.flatMap((addresses) => addresses ?? [])
		.filter(({ family, internal }) => family === 'IPv4' && !internal)
		.map(({ address }) => address);
}

function readPort(text: string): number {
	const value = Number(text);
	if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
	console.error(`PORT must be a number from 0 to 65535, got "${text}"`);
	process.exit(1);
}
