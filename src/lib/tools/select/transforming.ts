import type { Element, ElementId } from '../../document/element.ts';
import type { Transform } from '../../geometry/transform.ts';
import { leaveFrames } from '../../scene/frames.ts';
import type { Guide } from '../../scene/snapping.ts';
import { transformedPreview, transformElements } from '../../scene/transform-elements.ts';
import { withContents } from '../../scene/units.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

export interface Transforming {
	readonly cursor: string;
	/** What the pointer wants done, counted from where the gesture began. */
	transformAt(input: PointerInput): { readonly transform: Transform; readonly guides: readonly Guide[] };
}

/** So many are shown exactly as they will be; more as a picture of them that is stretched or turned. */
const MAX_EXACT = 100;
const NONE: ReadonlyMap<ElementId, Element> = new Map();

/** The selection is shown transformed while the pointer is down, and is written once, when it is lifted. */
export function transforming(context: ToolContext, go: Go, { cursor, transformAt }: Transforming): ToolState {
	const { document, scene } = context;
	const unlocked = [...context.selection].filter((id) => !scene.get(id)?.isLocked);
	// A frame is made larger or smaller round what is in it; only several things are scaled with all they hold.
	const ids = unlocked.length === 1 ? new Set(unlocked) : withContents(scene, unlocked);
	let transform: Transform | null = null;

	return {
		pointerMove(input) {
			const wanted = transformAt(input);
			({ transform } = wanted);
			const edited = ids.size <= MAX_EXACT ? transformedPreview(scene, ids, transform) : NONE;
			context.showGesture({
				transforming: { ids, transform, areCopies: false },
				edited,
				guides: wanted.guides,
				cursor
			});
		},
		pointerUp() {
			if (transform) {
				context.mark();
				transformElements(document, scene, ids, transform);
				leaveFrames(document, scene, ids);
			}
			go('idle');
		},
		cancel() {
			context.cancelTransform();
			go('idle');
		},
		exit: () => context.clearGesture()
	};
}
