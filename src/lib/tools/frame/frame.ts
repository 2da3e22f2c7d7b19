import { unitsInside } from '../../scene/frames.ts';
import { idleUntilPress } from '../idle-until-press.ts';
import { sizing } from '../shape/sizing.ts';
import type { PointerInput, Tool } from '../tool.ts';

/** Draws a frame from corner to corner, which takes in what lies in it. */
export const frameTool: Tool = {
	id: 'frame',
	initial: 'idle',
	states: {
		idle: idleUntilPress('sizing'),
		sizing: (context, go, start: PointerInput) =>
			sizing(context, go, {
				start,
				type: 'frame',
				clickSize: [640, 400],
				onMade(frame) {
					const bounds = context.scene.uprightOf(frame);
					const inside = bounds ? unitsInside(context.scene, bounds) : [];
					for (const unit of inside) if (unit !== frame) context.document.update(unit, { parent: frame });
				}
			})
	},
	cursor: 'crosshair'
};
