import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite';
import { createRoot } from 'react-dom/client';
import { b64Vecs, createShapeId, getIndices, getSnapshot, loadSnapshot, Tldraw, toRichText } from 'tldraw';
import 'tldraw/tldraw.css';

const SIZE_NAMES = { 2: 's', 4: 'm', 6: 'l', 10: 'xl' };
/** It refuses more than 4,000 otherwise. */
const OPTIONS = { maxShapesPerPage: 1_000_000 };

createRoot(document.getElementById('root')).render(
	<div style={{ position: 'fixed', inset: 0 }}>
		<Tldraw assetUrls={getAssetUrlsByImport()} options={OPTIONS} onMount={mount} />
	</div>
);

function mount(editor) {
	let prepared = [];
	window.whiteboard = {
		isReady: () => document.querySelector('.tl-canvas') !== null,
		prepare({ items }) {
			const indices = getIndices(items.length);
			prepared = items.map((item, i) => recordOf(editor, item, indices[i]));
		},
		load() {
			editor.run(() => editor.store.put(prepared), { history: 'ignore' });
			prepared = [];
		},
		count: () => editor.getCurrentPageShapeIds().size,
		setView({ x, y }, zoom) {
			const { w, h } = editor.getViewportScreenBounds();
			const camera = { x: w / 2 / zoom - x, y: h / 2 / zoom - y, z: zoom };
			editor.setCamera(camera, { immediate: true, force: true });
		},
		zoomToFit: () => editor.zoomToFit({ immediate: true }),
		view() {
			const { x, y, z } = editor.getCamera();
			return { x: -x, y: -y, zoom: z };
		},
		toView(place) {
			const { x, y } = editor.pageToViewport(place);
			const bounds = editor.getViewportScreenBounds();
			return { x: x + bounds.x, y: y + bounds.y };
		},
		setTool: (tool) => editor.setCurrentTool(tool),
		strokes: () =>
			editor
				.getCurrentPageShapes()
				.filter(({ type }) => type === 'draw')
				.map(({ id, x, y }) => ({ id, x, y })),
		select: (ids) => editor.setSelectedShapes(ids),
		selectedCount: () => editor.getSelectedShapeIds().length,
		sumOfPlaces: (ids) =>
			ids.reduce((sum, id) => {
				const { x, y } = editor.getShape(id);
				return sum + x + y;
			}, 0),
		save: async () => new TextEncoder().encode(JSON.stringify(getSnapshot(editor.store).document)),
		clear: () =>
			editor.run(() => editor.deleteShapes([...editor.getCurrentPageShapeIds()]), { history: 'ignore' }),
		reopen: (saved) => loadSnapshot(editor.store, { document: JSON.parse(new TextDecoder().decode(saved)) })
	};
}

function recordOf(editor, item, index) {
	const shape = (type, [x, y], props) => ({
		typeName: 'shape',
		id: createShapeId(),
		type,
		x,
		y,
		rotation: 0,
		index,
		parentId: editor.getCurrentPageId(),
		isLocked: false,
		opacity: 1,
		meta: {},
		props: { ...editor.getShapeUtil(type).getDefaultProps(), color: item.color, ...props }
	});
	if (item.type === 'rectangle') {
		const [w, h] = item.size;
		return shape('geo', item.position, { geo: 'rectangle', w, h, size: 'm' });
	}
	if (item.type === 'text')
		return shape('text', item.position, { richText: toRichText(item.text), size: 's' });
	const [[left, top]] = item.points;
	const path = b64Vecs.encodePoints(item.points.map(([x, y, z]) => ({ x: x - left, y: y - top, z })));
	return shape('draw', [left, top], {
		size: SIZE_NAMES[item.size],
		dash: 'draw',
		isPen: true,
		isComplete: true,
		isClosed: false,
		segments: [{ type: 'free', path }]
	});
}
