import type { Point } from '$lib/geometry/point';
import { viewToPage, type Camera } from '$lib/scene/camera';
import type { Modifiers, PointerInput, PointerSample } from '$lib/tools/tool';
import { penPressure } from './pen-pressure.ts';

/** How far ahead a prediction is shown: about as long as it takes until a frame is seen. Further on it is seldom right. */
const PREDICTED_MS = 20;

/** What a browser's event says a pointer did, with all that it has passed; `viewOf` says where over the board a place is. */
export function pointerInputOf(
	event: PointerEvent,
	{ camera, viewOf }: { readonly camera: Camera; readonly viewOf: (event: PointerEvent) => Point }
): PointerInput {
	const sampleOf = (one: PointerEvent): PointerSample => ({
		point: viewToPage(camera, viewOf(one)),
		pressure: one.pointerType === 'pen' ? penPressure(one) : 0.5
	});
	const coalesced = event.getCoalescedEvents?.() ?? [];
	const predicted = event.getPredictedEvents?.() ?? [];
	const isNear = ({ timeStamp }: PointerEvent) => timeStamp - event.timeStamp <= PREDICTED_MS;
	const { pointerType } = event;
	return {
		...sampleOf(event),
		view: viewOf(event),
		pointerType: pointerType === 'pen' || pointerType === 'touch' ? pointerType : 'mouse',
		modifiers: modifiersOf(event),
		samples: (coalesced.length > 0 ? coalesced : [event]).map(sampleOf),
		predicted: predicted.filter(isNear).map(sampleOf)
	};
}

/** What an event says is held beside it. */
export function modifiersOf({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent | PointerEvent): Modifiers {
	return { shift: shiftKey, alt: altKey, ctrl: ctrlKey || metaKey };
}
