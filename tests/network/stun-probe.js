// A plain STUN client (RFC 8489), to see what a NAT does: `node stun-probe.js address:port ...` asks all of them from one
// UDP port, once now and again for each line of input, and prints a line a round:
// { mapped: the outer address:port seen by each, strangers: datagrams so far from whom nothing was sent to }.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const MAGIC_COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const XOR_MAPPED_ADDRESS = 0x0020;

const servers = process.argv.slice(2).map((place) => {
	const [address = '', port = ''] = place.split(':');
	return { address, port: Number(port) };
});
const socket = createSocket('udp4').bind();
let strangers = 0;
/** @type {Map<string, (mapped: string) => void>} */
const waiting = new Map();

socket.on('message', (message, { address, port }) => {
	if (!servers.some((server) => server.address === address && server.port === port)) strangers++;
	else waiting.get(`${address}:${port}`)?.(mappedAddressIn(message));
});

await once(socket, 'listening');
await probe();
for await (const _ of createInterface({ input: process.stdin })) await probe();
socket.close();

async function probe() {
	const mapped = [];
	for (const { address, port } of servers) {
		const header = Buffer.alloc(8);
		header.writeUInt16BE(BINDING_REQUEST, 0);
		header.writeUInt32BE(MAGIC_COOKIE, 4);
		socket.send(Buffer.concat([header, randomBytes(12)]), port, address);
		mapped.push(await new Promise((resolve) => waiting.set(`${address}:${port}`, resolve)));
	}
	console.log(JSON.stringify({ mapped, strangers }));
}

/** @param {Buffer} message @returns {string} */
function mappedAddressIn(message) {
	for (let at = 20; at < message.length;) {
		const [type, length] = [message.readUInt16BE(at), message.readUInt16BE(at + 2)];
		if (type === XOR_MAPPED_ADDRESS) {
			const port = message.readUInt16BE(at + 6) ^ (MAGIC_COOKIE >>> 16);
			const address = message.readUInt32BE(at + 8) ^ MAGIC_COOKIE;
			return `${[24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')}:${port}`;
		}
		at += 4 + Math.ceil(length / 4) * 4;
	}
	throw new Error('expected a mapped address in the answer, got none');
}
