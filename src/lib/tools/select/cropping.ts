import { boxAt, centreOf } from '../../geometry/box.ts';
import { rotateAbout } from '../../geometry/point.ts';
import { croppedTo } from '../../scene/crop-image.ts';
import { cursorOf, type HandleName } from '../../scene/selection-frame.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';
import { editingElement } from './editing-element.ts';

/** An edge of what is shown of a picture follows the pointer; the picture stays where it is. */
export function cropping(
	context: ToolContext,
	go: Go,
	{ start, handle }: { readonly start: PointerInput; readonly handle: HandleName }
): ToolState {
	const [id] = context.selection;
	const image = id && context.scene.get(id);
	if (image?.type !== 'image') return { enter: () => go('idle') };
	const box = boxAt(image.position, image.size);
	const upright = ({ point }: PointerInput) => rotateAbout(point, centreOf(box), -image.rotation);
	const from = upright(start);
	return editingElement(context, go, {
		id: image.id,
		cursor: cursorOf(handle, image.rotation),
		fieldsAt(input) {
			const to = upright(input);
			const [dx, dy] = [to.x - from.x, to.y - from.y];
			return croppedTo(image, {
				minX: box.minX + (handle.includes('w') ? dx : 0),
				minY: box.minY + (handle.includes('n') ? dy : 0),
				maxX: box.maxX + (handle.includes('e') ? dx : 0),
				maxY: box.maxY + (handle.includes('s') ? dy : 0)
			});
		}
	});
}
