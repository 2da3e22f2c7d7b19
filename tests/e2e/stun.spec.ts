// The browser's own STUN client against the server's.
import { networkInterfaces } from 'node:os';
import { expect, test } from '../support/board-page.ts';
import { RoomServerProcess } from '../support/room-server-process.ts';

const lanAddress = Object.values(networkInterfaces())
	.flatMap((addresses) => addresses ?? [])
	.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test('Chromium asks the server for its address, at a STUN address that /ice gave', async ({
	page,
	server
}) => {
	test.skip(!lanAddress, 'this machine has no address but its own loopback, where browsers ask nobody');
	const stun = await RoomServerProcess.start({ HOST: '0.0.0.0', STUN_PORT: '0', METRICS: 'all' });
	const origin = `http://${lanAddress}:${stun.port}`;
	const { iceServers } = (await (await fetch(`${origin}/ice`)).json()) as { iceServers: RTCIceServer[] };
	expect(iceServers).toEqual([{ urls: [`stun:${lanAddress}:${stun.stunPort}`] }]);
	await page.goto(server.url);
	await page.evaluate(async (servers) => {
		const connection = new RTCPeerConnection({ iceServers: servers });
		connection.createDataChannel('any');
		await connection.setLocalDescription();
		await new Promise<void>((resolve) => {
			connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
		});
		connection.close();
	}, iceServers);
	// A candidate of its own comes of it only where an address translator stands between; here both see the same.
	const metrics = await (await fetch(`${origin}/metrics`)).text();
	expect(Number(/stun_requests_total\{outcome="answered"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
	await stun.end('SIGTERM');
});
