import type { Config } from './config.ts';
import type { Visitor } from './client-address.ts';

/**
 * Whether a page of this origin may use the server. Programs that are no browser send none; they could send any, so
 * nothing is won by refusing them.
 */
export function isAllowedOrigin(
	origin: string | undefined,
	{ host }: Pick<Visitor, 'host'>,
	allowed: Config['allowedOrigins']
): boolean {
	if (origin === undefined || allowed === 'all') return true;
	if (allowed !== 'same') return allowed.includes(origin);
	const [, originHost] = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase()) ?? [];
	return originHost !== undefined && originHost === host;
}
