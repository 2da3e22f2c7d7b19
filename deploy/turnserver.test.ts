// Debian's coturn with our configuration, on loopback: what it lets browsers do with credentials of /ice, and what not.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../signaling-server/src/config.ts';
import { iceAnswerFor, type IceAnswer } from '../signaling-server/src/ice.ts';
import { silentLog } from '../signaling-server/src/log.ts';
import { startServer } from '../signaling-server/src/server.ts';

const SECRET = 'a secret of the tests';
const hasCoturn = ['turnserver', 'turnutils_uclient', 'turnutils_peer'].every((name) =>
	existsSync(`/usr/bin/${name}`)
);
if (!hasCoturn) console.log('No coturn: the tests of its configuration are skipped.');

const cleanUps: (() => unknown)[] = [];
let logFile = '';
let turnPort = 0;
let peerPort = 0;
let said = '';

async function freeUdpPort(): Promise<number> {
	const socket = createSocket('udp4').bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const { port } = socket.address();
	socket.close();
	await once(socket, 'close');
	return port;
}

/** deploy/coturn/turnserver.conf as it is, but that peers on loopback are allowed, and no logs are left behind. */
function loopbackVariant(folder: string): string {
	const lines = readFileSync(join(import.meta.dirname, 'coturn/turnserver.conf'), 'utf8')
		.split('\n')
		.filter((line) => !/^(denied-peer-ip=127|listening-port|log-file)/.test(line));
	const file = join(folder, 'turnserver.conf');
	const more = [
		'allow-loopback-peers',
		`log-file=${logFile}`,
		`listening-port=${turnPort}`,
		'listening-ip=127.0.0.1',
		'relay-ip=127.0.0.1',
		`static-auth-secret=${SECRET}`,
		'realm=turn.example.org',
		'no-tls',
		'no-dtls',
		`pidfile=${join(folder, 'pid')}`,
		`userdb=${join(folder, 'db')}`
	];
	writeFileSync(file, [...lines, ...more, ''].join('\n'));
	return file;
}

beforeAll(async () => {
	if (!hasCoturn) return;
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-turn-'));
	cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
	logFile = join(folder, 'log');
	[turnPort, peerPort] = [await freeUdpPort(), await freeUdpPort()];
	const turn = spawn('turnserver', ['-c', loopbackVariant(folder)], { stdio: ['ignore', 'pipe', 'pipe'] });
	cleanUps.push(() => turn.kill('SIGKILL'));
	for (const stream of [turn.stdout, turn.stderr]) {
		stream.on('data', (data) => void (said += String(data)));
	}
	// Sends back whatever it is sent.
	const peer = spawn('turnutils_peer', ['-L', '127.0.0.1', '-p', String(peerPort)], { stdio: 'ignore' });
	cleanUps.push(() => peer.kill('SIGKILL'));
	await answersStun();
}, 20_000);

/** Asks until somebody listens: coturn does not say when it does. */
async function answersStun(): Promise<void> {
	const socket = createSocket('udp4');
	const ask = () =>
		socket.send(
			Uint8Array.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...Array<number>(12).fill(7)]),
			turnPort,
			'127.0.0.1'
		);
	const asking = setInterval(ask, 50);
	await once(socket, 'message');
	clearInterval(asking);
	socket.close();
}

afterAll(async () => {
	for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

type TurnServer = Required<IceAnswer['iceServers'][number]>;

/** Asks for a relay with these credentials, and sends five messages through it. */
async function relayTo(peer: string, { username, credential }: TurnServer) {
	const run = spawn(
		'turnutils_uclient',
		['-v', '-c', '-n', '5', '-p', String(turnPort), '-u', username, '-w', credential].concat([
			...['-e', peer, '-r', String(peerPort), '127.0.0.1']
		]),
		{ stdio: ['ignore', 'pipe', 'pipe'] }
	);
	let output = '';
	for (const stream of [run.stdout, run.stderr]) stream.on('data', (data) => (output += String(data)));
	// A refused one tries for ever.
	const timer = setTimeout(() => run.kill('SIGKILL'), 6_000);
	await once(run, 'close');
	clearTimeout(timer);
	return output;
}

async function credentialsFromServer(): Promise<TurnServer> {
	const read = readConfig({
		HOST: '127.0.0.1',
		PORT: '0',
		STUN_PORT: 'off',
		APP_DIR: 'off',
		MAILBOX_DIR: 'off',
		TURN_URLS: `turn:127.0.0.1:${turnPort}`,
		TURN_SECRET: SECRET
	});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	const server = await startServer(read.config, { log: silentLog });
	const answer = (await (await fetch(`http://127.0.0.1:${server.port}/ice`)).json()) as IceAnswer;
	await server.close();
	return answer.iceServers[0] as TurnServer;
}

describe.skipIf(!hasCoturn)('coturn as deployed', () => {
	it('understands every line of its configuration', () => {
		const log = said + readFileSync(logFile, 'utf8');
		expect(log).toContain('Black listing: 10.0.0.0-10.255.255.255');
		expect(log).not.toMatch(/unknown|bad configuration|invalid|wrong/i);
	});
	it('relays for credentials of /ice', async () => {
		const output = await relayTo('127.0.0.1', await credentialsFromServer());
		expect(output).toMatch(/allocate sent[\s\S]*success/i);
		expect(output).toMatch(/tot_send_msgs=\d+, tot_recv_msgs=5/);
	});
	it('refuses expired credentials', async () => {
		const turn = { urls: [], secret: SECRET, ttlS: 60 };
		const { iceServers } = iceAnswerFor({ host: null, stunPort: null, turn, nowMs: Date.now() - 3_600_000 });
		const output = await relayTo('127.0.0.1', iceServers[0] as TurnServer);
		expect(output).toContain('Cannot complete Allocation');
		expect(output).not.toMatch(/tot_recv_msgs=[1-9]/);
	});
	it('refuses forged credentials', async () => {
		const turn = { urls: [], secret: 'another secret', ttlS: 600 };
		const { iceServers } = iceAnswerFor({ host: null, stunPort: null, turn });
		const output = await relayTo('127.0.0.1', iceServers[0] as TurnServer);
		expect(output).toContain('Cannot complete Allocation');
	});
	it.each(['10.0.0.1', '192.168.1.1', '172.16.0.1', '169.254.169.254', '100.64.0.1'])(
		'refuses to relay to %s',
		async (peer) => {
			const output = await relayTo(peer, await credentialsFromServer());
			expect(output).toContain('403');
			expect(output).not.toMatch(/tot_recv_msgs=[1-9]/);
		}
	);
});
