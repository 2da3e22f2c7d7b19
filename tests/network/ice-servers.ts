import type { LabTurn } from './lab-turn.ts';

/** An init script that gives every connection of a page these servers. To go when the app asks the room server for them. */
export function injectIceServers(servers: readonly RTCIceServer[]): string {
	return `{
		const Connection = window.RTCPeerConnection;
		window.RTCPeerConnection = class extends Connection {
			constructor(config) {
				super({ ...config, iceServers: ${JSON.stringify(servers)} });
			}
		};
	}`;
}

/** TURN with credentials that hold for an hour. */
export function turnServer(turn: LabTurn, transports: readonly ('udp' | 'tcp')[]): RTCIceServer {
	return { urls: transports.map((transport) => turn.url(transport)), ...turn.credentials(3_600) };
}
