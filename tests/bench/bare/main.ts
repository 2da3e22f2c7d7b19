// A board without anything that makes one: what the machine and Canvas 2D allow, to read every other figure against.
import type { WorkloadItem } from '../page/workload.ts';
import { BareCanvas } from './bare-canvas.ts';
import { BareElements, type BareElement } from './bare-elements.ts';

const elements = new BareElements();
const canvas = new BareCanvas(elements, [...document.querySelectorAll('canvas')]);
const { camera } = canvas;
const drawn: BareElement[] = [];
let prepared: readonly WorkloadItem[] = [];
let side = 0;
let tool: 'select' | 'draw' = 'select';
let selected = new Set<BareElement>();
let draggedFrom: readonly [x: number, y: number] | null = null;

const pageOf = ({ clientX, clientY }: MouseEvent): [number, number] => [
	clientX / camera.zoom + camera.x,
	clientY / camera.zoom + camera.y
];

function setView({ x, y }: { readonly x: number; readonly y: number }, zoom: number): void {
	Object.assign(camera, { x: x - innerWidth / 2 / zoom, y: y - innerHeight / 2 / zoom, zoom });
	canvas.viewChanged();
}

addEventListener(
	'wheel',
	(event) => {
		event.preventDefault();
		if (event.ctrlKey) {
			const [x, y] = pageOf(event);
			camera.zoom = Math.min(8, Math.max(0.02, camera.zoom * (1 - event.deltaY / 100)));
			camera.x = x - event.clientX / camera.zoom;
			camera.y = y - event.clientY / camera.zoom;
		} else {
			camera.x += event.deltaX / camera.zoom;
			camera.y += event.deltaY / camera.zoom;
		}
		canvas.viewChanged();
	},
	{ passive: false }
);

addEventListener('pointerdown', (event) => {
	if (tool === 'draw') canvas.ink = [[...pageOf(event), 0.5]];
	else if (selected.size > 0) draggedFrom = pageOf(event);
});

addEventListener('pointermove', (event) => {
	if (canvas.ink.length > 0) {
		for (const sample of event.getCoalescedEvents()) canvas.ink.push([...pageOf(sample), 0.5]);
		canvas.viewChanged();
	} else if (draggedFrom) {
		const [x, y] = pageOf(event);
		for (const element of selected) elements.move(element, x - draggedFrom[0], y - draggedFrom[1]);
		draggedFrom = [x, y];
		canvas.boardChanged();
	}
});

addEventListener('pointerup', () => {
	draggedFrom = null;
	if (canvas.ink.length === 0) return;
	drawn.push(elements.add({ type: 'stroke', points: canvas.ink, color: 'black', size: 4 }));
	canvas.ink = [];
	canvas.boardChanged();
});

addEventListener('keydown', (event) => {
	if (!event.ctrlKey) return;
	event.preventDefault();
	const last = event.key === 'z' ? drawn.pop() : undefined;
	if (last) elements.remove(last);
	if (event.key === 'a') selected = new Set(elements.all.values());
	canvas.boardChanged();
});

window.whiteboard = {
	isReady: () => true,
	prepare(workload) {
		prepared = workload.items;
		side = workload.side;
	},
	load() {
		for (const item of prepared) elements.add(item);
		prepared = [];
		canvas.boardChanged();
	},
	count: () => elements.all.size,
	setView,
	zoomToFit: () => setView({ x: side / 2, y: side / 2 }, (innerHeight / side) * 0.9),
	view: () => camera,
	toView: ({ x, y }) => ({ x: (x - camera.x) * camera.zoom, y: (y - camera.y) * camera.zoom }),
	setTool: (wanted) => void (tool = wanted),
	strokes: () =>
		[...elements.all.values()].flatMap(({ id, item, x, y }) => {
			if (item.type !== 'stroke') return [];
			const [first] = item.points;
			return [{ id: String(id), x: x + (first?.[0] ?? 0), y: y + (first?.[1] ?? 0) }];
		}),
	select: (ids) => void (selected = new Set(ids.flatMap((id) => elements.all.get(Number(id)) ?? []))),
	selectedCount: () => selected.size,
	sumOfPlaces: (ids) =>
		ids.reduce((sum, id) => {
			const element = elements.all.get(Number(id));
			return sum + (element ? element.x + element.y : 0);
		}, 0)
};
