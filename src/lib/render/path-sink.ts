/** What an outline is traced onto: a browser's path, or one that becomes text. */
export type PathSink = Pick<
	Path2D,
	| 'moveTo'
	| 'lineTo'
	| 'quadraticCurveTo'
	| 'bezierCurveTo'
	| 'arcTo'
	| 'arc'
	| 'ellipse'
	| 'rect'
	| 'roundRect'
	| 'closePath'
>;
