import { describe, expect, it } from 'vitest';
import { LASER_MS, LaserTrails } from './laser-trails.ts';

const ADA = 1;
const LIN = 2;

describe('laser trails', () => {
	it('are what a beam drew, fading from its beginning on', () => {
		const trails = new LaserTrails();
		trails.shine(ADA, { x: 0, y: 0 }, 0);
		trails.shine(ADA, { x: 10, y: 5 }, LASER_MS / 2);
		expect(trails.at(LASER_MS / 2)).toEqual([
			{
				clientId: ADA,
				points: [
					{ x: 0, y: 0, left: 0.5 },
					{ x: 10, y: 5, left: 1 }
				]
			}
		]);
		expect(trails.at(LASER_MS)).toEqual([{ clientId: ADA, points: [{ x: 10, y: 5, left: 0.5 }] }]);
		expect(trails.isSeen).toBe(true);
		expect(trails.at(1.5 * LASER_MS)).toEqual([]);
		expect(trails.isSeen).toBe(false);
	});
	it('are several where the beam was off in between, and of several people', () => {
		const trails = new LaserTrails();
		trails.shine(ADA, { x: 0, y: 0 }, 0);
		trails.shine(ADA, { x: 1, y: 0 }, 1);
		trails.turnOff(ADA);
		trails.shine(LIN, { x: 9, y: 9 }, 2);
		trails.shine(ADA, { x: 5, y: 0 }, 3);
		expect(trails.at(3).map(({ clientId, points }) => [clientId, points.map(({ x }) => x)])).toEqual([
			[ADA, [0, 1]],
			[ADA, [5]],
			[LIN, [9]]
		]);
		trails.forget(ADA);
		expect(trails.at(3).map(({ clientId }) => clientId)).toEqual([LIN]);
	});
	it('stay bounded, however often somebody says where the beam is', () => {
		const trails = new LaserTrails();
		for (let i = 0; i < 5_000; i++) trails.shine(ADA, { x: i, y: 0 }, 0);
		const [trail] = trails.at(0);
		expect(trail?.points).toHaveLength(512);
		expect(trail?.points.at(-1)?.x).toBe(4_999);
	});
});
