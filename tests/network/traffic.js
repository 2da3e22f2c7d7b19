// Plain traffic, to see what a path of the lab is like:
//   node traffic.js serve ADDRESS PORT                 echoes UDP and swallows TCP
//   node traffic.js ping ADDRESS PORT COUNT            sends so many datagrams, 5 ms apart; prints the round trips, ms
//   node traffic.js flood ADDRESS PORT BYTES           sends so many bytes over TCP; prints the Mbit/s of their arrival
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const [mode, address = '', port = '', amount = ''] = process.argv.slice(2);

if (mode === 'serve') {
	const udp = createSocket('udp4').bind(Number(port), address);
	udp.on('message', (message, from) => udp.send(message, from.port, from.address));
	const tcp = createServer({ allowHalfOpen: true }, (socket) => {
		let received = 0;
		socket.on('data', (data) => (received += data.length));
		socket.on('end', () => socket.end(String(received)));
	}).listen(Number(port), address);
	await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
	console.log('ready');
} else if (mode === 'ping') {
	const socket = createSocket('udp4');
	/** @type {number[]} */
	const roundTripsMs = [];
	socket.on('message', (message) => roundTripsMs.push(performance.now() - message.readDoubleBE()));
	for (let i = 0; i < Number(amount); i++) {
		const message = Buffer.alloc(1_000);
		message.writeDoubleBE(performance.now());
		socket.send(message, Number(port), address);
		await wait(5);
	}
	await wait(500); // for those under way: how many were lost can only be said after a while
	socket.close();
	console.log(JSON.stringify(roundTripsMs));
} else if (mode === 'flood') {
	const socket = connect(Number(port), address);
	await once(socket, 'connect');
	const startedAt = performance.now();
	socket.end(Buffer.alloc(Number(amount)));
	const [received] = await once(socket, 'data');
	const tookMs = performance.now() - startedAt;
	if (String(received) !== amount) throw new Error(`expected ${amount} bytes to arrive, got ${received}`);
	console.log(String((Number(amount) * 8) / 1e3 / tookMs));
}
