// What an operator can set, read from the environment. Every mistake is told at once, with what was expected.
import { BlockList, isIP } from 'node:net';
import * as v from 'valibot';

export interface TurnConfig {
	readonly urls: readonly string[];
	/** Shared with coturn (`static-auth-secret`); never shown or logged. */
	readonly secret: string;
	readonly ttlS: number;
}

export interface Config {
	/** Undefined: all addresses. */
	readonly host: string | undefined;
	readonly port: number;
	/** Null: no STUN. */
	readonly stunPort: number | null;
	readonly turn: TurnConfig | null;
	/** Origins of pages that may use this server; `same` is the page's own host. */
	readonly allowedOrigins: 'all' | 'same' | readonly string[];
	/** Whose X-Forwarded-… headers are believed. */
	readonly trustedProxies: readonly string[];
	/** Who may read /metrics. */
	readonly metrics: 'local' | 'all' | 'off';
	readonly logLevel: string;
	readonly logFormat: 'json' | 'text';
	/** Null: the app is served from elsewhere. */
	readonly appDir: string | null;
	/** Null: no mailboxes. */
	readonly mailbox: MailboxConfig | null;
}

export interface MailboxConfig {
	readonly dir: string;
	/** How long one is kept after its last use. */
	readonly ttlDays: number;
	/** Of one, and of all. */
	readonly maxBytes: number;
	readonly totalBytes: number;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const MIB = 1024 * 1024;
const MIN_SECRET_LENGTH = 16;
const DEFAULT_TTL_S = 12 * 3_600;

const TURN_URL = /^turns?:([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(\?transport=(udp|tcp))?$/;

/** One variable: the text it has to match, told as `expected`, and what becomes of it. */
function setting<T>(expected: string, read: (text: string) => T | undefined): v.GenericSchema<string, T> {
	return v.pipe(
		v.string(),
		v.rawTransform(({ dataset, addIssue, NEVER }) => {
			const value = read(dataset.value);
			if (value !== undefined) return value;
			addIssue({ message: expected });
			return NEVER;
		})
	);
}

const portFrom = (text: string) => {
	const value = Number(text);
	return /^\d+$/.test(text) && value < 65_536 ? value : undefined;
};
const oneOf = <const T extends string>(options: readonly T[]) =>
	setting<T>(options.join(', '), (text) => options.find((option) => option === text));
const listOf = (expected: string, isGood: (entry: string) => boolean) =>
	setting(expected, (text) => {
		const entries = text.split(',').map((entry) => entry.trim());
		return entries.every(isGood) ? entries : undefined;
	});

const wholeNumber = (expected: string, min: number, max: number) =>
	setting(expected, (text) => {
		const value = Number(text);
		return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
	});

const schema = v.object({
	HOST: v.optional(
		setting('an address to listen on', (text) => (/^[\w.:-]+$/.test(text) ? text : undefined))
	),
	PORT: v.optional(setting('a number from 0 to 65535', portFrom), '3000'),
	STUN_PORT: v.optional(
		setting('off, or a number from 0 to 65535', (text) => (text === 'off' ? null : portFrom(text))),
		'3478'
	),
	TURN_URLS: v.optional(
		listOf('turn: or turns: addresses with commas between them', (url) => TURN_URL.test(url))
	),
	TURN_SECRET: v.optional(
		setting(`at least ${MIN_SECRET_LENGTH} characters`, (text) =>
			text.length >= MIN_SECRET_LENGTH ? text : undefined
		)
	),
	TURN_TTL_S: v.optional(wholeNumber('seconds from 60 to 604800', 60, 604_800), String(DEFAULT_TTL_S)),
	ALLOWED_ORIGINS: v.optional(
		v.union([
			v.pipe(
				v.literal('*'),
				v.transform(() => 'all' as const)
			),
			listOf('*, or origins like https://board.example.org with commas between them', isOrigin)
		])
	),
	TRUSTED_PROXIES: v.optional(
		listOf('addresses like 10.0.0.1 or 10.0.0.0/8 with commas between them', isRange)
	),
	METRICS: v.optional(oneOf(['local', 'all', 'off']), 'local'),
	LOG_LEVEL: v.optional(oneOf(LOG_LEVELS), 'info'),
	LOG_FORMAT: v.optional(oneOf(['json', 'text'])),
	APP_DIR: v.optional(
		setting('off, or a folder', (text) => (text === 'off' ? null : text)),
		'build'
	),
	MAILBOX_DIR: v.optional(
		setting('off, or a folder', (text) => (text === 'off' ? null : text)),
		'data/mailbox'
	),
	MAILBOX_TTL_DAYS: v.optional(wholeNumber('days from 1 to 36500', 1, 36_500), '90'),
	MAILBOX_MAX_BYTES: v.optional(
		wholeNumber('bytes from 2097152 (2 MiB) to 1099511627776 (1 TiB)', 2 * MIB, MIB * MIB),
		String(256 * MIB)
	),
	MAILBOX_TOTAL_BYTES: v.optional(
		wholeNumber('bytes from 2097152 (2 MiB) to 1125899906842624 (1 PiB)', 2 * MIB, 1024 * MIB * MIB),
		String(20 * 1024 * MIB)
	)
});

type Variable = keyof typeof schema.entries;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration, or all that is wrong with it, a line each. A variable that is empty counts as unset. */
export function readConfig(environment: Environment): { config: Config } | { mistakes: string[] } {
	const given = Object.fromEntries(
		(Object.keys(schema.entries) as Variable[]).flatMap((name) =>
			environment[name] ? [[name, environment[name]] as const] : []
		)
	);
	const result = v.safeParse(schema, given);
	const mistakes = (result.issues ?? []).map((issue) => {
		const name = v.getDotPath(issue) as Variable;
		return mistake(name, expectedBy(issue), given[name] ?? '');
	});
	if (given.TURN_URLS && !given.TURN_SECRET)
		mistakes.push('TURN_SECRET: expected the secret of TURN_URLS, got none');
	if (given.TURN_SECRET && !given.TURN_URLS)
		mistakes.push('TURN_URLS: expected the addresses TURN_SECRET is for, got none');
	if (!result.success || mistakes.length > 0) return { mistakes };
	const values = result.output;
	const { TURN_URLS: urls, TURN_SECRET: secret } = values;
	return {
		config: {
			host: values.HOST,
			port: values.PORT,
			stunPort: values.STUN_PORT,
			turn: urls && secret ? { urls, secret, ttlS: values.TURN_TTL_S } : null,
			allowedOrigins: values.ALLOWED_ORIGINS ?? 'same',
			trustedProxies: values.TRUSTED_PROXIES ?? [],
			metrics: values.METRICS,
			logLevel: values.LOG_LEVEL,
			logFormat: values.LOG_FORMAT ?? (environment.NODE_ENV === 'production' ? 'json' : 'text'),
			appDir: values.APP_DIR,
			mailbox: values.MAILBOX_DIR === null ? null : mailboxOf(values.MAILBOX_DIR, values)
		}
	};
}

function mailboxOf(dir: string, values: v.InferOutput<typeof schema>): MailboxConfig {
	return {
		dir,
		ttlDays: values.MAILBOX_TTL_DAYS,
		maxBytes: values.MAILBOX_MAX_BYTES,
		totalBytes: values.MAILBOX_TOTAL_BYTES
	};
}

/** The configuration as it may be shown: without the secret. */
export function describeConfig(config: Config): Record<string, unknown> {
	const { turn, ...rest } = config;
	return { ...rest, turn: turn && { urls: turn.urls, ttlS: turn.ttlS } };
}

/** A list that knows whether an address is in one of these ranges. @throws when one is none. */
export function rangesOf(ranges: readonly string[]): BlockList {
	const list = new BlockList();
	for (const range of ranges) {
		const [address = '', prefix] = range.split('/');
		const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
		if (prefix === undefined) list.addAddress(address, family);
		else list.addSubnet(address, Number(prefix), family);
	}
	return list;
}

/** The secret's own text never reaches a terminal or a log. */
function mistake(name: Variable, expected: string, text: string): string {
	const got = name === 'TURN_SECRET' ? `${text.length}` : `"${text.slice(0, 200)}"`;
	return `${name}: expected ${expected}, got ${got}`;
}

/** A union of schemas says what its last one expected. */
function expectedBy(issue: v.BaseIssue<unknown>): string {
	return issue.issues?.at(-1)?.message ?? issue.message;
}

function isOrigin(text: string): boolean {
	try {
		const { protocol, origin } = new URL(text);
		return /^https?:$/.test(protocol) && origin === text;
	} catch {
		return false; // no address at all
	}
}

function isRange(text: string): boolean {
	try {
		rangesOf([text]);
		return isIP(text.split('/')[0] ?? '') !== 0;
	} catch {
		return false; // BlockList throws at what is no address or prefix
	}
}
