import { CaptureUpdateAction, Excalidraw, restoreElements, serializeAsJSON } from '@excalidraw/excalidraw';
import '@excalidraw/excalidraw/index.css';
import { createRoot } from 'react-dom/client';
import { FONT_SIZE } from '../../page/workload.ts';

const COLORS = {
	black: '#1e1e1e',
	blue: '#1971c2',
	red: '#e03131',
	green: '#2f9e44',
	orange: '#f08c00',
	violet: '#9c36b5'
};
const EXCALIFONT = 5;

createRoot(document.getElementById('root')).render(
	<div style={{ position: 'fixed', inset: 0 }}>
		<Excalidraw handleKeyboardGlobally excalidrawAPI={mount} />
	</div>
);

function mount(api) {
	let prepared = [];
	// Nothing that is done here is to be undone by a key.
	const update = (scene) => api.updateScene({ ...scene, captureUpdate: CaptureUpdateAction.NEVER });
	window.whiteboard = {
		isReady: () => document.querySelector('canvas.interactive') !== null && !api.getAppState().isLoading,
		prepare({ items }) {
			prepared = restoreElements(items.map(elementOf), null);
		},
		load() {
			update({ elements: prepared });
			prepared = [];
		},
		count: () => api.getSceneElements().length,
		setView({ x, y }, zoom) {
			const { width, height } = api.getAppState();
			const scroll = { scrollX: width / 2 / zoom - x, scrollY: height / 2 / zoom - y };
			update({ appState: { zoom: { value: zoom }, ...scroll } });
		},
		zoomToFit: () =>
			api.scrollToContent(undefined, { fitToViewport: true, viewportZoomFactor: 0.95, animate: false }),
		view() {
			const { scrollX, scrollY, zoom } = api.getAppState();
			return { x: -scrollX, y: -scrollY, zoom: zoom.value };
		},
		toView({ x, y }) {
			const { scrollX, scrollY, zoom, offsetLeft, offsetTop } = api.getAppState();
			return { x: (x + scrollX) * zoom.value + offsetLeft, y: (y + scrollY) * zoom.value + offsetTop };
		},
		setTool: (tool) => api.setActiveTool({ type: tool === 'draw' ? 'freedraw' : 'selection' }),
		strokes: () =>
			api
				.getSceneElements()
				.filter(({ type }) => type === 'freedraw')
				.map(({ id, x, y }) => ({ id, x, y })),
		select: (ids) =>
			update({
				appState: {
					selectedElementIds: Object.fromEntries(ids.map((id) => [id, true])),
					selectedGroupIds: {}
				}
			}),
		selectedCount: () => Object.keys(api.getAppState().selectedElementIds).length,
		sumOfPlaces(ids) {
			const wanted = new Set(ids);
			return api.getSceneElements().reduce((sum, { id, x, y }) => (wanted.has(id) ? sum + x + y : sum), 0);
		},
		save: async () =>
			new TextEncoder().encode(serializeAsJSON(api.getSceneElements(), api.getAppState(), {}, 'local')),
		clear: () => update({ elements: [] }),
		reopen(saved) {
			const { elements } = JSON.parse(new TextDecoder().decode(saved));
			update({ elements: restoreElements(elements, null) });
		}
	};
}

function elementOf(item, i) {
	const shared = {
		id: `element-${i}`,
		angle: 0,
		strokeColor: COLORS[item.color],
		backgroundColor: 'transparent',
		fillStyle: 'solid',
		strokeWidth: 2,
		strokeStyle: 'solid',
		roughness: 1,
		opacity: 100,
		groupIds: [],
		frameId: null,
		roundness: null,
		seed: i + 1,
		version: 1,
		versionNonce: i + 1,
		isDeleted: false,
		boundElements: null,
		updated: 1,
		link: null,
		locked: false
	};
	if (item.type === 'rectangle') {
		const [[x, y], [width, height]] = [item.position, item.size];
		return { ...shared, type: 'rectangle', x, y, width, height, roundness: { type: 3 } };
	}
	if (item.type === 'text') {
		const [x, y] = item.position;
		return {
			...shared,
			type: 'text',
			x,
			y,
			width: item.text.length * FONT_SIZE * 0.5,
			height: FONT_SIZE * 1.25,
			text: item.text,
			originalText: item.text,
			fontSize: FONT_SIZE,
			fontFamily: EXCALIFONT,
			textAlign: 'left',
			verticalAlign: 'top',
			containerId: null,
			autoResize: true,
			lineHeight: 1.25
		};
	}
	const [[left, top]] = item.points;
	const points = item.points.map(([x, y]) => [round(x - left), round(y - top)]);
	const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
	return {
		...shared,
		type: 'freedraw',
		x: left,
		y: top,
		width: Math.max(...xs) - Math.min(...xs),
		height: Math.max(...ys) - Math.min(...ys),
		strokeWidth: item.size / 2,
		points,
		pressures: item.points.map(([, , pressure]) => pressure),
		simulatePressure: false,
		lastCommittedPoint: null
	};
}

const round = (value) => Math.round(value * 100) / 100;
