import { createElementId } from '../../document/element-id.ts';
import { quantize } from '../../document/packed-points.ts';
import { hitTest } from '../../scene/hit-test.ts';
import { LINE_HEIGHT } from '../../scene/text-layout.ts';
import type { StateFactory } from '../tool.ts';
import { viewPixels } from '../tool-context.ts';

/** A click puts the caret into the text under it, or begins a new one whose first line is at the pointer. */
export const pointing: StateFactory = (context, go) => ({
	pointerUp({ point }) {
		go('idle');
		const under = hitTest(context.scene, point, viewPixels(context, 4))?.element;
		const isText = under?.type === 'text' && !under.isLocked;
		context.editText({
			elementId: isText ? under.id : createElementId(),
			isNew: !isText,
			position: [quantize(point.x), quantize(point.y - (context.style.fontSize * LINE_HEIGHT) / 2)]
		});
	},
	cancel: () => go('idle')
});
