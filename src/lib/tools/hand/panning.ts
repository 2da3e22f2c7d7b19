import { subtract } from '../../geometry/point.ts';
import { panBy } from '../../scene/camera.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

export function panning(context: ToolContext, go: Go, start: PointerInput): ToolState {
	let last = start.view;
	return {
		pointerMove({ view }) {
			context.camera = panBy(context.camera, subtract(view, last));
			last = view;
		},
		pointerUp: () => go('idle'),
		cancel: () => go('idle')
	};
}
