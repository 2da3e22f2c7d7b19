// The app under test, through its public board API.
import type { ElementInput } from '../../../src/lib/document/element-input.ts';
import type { ElementId } from '../../../src/lib/document/element.ts';
import { FONT_SIZE } from './workload.ts';

let prepared: readonly ElementInput[] = [];

function board() {
	if (!window.inkmesh?.board) throw new Error('expected an open board, got none');
	return window.inkmesh.board;
}

window.whiteboard = {
	isReady: () => !!window.inkmesh?.board && document.querySelector('canvas') !== null,
	prepare({ items }) {
		prepared = items.map((item) => ({ ...item, ...(item.type === 'text' && { fontSize: FONT_SIZE }) }));
	},
	load() {
		board().create(prepared);
		// What was given is no memory of the board.
		prepared = [];
	},
	count: () => board().count,
	isWhole: () => window.inkmesh?.board?.isLoaded ?? false,
	setView: ({ x, y }, zoom) =>
		board().setCamera({ x: x - innerWidth / 2 / zoom, y: y - innerHeight / 2 / zoom, zoom }),
	zoomToFit: () => board().zoomToFit(),
	view: () => board().camera,
	toView: (place) => board().pageToScreen(place),
	setTool: (tool) => board().setTool(tool),
	strokes: () =>
		board()
			.elements()
			.filter(({ type }) => type === 'stroke')
			.map(({ id, points }) => ({ id, x: points?.[0]?.[0] ?? 0, y: points?.[0]?.[1] ?? 0 })),
	select: (ids) => board().select(ids as ElementId[]),
	selectedCount: () => board().selection.length,
	sumOfPlaces: (ids) =>
		ids.reduce((sum, id) => {
			const box = board().bounds(id as ElementId);
			return sum + (box ? box.x + box.y : 0);
		}, 0),
	save: () => board().exportFile()
};
