// What a collaboration server would do: `node ws-relay.js ADDRESS` passes each message of a client on to all others.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: process.argv[2], port: 0 });
server.on('connection', (socket) => {
	socket.on('message', (message) => {
		for (const client of server.clients) if (client !== socket) client.send(message);
	});
});
server.on('listening', () => {
	const address = server.address();
	console.log(typeof address === 'object' ? String(address?.port) : '');
});
