// The same packets another way: on a reliable, ordered channel of a connection of its own, and over a WebSocket through
// a relay. Both note arrivals in the meter's way.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { delaysMs, type Packet } from './channel-meter.ts';
import type { Namespace } from './namespace.ts';

declare global {
	interface Window {
		compared: {
			sent: Packet[];
			reliable: Packet[];
			socket: Packet[];
			connection?: RTCPeerConnection;
		};
	}
}

export interface ComparedDelays {
	readonly reliable: readonly number[];
	readonly socket: readonly number[];
}

/**
 * Sends each presence packet of `from` to `to` both other ways too, until the function that it gives back is called,
 * which waits for the last ones. Hosts must be able to reach each other without STUN.
 */
export async function compareChannels(
	publicPlace: Namespace,
	publicAddress: string,
	from: Page,
	to: Page
): Promise<() => Promise<ComparedDelays>> {
	const relayUrl = `ws://${publicAddress}:${await startRelay(publicPlace, publicAddress)}`;
	for (const page of [from, to]) {
		await page.evaluate(async (url) => {
			const compared: Window['compared'] = { sent: [], reliable: [], socket: [] };
			window.compared = compared;
			const socket = new WebSocket(url);
			socket.binaryType = 'arraybuffer';
			socket.onmessage = ({ data }) => window.meter.note(compared.socket, data);
			await new Promise((resolve) => (socket.onopen = resolve));
			const connection = new RTCPeerConnection();
			compared.connection = connection;
			const channel = connection.createDataChannel('reliable', { negotiated: true, id: 0 });
			channel.binaryType = 'arraybuffer';
			channel.onmessage = ({ data }) => window.meter.note(compared.reliable, data);
			channel.onopen = () => {
				window.meter.onSent = (data) => {
					window.meter.note(compared.sent, data);
					channel.send(data);
					socket.send(data);
				};
			};
		}, relayUrl);
	}
	const offer = await describeSelf(from);
	await to.evaluate(async (sdp) => {
		await window.compared.connection?.setRemoteDescription({ type: 'offer', sdp });
	}, offer);
	const answer = await describeSelf(to);
	await from.evaluate(async (sdp) => {
		await window.compared.connection?.setRemoteDescription({ type: 'answer', sdp });
	}, answer);
	await from.waitForFunction(() => window.meter.onSent !== null);
	return async () => {
		const sent = await from.evaluate(() => {
			window.meter.onSent = null;
			return window.compared.sent;
		});
		// Both are reliable: everything arrives, however late.
		await to.waitForFunction((count) => {
			const { reliable, socket } = window.compared;
			return reliable.length >= count && socket.length >= count;
		}, sent.length);
		const { reliable, socket } = await to.evaluate(() => {
			const { reliable, socket } = window.compared;
			return { reliable, socket };
		});
		return { reliable: delaysMs(sent, reliable), socket: delaysMs(sent, socket) };
	};
}

/** The page's half of the introduction, with all its candidates in it. */
function describeSelf(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const { connection } = window.compared;
		if (!connection) throw new Error('expected a connection, got none');
		const gathered = new Promise<void>((resolve) => {
			connection.onicegatheringstatechange = () => {
				if (connection.iceGatheringState === 'complete') resolve();
			};
		});
		await connection.setLocalDescription();
		await gathered;
		return connection.localDescription?.sdp ?? '';
	});
}

async function startRelay(place: Namespace, address: string): Promise<number> {
	const { stdout } = place.spawn(process.execPath, [join(import.meta.dirname, 'ws-relay.js'), address], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	if (!stdout) throw new Error('expected the output of the relay, got none');
	const [port] = (await once(createInterface({ input: stdout }), 'line')) as [string];
	return Number(port);
}
