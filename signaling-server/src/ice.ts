// What a browser is told about STUN and TURN. TURN credentials are made for each request in the scheme that coturn calls
// use-auth-secret: username = expiry in unix seconds ":" anything, credential = base64 HMAC-SHA1(secret, username).
import { createHmac, randomBytes } from 'node:crypto';
import type { TurnConfig } from './config.ts';
import { isLoopbackHost } from './client-address.ts';

export interface IceAnswer {
	readonly iceServers: readonly {
		readonly urls: readonly string[];
		readonly username?: string;
		readonly credential?: string;
	}[];
	/** How long this is good for; to be asked again before. */
	readonly ttlSeconds: number;
}

const TTL_WITHOUT_TURN_S = 12 * 3_600;

export interface IceOptions {
	/** The host the page reached us by; null when that is unknown. */
	readonly host: string | null;
	/** The UDP port we answer STUN on; null when we don't. */
	readonly stunPort: number | null;
	readonly turn: TurnConfig | null;
	readonly nowMs?: number;
}

/** The ICE servers for one page. A page on this machine needs no STUN: it would only learn this machine's address. */
export function iceAnswerFor({ host, stunPort, turn, nowMs = Date.now() }: IceOptions): IceAnswer {
	const iceServers: IceAnswer['iceServers'][number][] = [];
	if (host && stunPort && !isLoopbackHost(host)) {
		iceServers.push({ urls: [`stun:${host.replace(/:\d+$/, '')}:${stunPort}`] });
	}
	if (turn) iceServers.push({ urls: turn.urls, ...turnCredentials(turn, nowMs) });
	return { iceServers, ttlSeconds: turn?.ttlS ?? TTL_WITHOUT_TURN_S };
}

function turnCredentials({ secret, ttlS }: TurnConfig, nowMs: number) {
	const username = `${Math.floor(nowMs / 1_000) + ttlS}:${randomBytes(9).toString('base64url')}`;
	return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}
