import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { packPoints, unpackPoints } from '../document/packed-points.ts';
import { traceCoarsely } from './coarse-line.ts';

type Step = readonly ['move' | 'line', number, number];

function traced(points: readonly number[], minStep: number, scale = 1): Step[] {
	const steps: Step[] = [];
	traceCoarsely(
		{ packed: packPoints(points), x: 100, y: 200, scaleX: scale, scaleY: scale, minStep },
		{ moveTo: (x, y) => steps.push(['move', x, y]), lineTo: (x, y) => steps.push(['line', x, y]) }
	);
	return steps;
}

describe('a line traced coarsely', () => {
	it('goes through every point when none is too near, moved to its place and scaled', () => {
		expect(traced([0, 0, 0.5, 10, 0, 0.5, 10, -20.5, 1], 1, 2).slice(0, 3)).toEqual([
			['move', 100, 200],
			['line', 120, 200],
			['line', 120, 159]
		]);
	});
	it('leaves out what would not be seen apart, and ends where the line ends', () => {
		const steps = traced([0, 0, 0.5, 1, 0, 0.5, 2, 0, 0.5, 9, 0, 0.5, 10, 0, 0.5], 5);
		expect(steps).toEqual([
			['move', 100, 200],
			['line', 109, 200],
			['line', 110, 200]
		]);
	});
	it('shows a single point, too', () => {
		const [, end] = traced([3, 4, 0.5], 2);
		expect(end).toEqual(['line', 104, 204]);
	});
	it('never strays further from a point than the step', () => {
		forSeeds(20, (random) => {
			const points: number[] = [];
			let [x, y] = [0, 0];
			for (let i = 0; i < 200; i++) {
				x += random.between(-6, 6);
				y += random.between(-6, 6);
				points.push(x, y, 0.5);
			}
			const minStep = random.between(0.5, 30);
			const steps = traced(points, minStep);
			const exact = unpackPoints(packPoints(points)) ?? new Float32Array();
			for (let i = 0; i < exact.length; i += 3) {
				const [px, py] = [(exact[i] ?? 0) + 100, (exact[i + 1] ?? 0) + 200];
				const nearest = Math.min(...steps.map(([, sx, sy]) => Math.abs(sx - px) + Math.abs(sy - py)));
				expect(nearest).toBeLessThan(minStep + 1e-3);
			}
		});
	});
});
