import type { CDPSession } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';

export type ViewPlace = readonly [x: number, y: number];

const CTRL = 2;
/** Events that a page has not taken by then are not waited for: its figures are poor enough to be told. */
const GIVE_UP_MS = 45_000;

/** Real input events, through the browser's debugging protocol. None waits for the page: a hand doesn't, either. */
export class Hand {
	readonly #cdp: CDPSession;

	constructor(cdp: CDPSession) {
		this.#cdp = cdp;
	}

	wheel([deltaX, deltaY]: ViewPlace, { isCtrl = false } = {}): Promise<unknown> {
		return this.#cdp.send('Input.dispatchMouseEvent', {
			type: 'mouseWheel',
			x: 640,
			y: 400,
			deltaX,
			deltaY,
			modifiers: isCtrl ? CTRL : 0,
			pointerType: 'mouse'
		});
	}

	move(place: ViewPlace): Promise<unknown> {
		return this.#mouse('mouseMoved', place, 'none');
	}

	press(place: ViewPlace): Promise<unknown> {
		return this.#mouse('mousePressed', place, 'left');
	}

	drag(place: ViewPlace): Promise<unknown> {
		return this.#mouse('mouseMoved', place, 'left');
	}

	release(place: ViewPlace): Promise<unknown> {
		return this.#mouse('mouseReleased', place, 'left');
	}

	#mouse(
		type: 'mouseMoved' | 'mousePressed' | 'mouseReleased',
		[x, y]: ViewPlace,
		button: 'none' | 'left'
	): Promise<unknown> {
		const buttons = button === 'left' && type !== 'mouseReleased' ? 1 : 0;
		const clickCount = type === 'mouseMoved' ? 0 : 1;
		return this.#cdp.send('Input.dispatchMouseEvent', {
			type,
			x,
			y,
			button,
			buttons,
			clickCount,
			pointerType: 'mouse'
		});
	}
}

/** Acts so many times at a fixed rate, whether or not the page keeps up; resolves when it has taken all, or won't soon. */
export async function actAtRate(
	hz: number,
	count: number,
	act: (i: number) => Promise<unknown>
): Promise<void> {
	const startedAt = performance.now();
	const taken: Promise<unknown>[] = [];
	for (let i = 0; i < count; i++) {
		const waitMs = startedAt + (i * 1_000) / hz - performance.now();
		if (waitMs > 0.3) await sleep(waitMs);
		taken.push(act(i));
	}
	const done = new AbortController();
	await Promise.race([
		Promise.allSettled(taken),
		sleep(GIVE_UP_MS, null, { signal: done.signal }).catch(() => undefined)
	]);
	done.abort();
}
