import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/**
 * The server's log: JSON lines for production, plain ones for a terminal. Nothing that is logged may hold a secret, a
 * room name, a peer id or an address; `redact` is only the second lock on that door.
 */
export function createLog({ level, format }: { level: string; format: 'json' | 'text' }): Logger {
	const options = {
		level,
		base: undefined,
		redact: ['*.secret', '*.credential', '*.username', 'secret', 'room', 'peer', 'address', 'url'],
		formatters: { level: (label: string) => ({ level: label }) },
		timestamp: () => `,"time":"${new Date().toISOString()}"`
	};
	return format === 'json' ? pino(options) : pino(options, plainLines);
}

/** A log that says nothing, for tests. */
export const silentLog: Logger = pino({ level: 'silent' });

const plainLines: DestinationStream = {
	write(line: string) {
		const { level, time, msg, ...more } = JSON.parse(line) as Record<string, unknown>;
		const details = Object.keys(more).length > 0 ? `  ${JSON.stringify(more)}` : '';
		process.stdout.write(`${String(time).slice(11, 19)}  ${String(level)}: ${String(msg)}${details}\n`);
	}
};
