import { describe, expect, it } from 'vitest';
import { penPressure } from './pen-pressure.ts';

const degrees = (angle: number) => (angle / 180) * Math.PI;

describe('the pressure of a pen', () => {
	it.each([90, 60, 45])('is what it says when it is held as for writing, at %d°', (angle) => {
		expect(penPressure({ pressure: 0.4, altitudeAngle: degrees(angle) })).toBeCloseTo(0.4);
	});
	it('rises the flatter it is laid, and never above full', () => {
		const at = (angle: number, pressure: number) => penPressure({ pressure, altitudeAngle: degrees(angle) });
		expect(at(30, 0.4)).toBeGreaterThan(at(40, 0.4));
		expect(at(15, 0.4)).toBeGreaterThan(0.5);
		expect(at(0, 0.4)).toBeCloseTo(at(15, 0.4));
		for (const pressure of [0, 0.01, 0.5, 0.99, 1]) {
			expect(at(0, pressure)).toBeGreaterThanOrEqual(pressure);
			expect(at(0, pressure)).toBeLessThanOrEqual(1);
		}
		expect(at(0, 0)).toBe(0);
	});
	it('is the same by tilt as by angle', () => {
		const byTilt = penPressure({ pressure: 0.5, tiltX: 70, tiltY: 0 });
		expect(byTilt).toBeCloseTo(penPressure({ pressure: 0.5, altitudeAngle: degrees(20) }));
		expect(penPressure({ pressure: 0.5 })).toBe(0.5);
		expect(penPressure({ pressure: 0.5, tiltX: 90, tiltY: -90 })).toBeLessThanOrEqual(1);
	});
});
