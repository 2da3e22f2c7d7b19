import type { Point } from '$lib/geometry/point';
import { panBy, zoomAt, type Camera } from '$lib/scene/camera';

/** By eye, near what other boards do: a notch of 100 px zooms by 1.4. */
const ZOOM_SPEED = 0.0032;
const LINE_PX = 16;
const MAX_PX = 500;
/** What turns by less is taken for a trackpad's pinch. */
const PINCH_PX = 30;

/** Where the wheel takes the camera: with Ctrl or Cmd it zooms about `view`, else it pans, with Shift sideways. */
export function cameraByWheel(camera: Camera, event: WheelEvent, view: Point): Camera {
	const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
	if (event.ctrlKey || event.metaKey) {
		// A trackpad's pinch arrives as a wheel with small deltas, a mouse's notch as one large, and on a busy page several
		// notches as one. All are bounded.
		const delta = Math.max(-MAX_PX, Math.min(MAX_PX, event.deltaY * unit));
		const speed = Math.abs(delta) < PINCH_PX ? ZOOM_SPEED * 3 : ZOOM_SPEED;
		return zoomAt(camera, view, camera.zoom * Math.exp(-delta * speed));
	}
	const isSideways = event.shiftKey && event.deltaX === 0;
	const x = isSideways ? event.deltaY : event.deltaX;
	const y = isSideways ? 0 : event.deltaY;
	return panBy(camera, { x: -x * unit, y: -y * unit });
}
