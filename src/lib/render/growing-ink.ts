// Strokes in progress, ours and others', drawn from their points as they come: nothing is packed, decoded or kept for a
// stroke that is another one in the next frame.
import type { ElementId } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import { alphaOf } from './ink-alpha.ts';
import { LongInk, type InkView } from './long-ink.ts';
import { fillPiece, toPage, type GrowingStroke } from './stroke-piece.ts';

/** Shorter ones are drawn whole. Points. */
const LONG_POINTS = 256;
/** Each long stroke has a bitmap of the view. Of further ones only the end is shown until they are committed. */
const MAX_LONG = 8;

export class GrowingInk {
	readonly #long = new Map<ElementId, LongInk>();

	/** Draws the strokes; the context's units are CSS px. Those that are long cost as much as what came last. */
	draw(context: CanvasRenderingContext2D, strokes: readonly GrowingStroke[], view: InkView): void {
		const ids = new Set(strokes.map(({ element }) => element.id));
		for (const id of this.#long.keys()) if (!ids.has(id)) this.#long.delete(id);
		for (const stroke of strokes) {
			const points = stroke.points.length / POINT_STRIDE;
			const long = points < LONG_POINTS ? null : this.#longInk(stroke.element.id);
			if (long) long.draw(context, stroke, view);
			else {
				context.save();
				context.globalAlpha = alphaOf(stroke.element);
				toPage(context, view.camera);
				fillPiece(
					context,
					stroke,
					{ from: Math.max(0, points - LONG_POINTS), to: points, isEnd: true },
					view.theme
				);
				context.restore();
			}
		}
	}

	#longInk(id: ElementId): LongInk | null {
		const known = this.#long.get(id);
		if (known || this.#long.size >= MAX_LONG) return known ?? null;
		const ink = new LongInk();
		this.#long.set(id, ink);
		return ink;
	}
}
