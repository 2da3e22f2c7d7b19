// The room server as a program: the built app, the rooms and STUN. Its README names every variable it reads.
import { networkInterfaces } from 'node:os';
import { describeConfig, readConfig, type Config } from './config.ts';
import { createLog } from './log.ts';
import { startServer, type InkmeshServer } from './server.ts';

/** Ctrl+C reaches us twice: by the terminal, and by `npm start`, which passes it on. */
const SAME_SIGNAL_MS = 500;

const read = readConfig(process.env);
if ('mistakes' in read) {
	console.error(`Inkmesh can't start:\n${read.mistakes.map((line) => `  ${line}`).join('\n')}`);
	process.exit(1);
}
const { config } = read;
const log = createLog({ level: config.logLevel, format: config.logFormat });

process.on('uncaughtException', (error) => {
	log.fatal({ error: error.stack }, 'a mistake of ours');
	process.exit(1);
});

const server = await startServer(config, { log }).catch((error: NodeJS.ErrnoException) => {
	const reason =
		error.code === 'EADDRINUSE'
			? `port ${config.port} is taken; choose another: PORT=3001 npm start`
			: error.message;
	console.error(`Inkmesh can't start: ${reason}`);
	process.exit(1);
});

if (config.logFormat === 'json') {
	const { port, stunPort } = server;
	log.info({ ...describeConfig(config), port, stunPort }, 'listening');
} else greet(config, server);

let signalledAt = -Infinity;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		const isFirst = signalledAt === -Infinity;
		if (!isFirst && performance.now() - signalledAt > SAME_SIGNAL_MS) process.exit(1);
		if (!isFirst) return;
		signalledAt = performance.now();
		log.info({ connections: server.rooms.memberCount }, 'closing');
		void server.close().then(() => process.exit(0));
	});
}

/** For whoever typed `npm start`. */
function greet({ host, turn, allowedOrigins, mailbox }: Config, { port, stunPort }: InkmeshServer): void {
	const origins = { all: 'pages of all origins', same: 'pages of this server' };
	console.log('\nInkmesh is ready.\n');
	console.log(`  On this device:   http://localhost:${port}`);
	for (const lan of lanAddresses(host)) console.log(`  On your network:  http://${lan}:${port}`);
	const settings = [
		stunPort === null ? 'no STUN' : `STUN on UDP port ${stunPort}`,
		mailbox ? `mailboxes in ${mailbox.dir}, kept ${mailbox.ttlDays} days` : 'no mailboxes',
		turn ? `TURN by ${turn.urls.join(', ')}` : 'no TURN',
		`for ${typeof allowedOrigins === 'string' ? origins[allowedOrigins] : allowedOrigins.join(', ')}`
	];
	console.log(`\n  ${settings.join(' · ')}`);
	console.log('\nPress Ctrl+C to stop.');
}

function lanAddresses(host: string | undefined): string[] {
	if (host === '127.0.0.1' || host === 'localhost' || host === '::1') return [];
	return Object.values(networkInterfaces())
		.flatMap((addresses) => addresses ?? [])
		.filter(({ family, internal }) => family === 'IPv4' && !internal)
		.map(({ address }) => address);
}
