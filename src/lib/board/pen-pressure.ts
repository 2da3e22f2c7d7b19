// A pen that is laid flat draws broader, as a pencil does. Strokes keep pressure only, so tilt goes into it here.

/** Of the pen over the surface, radians: a hand that writes holds it steeper than the first. */
const WRITING_ALTITUDE = Math.PI / 4;
const FLAT_ALTITUDE = Math.PI / 12;
/** So much of what is left to full pressure a pen laid flat gains; by eye. */
const FLAT_SHARE = 0.6;

/** What a pen event says of the pen. Older browsers tell tilt, degrees, and no angle. */
export interface PenEvent {
	readonly pressure: number;
	readonly altitudeAngle?: number | undefined;
	readonly tiltX?: number | undefined;
	readonly tiltY?: number | undefined;
}

/** Pressure, 0 to 1, with tilt in it. */
export function penPressure(event: PenEvent): number {
	const { pressure } = event;
	const flatness = (WRITING_ALTITUDE - altitudeOf(event)) / (WRITING_ALTITUDE - FLAT_ALTITUDE);
	return pressure + (1 - pressure) * FLAT_SHARE * pressure * Math.min(1, Math.max(0, flatness));
}

function altitudeOf({ altitudeAngle, tiltX = 0, tiltY = 0 }: PenEvent): number {
	if (altitudeAngle !== undefined) return altitudeAngle;
	const tan = (degrees: number) => Math.tan((degrees / 180) * Math.PI);
	return Math.atan2(1, Math.hypot(tan(tiltX), tan(tiltY)));
}
