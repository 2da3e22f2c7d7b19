import type { SignalingStatus } from '$lib/signaling/signaling-client';
import type { StorageStatus } from '$lib/storage/board-storage';
import type { StorageTrouble } from '$lib/storage/storage-trouble';
import type { Durability } from './durability.ts';

/** What the status pill says: one dot and one phrase. */
export interface BoardStatus {
	readonly tone: 'good' | 'notice' | 'quiet';
	readonly phrase: string;
	readonly isSaved: boolean;
	/** Why it is not saved; null when nothing is in the way. */
	readonly trouble: StorageTrouble | null;
	readonly isOnline: boolean;
	readonly peerCount: number;
	/** Where the last change made here is. */
	readonly durability: Durability;
}

export interface StatusSource {
	readonly durability: Durability;
	readonly storage: StorageStatus['status'];
	readonly trouble: StorageTrouble | null;
	/** Null before the room server was asked at all. */
	readonly signaling: SignalingStatus | null;
	/** Other people that the board is exchanged with right now. */
	readonly peerCount: number;
	/** People who are here and whom nothing reaches. */
	readonly unreachableCount: number;
	/** Whether anybody else had it open since it was opened here. */
	readonly hasMetOthers: boolean;
	/** Whether nothing is known of the board yet. */
	readonly isEmpty: boolean;
	/** Whether the board was made here just now, and not opened by somebody's link. */
	readonly isNew: boolean;
	/** False where the browser has no WebRTC, or it is turned off. */
	readonly canConnect: boolean;
}

/** Where the work is, in plain words; never a word that stands for "maybe lost". */
export function describeStatus(source: StatusSource): BoardStatus {
	const { storage, signaling, peerCount, unreachableCount, isEmpty, canConnect, hasMetOthers, isNew } =
		source;
	const isSaved = storage === 'saved';
	const isOnline = signaling === 'joined' || peerCount > 0;
	const others = peerCount === 0 ? '' : `with ${countPeople(peerCount)}`;
	const base = { isSaved, isOnline, peerCount, trouble: source.trouble, durability: source.durability };
	const { mailbox } = source.durability;
	if (storage === 'failed') {
		const where = others ? `Not saved here · ${others}` : 'Not saved · keep this tab open';
		return { ...base, tone: 'notice', phrase: where };
	}
	const saved = storage === 'loading' ? 'Opening' : isSaved ? 'Saved here' : 'Saving';
	if (unreachableCount > 0) {
		return { ...base, tone: 'notice', phrase: `${saved} · no way to ${countPeople(unreachableCount)} yet` };
	}
	if (others) return { ...base, tone: 'good', phrase: `${saved} · ${others}` };
	if (!canConnect)
		return { ...base, tone: 'notice', phrase: `${saved} · this browser can't connect to others` };
	if (signaling === 'waiting') {
		return { ...base, tone: 'notice', phrase: `Offline · ${isSaved ? 'saved here' : 'saving here'}` };
	}
	if (signaling === 'room is full' || signaling === 'server is full' || signaling === 'too many from here') {
		return { ...base, tone: 'notice', phrase: `${saved} · not let in: ${signaling}` };
	}
	if (signaling !== 'joined') return { ...base, tone: 'quiet', phrase: `${saved} · connecting` };
	if (isEmpty && !isNew && !hasMetOthers) {
		// What the mailbox has, if anything, may be on its way.
		if (mailbox === 'unknown') return { ...base, tone: 'quiet', phrase: `${saved} · connecting` };
		return { ...base, tone: 'quiet', phrase: 'Waiting for someone who has this board' };
	}
	if (!isSaved) return { ...base, tone: 'quiet', phrase: saved };
	if (mailbox === 'kept') return { ...base, tone: 'good', phrase: 'Saved here and in the mailbox' };
	return {
		...base,
		tone: 'quiet',
		phrase: hasMetOthers ? 'Saved here · nobody else here now' : 'Only on this device'
	};
}

const countPeople = (count: number) => (count === 1 ? '1 person' : `${count} people`);
