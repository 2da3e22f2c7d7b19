import type { ShapeElement } from '../document/element.ts';
import type { MeasureText } from '../scene/text-layout.ts';
import type { PathElement } from './element-paths.ts';
import type { paintAsOne } from './faint-layer.ts';
import type { Theme } from './palette.ts';
import type { PictureLookup } from './picture.ts';

/** What painting depends on beyond the element. */
export interface PaintStyle {
	readonly theme: Theme;
	readonly measure: MeasureText;
	/** Of the board; without it, as paper is by itself. */
	readonly paperColor?: string;
	/** The element whose text is being typed: the text field shows it, so it is not painted. */
	readonly hiddenTextId?: string | null;
	/** Without it images are drawn as not yet here. */
	readonly pictureOf?: PictureLookup;
	/** The path of an element, where it is not to be a browser's. */
	readonly pathOf?: (element: PathElement) => Path2D;
	/** Lays down as one what is painted in several coats, where that is not done by a canvas beside. */
	readonly asOne?: typeof paintAsOne;
	/** A rough outline for a shape; without it, or while it has none, the shape is drawn exactly. */
	readonly roughOf?: (shape: ShapeElement) => Path2D | null;
}
