// What the server answers itself, beside the app's files: /ice for browsers; /healthz, /readyz and /metrics for operators.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import { isLoopbackHost, isLoopbackIp, limitKeyOf, visitorOf, type Visitor } from './client-address.ts';
import type { Config } from './config.ts';
import { iceAnswerFor } from './ice.ts';
import { MAX_REMEMBERED_CLIENTS, type ServerLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { isAllowedOrigin } from './origins.ts';
import { RateLimiter } from './rate-limiter.ts';

export interface RequestOptions {
	readonly config: Pick<Config, 'allowedOrigins' | 'metrics' | 'turn'>;
	readonly trusted: BlockList;
	readonly limits: Pick<ServerLimits, 'iceRequests'>;
	readonly metrics: Metrics;
	/** The UDP port that answers STUN; null where none does. */
	readonly stunPort: () => number | null;
	/** False once the server is about to end. */
	readonly isReady: () => boolean;
}

/** Answers a request that is the server's own; gives back whether it was. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export function createRequestHandler(options: RequestOptions): RequestHandler {
	const { config, trusted, metrics } = options;
	const iceLimiter = new RateLimiter({ ...options.limits.iceRequests, maxKeys: MAX_REMEMBERED_CLIENTS });

	function answerIce(request: IncomingMessage, response: ServerResponse): void {
		const visitor = visitorOf(request, trusted);
		const { origin } = request.headers;
		response.setHeader('Vary', 'Origin');
		if (!isAllowedOrigin(origin, visitor, config.allowedOrigins)) {
			metrics.refused('origin');
			return answer(response, 403, 'This server is not for pages of that origin.\n');
		}
		if (origin)
			response.setHeader('Access-Control-Allow-Origin', config.allowedOrigins === 'all' ? '*' : origin);
		if (!iceLimiter.take(limitKeyOf(visitor.ip))) {
			metrics.refused('ice requests too fast');
			return answer(response, 429, 'Too many requests.\n');
		}
		metrics.iceRequest();
		const { turn } = config;
		const body = iceAnswerFor({ host: visitor.host, stunPort: options.stunPort(), turn });
		answer(response, 200, JSON.stringify(body), 'application/json');
	}

	return (request, response) => {
		switch (request.url?.split('?')[0]) {
			case '/ice':
				if (isReading(request, response)) answerIce(request, response);
				return true;
			case '/healthz':
				// Browsers of other origins may ask whether there is somebody; see src/lib/signaling/dialer.ts.
				response.setHeader('Access-Control-Allow-Origin', '*');
				if (isReading(request, response)) answer(response, 200, 'ok\n');
				return true;
			case '/readyz':
				if (!isReading(request, response)) return true;
				if (options.isReady()) answer(response, 200, 'ready\n');
				else answer(response, 503, 'closing\n');
				return true;
			case '/metrics':
				if (!isReading(request, response)) return true;
				if (!mayReadMetrics(visitorOf(request, trusted), request, config.metrics)) {
					answer(response, 404, 'Not found\n');
				} else answer(response, 200, metrics.text(), 'text/plain; version=0.0.4');
				return true;
			default:
				return false;
		}
	};
}

/**
 * `local` is for programs on this machine that ask this port directly. A proxy on this machine asks from a loopback
 * address too, so whatever has the mark of a proxy, or asks for another host, is not local.
 */
function mayReadMetrics(
	{ host, isForwarded }: Visitor,
	{ socket }: IncomingMessage,
	metrics: Config['metrics']
): boolean {
	if (metrics !== 'local') return metrics === 'all';
	const near = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
	return isLoopbackIp(near) && !isForwarded && host !== null && isLoopbackHost(host);
}

function isReading({ method }: IncomingMessage, response: ServerResponse): boolean {
	if (method === 'GET' || method === 'HEAD') return true;
	response.setHeader('Allow', 'GET, HEAD');
	answer(response, 405, 'Only GET.\n');
	return false;
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
	response.setHeader('Cache-Control', 'no-store');
	response.setHeader('Content-Type', `${type}; charset=utf-8`);
	response.setHeader('X-Content-Type-Options', 'nosniff');
	response.writeHead(status).end(body);
}
