import type { Page } from '@playwright/test';

declare global {
	interface Window {
		/** Held weakly: Chromium refuses a page its 500th connection, closed ones included until they are collected. */
		connectionWatch: {
			readonly connections: WeakRef<RTCPeerConnection>[];
			readonly channels: WeakRef<RTCDataChannel>[];
			/** The most bytes that have waited in one channel, looked at every frame. */
			mostBuffered: number;
		};
	}
}

/** Watches the connections that the page makes, without keeping them from being collected. */
export async function watchConnections(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const watch: Window['connectionWatch'] = { connections: [], channels: [], mostBuffered: 0 };
		window.connectionWatch = watch;
		const create = RTCPeerConnection.prototype.createDataChannel;
		RTCPeerConnection.prototype.createDataChannel = function (label, init) {
			const channel = create.call(this, label, init);
			watch.channels.push(new WeakRef(channel));
			// Every connection of ours has one.
			if (label === 'document') watch.connections.push(new WeakRef(this));
			return channel;
		};
		const look = () => {
			for (const channel of watch.channels) {
				watch.mostBuffered = Math.max(watch.mostBuffered, channel.deref()?.bufferedAmount ?? 0);
			}
			requestAnimationFrame(look);
		};
		look();
	});
}

/** How many connections of a watched page are not closed. */
export function countConnections(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			window.connectionWatch.connections.filter((connection) => {
				const state = connection.deref()?.signalingState ?? 'closed';
				return state !== 'closed';
			}).length
	);
}

/** The most bytes that have waited in one channel of a watched page. */
export function mostBuffered(page: Page): Promise<number> {
	return page.evaluate(() => window.connectionWatch.mostBuffered);
}
