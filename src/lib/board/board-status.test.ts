import { describe, expect, it } from 'vitest';
import { describeStatus, type StatusSource } from './board-status.ts';
import type { Durability } from './durability.ts';

const NOWHERE_ELSE: Durability = {
	isOnDevice: true,
	peers: 0,
	linkedPeers: 0,
	mailbox: 'off',
	imagesWaiting: 0,
	mailboxUntil: null
};
const IN_MAILBOX = { ...NOWHERE_ELSE, mailbox: 'kept' } as const;

/** Of a board with something on it, all saved, of which nobody else knows yet. */
function statusOf(differing: Partial<StatusSource> = {}) {
	return describeStatus({
		storage: 'saved',
		trouble: null,
		durability: NOWHERE_ELSE,
		signaling: 'joined',
		peerCount: 0,
		unreachableCount: 0,
		hasMetOthers: false,
		isEmpty: false,
		isNew: false,
		canConnect: true,
		...differing
	});
}

describe('the status', () => {
	it.each<[string, Partial<StatusSource>, string, string]>([
		['says that nobody else has the board', {}, 'Only on this device', 'quiet'],
		['says that the mailbox has it', { durability: IN_MAILBOX }, 'Saved here and in the mailbox', 'good'],
		[
			'does not wait for anybody before the mailbox has answered',
			{ isEmpty: true, durability: { ...NOWHERE_ELSE, mailbox: 'unknown' } },
			'Saved here · connecting',
			'quiet'
		],
		['says with whom it is shared', { peerCount: 1 }, 'Saved here · with 1 person', 'good'],
		['counts them', { peerCount: 3 }, 'Saved here · with 3 people', 'good'],
		[
			'says that somebody is out of reach, whoever else is not',
			{ unreachableCount: 1, peerCount: 2 },
			'Saved here · no way to 1 person yet',
			'notice'
		],
		[
			'says why the room server lets nobody in',
			{ signaling: 'room is full' },
			'Saved here · not let in: room is full',
			'notice'
		],
		['says that it is being saved', { storage: 'saving' }, 'Saving', 'quiet'],
		[
			'says that it is being opened',
			{ storage: 'loading', signaling: null },
			'Opening · connecting',
			'quiet'
		],
		['says that it looks for others', { signaling: null }, 'Saved here · connecting', 'quiet'],
		[
			'says so while the room is being joined',
			{ signaling: 'connecting' },
			'Saved here · connecting',
			'quiet'
		],
		['says that there is no network', { signaling: 'waiting' }, 'Offline · saved here', 'notice'],
		[
			'promises nothing that is not done yet',
			{ signaling: 'waiting', storage: 'saving' },
			'Offline · saving here',
			'notice'
		],
		['warns when nothing is kept', { storage: 'failed' }, 'Not saved · keep this tab open', 'notice'],
		[
			'warns of that first, whoever else has it',
			{ storage: 'failed', peerCount: 2 },
			'Not saved here · with 2 people',
			'notice'
		],
		[
			'says when this browser can reach nobody',
			{ canConnect: false },
			"Saved here · this browser can't connect to others",
			'notice'
		],
		[
			'tells whoever came by a link why there is nothing to see',
			{ isEmpty: true },
			'Waiting for someone who has this board',
			'quiet'
		],
		['waits for nobody on a board made here', { isEmpty: true, isNew: true }, 'Only on this device', 'quiet'],
		['remembers that others have it', { hasMetOthers: true }, 'Saved here · nobody else here now', 'quiet'],
		[
			'waits no more on a board that is empty with others',
			{ isEmpty: true, hasMetOthers: true },
			'Saved here · nobody else here now',
			'quiet'
		],
		['says first that it is not saved yet', { hasMetOthers: true, storage: 'saving' }, 'Saving', 'quiet']
	])('%s', (_name, source, phrase, tone) => {
		expect(statusOf(source)).toMatchObject({ phrase, tone });
	});

	it('is online in a room or with somebody, and not while it waits for either', () => {
		expect(statusOf().isOnline).toBe(true);
		expect(statusOf({ signaling: 'waiting', peerCount: 1 }).isOnline).toBe(true);
		expect(statusOf({ signaling: 'waiting' }).isOnline).toBe(false);
	});
	it('is saved only once it is', () => {
		for (const storage of ['loading', 'saving', 'failed'] as const) {
			expect(statusOf({ storage }).isSaved).toBe(false);
		}
		expect(statusOf().isSaved).toBe(true);
	});
});
