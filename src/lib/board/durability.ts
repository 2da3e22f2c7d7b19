// Where the last change is: on this device, on how many others, in the mailbox. Facts in, plain words out.
import type { MailboxState } from '$lib/mailbox/mailbox';

/** Where the last change made here is known to be stored. */
export interface Durability {
	readonly isOnDevice: boolean;
	/** Other devices that have stored it, of those that are linked right now. */
	readonly peers: number;
	readonly linkedPeers: number;
	readonly mailbox: MailboxPlace;
	/** Images of the board that are here, and that the mailbox is not known to have. */
	readonly imagesWaiting: number;
	/** Until when the mailbox keeps it if nobody opens the board again, ms since 1970; null where it does not have it. */
	readonly mailboxUntil: number | null;
}

/**
 * `unknown`: not asked yet. `away`: out of reach. `off`: there is none. `behind`: it lacks something. `full`: and takes
 * no more. `empty`: it holds nothing, and there is nothing. `partly`: it has all that it can take. `kept`: everything.
 */
export type MailboxPlace = 'unknown' | 'away' | 'off' | 'behind' | 'full' | 'empty' | 'partly' | 'kept';

/** How the mailbox stands, seen from the last change made here. `imagesWaiting`: that it is not known to have. */
export function mailboxPlaceOf(state: MailboxState | null, imagesWaiting: number): MailboxPlace {
	if (!state || state.status === 'connecting') return 'unknown';
	if (state.status !== 'open') return state.status === 'off' ? 'off' : 'away';
	if (!state.isCaughtUp) return 'unknown';
	if (state.isComplete && imagesWaiting === 0)
		return state.hasUnfit ? 'partly' : state.isEmpty ? 'empty' : 'kept';
	return state.refusal === 'full' ? 'full' : 'behind';
}

/** One line of the receipt. */
export interface ReceiptLine {
	readonly key: 'device' | 'peers' | 'mailbox';
	readonly tone: 'good' | 'notice' | 'quiet';
	readonly phrase: string;
}

/**
 * What the last change's receipt says, or where the board is for who only looks: nobody is asked to keep that. `locale`:
 * of the dates.
 */
export function describeDurability(
	{ isOnDevice, peers, linkedPeers, mailbox, mailboxUntil }: Durability,
	{ isViewer = false, locale }: { readonly isViewer?: boolean; readonly locale?: string } = {}
): ReceiptLine[] {
	const device: ReceiptLine = isOnDevice
		? { key: 'device', tone: 'good', phrase: 'On this device' }
		: { key: 'device', tone: 'notice', phrase: 'Not on this device yet' };
	return [
		device,
		...(isViewer ? [] : [peersLine(peers, linkedPeers)]),
		{ key: 'mailbox', ...describeMailbox(mailbox, mailboxUntil, locale) }
	];
}

function peersLine(peers: number, linkedPeers: number): ReceiptLine {
	if (linkedPeers === 0)
		return { key: 'peers', tone: 'quiet', phrase: 'On no other device that is here now' };
	const phrase =
		peers === linkedPeers
			? `On ${countDevices(peers)}`
			: peers === 0
				? 'On its way to others'
				: `On ${peers} of ${linkedPeers} other devices`;
	return { key: 'peers', tone: peers > 0 ? 'good' : 'quiet', phrase };
}

function describeMailbox(
	place: MailboxPlace,
	until: number | null,
	locale: string | undefined
): Omit<ReceiptLine, 'key'> {
	switch (place) {
		case 'kept': {
			const date = until && new Date(until).toLocaleDateString(locale, { dateStyle: 'long' });
			return { tone: 'good', phrase: `In the mailbox${date ? `, until ${date} at least` : ''}` };
		}
		case 'partly':
			return { tone: 'notice', phrase: 'In the mailbox, but for something too large for it' };
		case 'empty':
			return { tone: 'quiet', phrase: 'Nothing in the mailbox yet' };
		case 'behind':
			return { tone: 'quiet', phrase: 'On its way to the mailbox' };
		case 'full':
			return { tone: 'notice', phrase: 'Not in the mailbox: it is full' };
		case 'away':
			return { tone: 'notice', phrase: 'Not in the mailbox: out of reach' };
		case 'off':
			return { tone: 'quiet', phrase: 'The room server keeps no mailbox' };
		case 'unknown':
			return { tone: 'quiet', phrase: 'Asking the mailbox' };
		default:
			return place satisfies never;
	}
}

const countDevices = (count: number) => (count === 1 ? '1 other device' : `${count} other devices`);
