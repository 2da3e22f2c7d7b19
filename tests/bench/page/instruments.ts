// Runs in every page that is measured, before anything of its own: `window.bench`.
import { FirstInk, countInked } from './first-ink.ts';
import { FrameWatch } from './frame-watch.ts';
import { InkDelays } from './ink-delays.ts';
import { msFromKeyUntil, msUntilPainted, painted } from './painted.ts';
import { generateWorkload } from './workload.ts';

const instruments = {
	/** When a first stroke could be drawn and that was painted, ms since the navigation; null before. */
	readyAt: null as number | null,
	/** Of the board that was prepared, page units. */
	side: 0,
	frames: new FrameWatch(),
	inkDelays: new InkDelays(),
	firstInk: new FirstInk(),
	painted,
	msUntilPainted,
	msFromKeyUntil,

	/** Prepares a workload, or only the strokes of it; gives back how many elements it has. */
	async prepare({ strokes, seed, isOfStrokesAlone }: WorkloadOptions): Promise<number> {
		const { side, items } = generateWorkload(strokes, seed);
		const chosen = isOfStrokesAlone ? items.filter(({ type }) => type === 'stroke') : items;
		instruments.side = side;
		await board().prepare({ side, items: chosen });
		return chosen.length;
	},

	/** Which part of a picture of the page is ink, 0 to 1, and how many colours there are. */
	async look(base64: string): Promise<{ readonly inkedPart: number; readonly colors: number }> {
		const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
		const picture = await createImageBitmap(new Blob([bytes]));
		const { width, height } = picture;
		const pad = new OffscreenCanvas(width, height).getContext('2d');
		if (!pad) throw new Error('expected a 2D canvas, got none');
		pad.drawImage(picture, 0, 0);
		const { data } = pad.getImageData(0, 0, width, height);
		return {
			inkedPart: countInked(data) / (width * height),
			colors: new Set(new Uint32Array(data.buffer)).size
		};
	}
};

export interface WorkloadOptions {
	readonly strokes: number;
	readonly seed: number;
	readonly isOfStrokesAlone: boolean;
}

export type Instruments = typeof instruments;

function board() {
	if (!window.whiteboard) throw new Error('expected a whiteboard, got none');
	return window.whiteboard;
}

async function noteReady(): Promise<void> {
	while (!window.whiteboard?.isReady()) await new Promise(requestAnimationFrame);
	await painted();
	instruments.readyAt = performance.now();
}

window.bench = instruments;
void noteReady();
