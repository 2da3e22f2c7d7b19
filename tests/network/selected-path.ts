import type { BoardPage } from '../support/board-page.ts';

/** How the bytes of a connection really travel, by the browser's own statistics. */
export interface SelectedPath {
	/** `host` on one network, `srflx` and `prflx` through a NAT, `relay` through TURN; ours first. */
	readonly types: readonly [string, string];
	/** Between us and our TURN server, where we use one: `udp` or `tcp`. */
	readonly relayProtocol: string | null;
}

/** The paths of a page's connections that are open. Needs a watched page. */
export function selectedPaths(board: BoardPage): Promise<SelectedPath[]> {
	return board.page.evaluate(async () => {
		const paths: { types: [string, string]; relayProtocol: string | null }[] = [];
		for (const connection of window.seenConnections) {
			if (!(connection instanceof RTCPeerConnection) || connection.connectionState !== 'connected') continue;
			const stats = await connection.getStats();
			const entries = [...stats.values()] as Record<string, string>[];
			const transport = entries.find(({ type }) => type === 'transport');
			const pair = entries.find(({ id }) => id === transport?.selectedCandidatePairId);
			const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((end) =>
				entries.find(({ id }) => id === end)
			);
			paths.push({
				types: [ends[0]?.candidateType ?? '', ends[1]?.candidateType ?? ''],
				relayProtocol: ends[0]?.relayProtocol ?? null
			});
		}
		return paths;
	});
}
