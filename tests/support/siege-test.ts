import { expect } from '@playwright/test';
import { test as base } from './board-page.ts';
import { watchFrames } from './frame-times.ts';
import type { HostileLink } from './hostile-peer.ts';
import { laySiege, type Siege } from './siege.ts';

/** The pages stand for all tests of a run: what one attack leaves behind, the next one meets. */
export const test = base.extend<object, { siege: Siege }>({
	siege: [
		async ({ browser, server }, use) => {
			const siege = await laySiege(browser, server.url);
			await use(siege);
			await siege.end();
		},
		{ scope: 'worker', timeout: 90_000 }
	]
});

/** Tries of an attack: a busy machine loses frames by itself now and then, an attack that harms them does so always. */
const MAX_TRIES = 3;

/** Runs the attack, and looks at what became of the victim, its frames, its friend, and their drawing together. */
export async function expectUnharmed(siege: Siege, attack: () => Promise<void>): Promise<void> {
	const { victim, friend } = siege;
	const scene = await victim.scene();
	for (let tries = 1; tries <= MAX_TRIES; tries++) {
		const calm = await (await watchFrames(victim.page))();
		const endOfWatch = await watchFrames(victim.page);
		await attack();
		const attacked = await endOfWatch();
		console.log(
			`    frames: median ${calm.medianMs.toFixed(1)} → ${attacked.medianMs.toFixed(1)} ms, ` +
				`longest ${calm.longestMs.toFixed(0)} → ${attacked.longestMs.toFixed(0)} ms of ${attacked.count}`
		);
		expect(await victim.scene(), 'the board of the victim').toBe(scene);
		expect(await friend.scene(), 'the board of the friend').toBe(scene);
		const isSmooth =
			attacked.medianMs < Math.max(20, 1.3 * calm.medianMs) &&
			attacked.slowMs < Math.max(250, 2 * calm.longestMs) &&
			attacked.longestMs < 1_000;
		if (isSmooth) break;
		expect(tries, 'tries until the frames were unharmed').toBeLessThan(MAX_TRIES);
		siege.lift();
	}
	await expectDrawingTogether(siege);
	siege.lift();
	await victim.waitForPeers(1);
	expect([...victim.errors, ...friend.errors], 'uncaught errors in pages').toEqual([]);
}

export async function expectDrawingTogether({ victim, friend }: Siege): Promise<void> {
	let count = await victim.count();
	for (const [drawing, seeing] of [
		[friend, victim],
		[victim, friend]
	] as const) {
		await drawing.draw([
			[400, 300],
			[600, 300 + (count % 20) * 15]
		]);
		await seeing.waitForCount(++count);
	}
	expect(await victim.scene()).toBe(await friend.scene());
}

/** The victim hung up and told it nothing that only members hear. */
export async function expectThrownOut(link: HostileLink): Promise<void> {
	await link.whenClosed();
	expect(link.isMember).toBe(false);
}

export { expect };
