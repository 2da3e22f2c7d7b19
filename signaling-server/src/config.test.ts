import { describe, expect, it } from 'vitest';
import { describeConfig, rangesOf, readConfig, type Environment } from './config.ts';

function configOf(environment: Environment) {
	const read = readConfig(environment);
	if ('mistakes' in read) throw new Error(`expected a configuration, got ${read.mistakes.join('; ')}`);
	return read.config;
}

const mistakesOf = (environment: Environment) => {
	const read = readConfig(environment);
	return 'mistakes' in read ? read.mistakes : [];
};

const SECRET = 'a secret of the tests';

describe('configuration', () => {
	it('has a default for everything', () => {
		expect(configOf({})).toEqual({
			host: undefined,
			port: 3000,
			stunPort: 3478,
			turn: null,
			allowedOrigins: 'same',
			trustedProxies: [],
			metrics: 'local',
			logLevel: 'info',
			logFormat: 'text',
			appDir: 'build',
			mailbox: {
				dir: 'data/mailbox',
				ttlDays: 90,
				maxBytes: 256 * 1024 * 1024,
				totalBytes: 20 * 1024 * 1024 * 1024
			}
		});
	});
	it('reads every variable', () => {
		const config = configOf({
			HOST: '::1',
			PORT: '0',
			STUN_PORT: 'off',
			TURN_URLS: 'turn:turn.example.org:3478?transport=udp, turns:[2001:db8::1]:443?transport=tcp',
			TURN_SECRET: SECRET,
			TURN_TTL_S: '600',
			ALLOWED_ORIGINS: 'https://a.example.org, http://b.example.org:8080',
			TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8, fd00::/8',
			METRICS: 'off',
			LOG_LEVEL: 'warn',
			APP_DIR: '/app',
			MAILBOX_DIR: '/data/mailbox',
			MAILBOX_TTL_DAYS: '30',
			MAILBOX_MAX_BYTES: '10000000',
			MAILBOX_TOTAL_BYTES: '1000000000',
			NODE_ENV: 'production'
		});
		expect(config).toEqual({
			host: '::1',
			port: 0,
			stunPort: null,
			turn: {
				urls: ['turn:turn.example.org:3478?transport=udp', 'turns:[2001:db8::1]:443?transport=tcp'],
				secret: SECRET,
				ttlS: 600
			},
			allowedOrigins: ['https://a.example.org', 'http://b.example.org:8080'],
			trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
			metrics: 'off',
			logLevel: 'warn',
			logFormat: 'json',
			appDir: '/app',
			mailbox: { dir: '/data/mailbox', ttlDays: 30, maxBytes: 10_000_000, totalBytes: 1_000_000_000 }
		});
		expect(configOf({ MAILBOX_DIR: 'off' }).mailbox).toBeNull();
		expect(configOf({ ALLOWED_ORIGINS: '*' }).allowedOrigins).toBe('all');
	});
	it('takes an empty variable for none', () => {
		expect(configOf({ PORT: '', TURN_URLS: '', TURN_SECRET: '' })).toEqual(configOf({}));
	});
	it('tells all mistakes at once, what was expected and what it got', () => {
		const mistakes = mistakesOf({ PORT: '70000', STUN_PORT: '-1', METRICS: 'yes', APP_DIR: 'build' });
		expect(mistakes).toEqual([
			'PORT: expected a number from 0 to 65535, got "70000"',
			'STUN_PORT: expected off, or a number from 0 to 65535, got "-1"',
			'METRICS: expected local, all, off, got "yes"'
		]);
	});
	it.each<[keyof Environment & string, string]>([
		['HOST', 'a b'],
		['PORT', '3000.5'],
		['PORT', '0x10'],
		['STUN_PORT', 'none'],
		['TURN_TTL_S', '5'],
		['TURN_URLS', 'https://turn.example.org'],
		['TURN_URLS', 'turn:a.example.org?transport=sctp'],
		['ALLOWED_ORIGINS', 'board.example.org'],
		['ALLOWED_ORIGINS', 'https://board.example.org/'],
		['ALLOWED_ORIGINS', 'https://a.example.org,*'],
		['TRUSTED_PROXIES', 'proxy'],
		['TRUSTED_PROXIES', '10.0.0.0/33'],
		['TRUSTED_PROXIES', '10.0.0.1,'],
		['MAILBOX_TTL_DAYS', '0'],
		['MAILBOX_TTL_DAYS', '1.5'],
		['MAILBOX_MAX_BYTES', '1000'],
		['MAILBOX_MAX_BYTES', '256 MiB'],
		['MAILBOX_TOTAL_BYTES', '-1'],
		['LOG_LEVEL', 'loud'],
		['LOG_FORMAT', 'xml']
	])('refuses %s=%s', (name, text) => {
		const [mistake = ''] = mistakesOf({ [name]: text });
		expect(mistake).toContain(`${name}: expected`);
		expect(mistake).toContain(`got "${text}"`);
	});
	it('refuses half of a TURN configuration, and a short secret without showing it', () => {
		expect(mistakesOf({ TURN_URLS: 'turn:a.example.org' })).toEqual([
			'TURN_SECRET: expected the secret of TURN_URLS, got none'
		]);
		expect(mistakesOf({ TURN_SECRET: SECRET })[0]).toContain('TURN_URLS');
		const short = mistakesOf({ TURN_URLS: 'turn:a.example.org', TURN_SECRET: 'hunter2' }).join();
		expect(short).toContain('at least 16 characters, got 7');
		expect(short).not.toContain('hunter2');
	});
	it('can be shown without its secret', () => {
		const shown = JSON.stringify(
			describeConfig(configOf({ TURN_URLS: 'turn:a.example.org', TURN_SECRET: SECRET }))
		);
		expect(shown).toContain('turn:a.example.org');
		expect(shown).not.toContain(SECRET);
	});
	it('reads ranges of both families', () => {
		const ranges = rangesOf(['10.0.0.0/8', '192.168.1.1', 'fd00::/8', '::1']);
		expect(['10.9.8.7', '192.168.1.1', '192.168.1.2'].map((ip) => ranges.check(ip, 'ipv4'))).toEqual([
			true,
			true,
			false
		]);
		expect(['fd12::1', '::1', '2001:db8::1'].map((ip) => ranges.check(ip, 'ipv6'))).toEqual([
			true,
			true,
			false
		]);
	});
});
