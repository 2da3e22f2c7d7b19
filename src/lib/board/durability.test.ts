import { describe, expect, it } from 'vitest';
import type { MailboxState } from '$lib/mailbox/mailbox';
import { describeDurability, mailboxPlaceOf, type Durability } from './durability.ts';

const KEPT: MailboxState = {
	status: 'open',
	isCaughtUp: true,
	isComplete: true,
	isEmpty: false,
	refusal: null,
	ttlS: 86_400,
	usedBytes: 10,
	maxBytes: 100,
	unreadable: 0,
	hasGap: false,
	hasUnfit: false
};

describe('the mailbox, seen from the last change', () => {
	it.each<[Partial<MailboxState> | null, string]>([
		[null, 'unknown'],
		[{ status: 'connecting' }, 'unknown'],
		[{ isCaughtUp: false }, 'unknown'],
		[{ status: 'waiting' }, 'away'],
		[{ status: 'off' }, 'off'],
		[{ isComplete: false }, 'behind'],
		[{ isComplete: false, refusal: 'slow down' }, 'behind'],
		[{ isComplete: false, refusal: 'full' }, 'full'],
		[{ isEmpty: true }, 'empty'],
		[{ hasUnfit: true }, 'partly'],
		[{}, 'kept']
	])('with %j is %s', (differing, expected) => {
		expect(mailboxPlaceOf(differing && { ...KEPT, ...differing }, 0)).toBe(expected);
	});
	it('lacks something while pictures are on their way', () => {
		expect(mailboxPlaceOf(KEPT, 2)).toBe('behind');
	});
});

describe('a receipt', () => {
	const said = (differing: Partial<Durability>, who: { isViewer?: boolean } = {}) =>
		describeDurability(
			{
				isOnDevice: true,
				peers: 0,
				linkedPeers: 0,
				mailbox: 'kept',
				imagesWaiting: 0,
				mailboxUntil: Date.UTC(2027, 1, 23, 12),
				...differing
			},
			{ ...who, locale: 'en-GB' }
		).map(({ tone, phrase }) => `${tone}: ${phrase}`);

	it('says where the last change is', () => {
		expect(said({ peers: 2, linkedPeers: 2 })).toEqual([
			'good: On this device',
			'good: On 2 other devices',
			'good: In the mailbox, until 23 February 2027 at least'
		]);
	});
	it('says what has not come to its end', () => {
		expect(said({ isOnDevice: false, linkedPeers: 3, mailbox: 'behind' })).toEqual([
			'notice: Not on this device yet',
			'quiet: On its way to others',
			'quiet: On its way to the mailbox'
		]);
		expect(said({ peers: 1, linkedPeers: 3 })[1]).toBe('good: On 1 of 3 other devices');
	});
	it('counts nobody for who only looks', () => {
		expect(said({ linkedPeers: 2 }, { isViewer: true })).toEqual([
			'good: On this device',
			'good: In the mailbox, until 23 February 2027 at least'
		]);
	});
	it('says what is in the way', () => {
		expect(said({ mailbox: 'partly' })[2]).toBe('notice: In the mailbox, but for something too large for it');
		expect(said({ mailbox: 'full' })[2]).toBe('notice: Not in the mailbox: it is full');
		expect(said({ mailbox: 'away' })[2]).toBe('notice: Not in the mailbox: out of reach');
		expect(said({ mailbox: 'off' })[2]).toBe('quiet: The room server keeps no mailbox');
	});
});
