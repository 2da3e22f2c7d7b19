import { nextTask } from './painted.ts';

/** Of what is in view, CSS px around the middle of the window: small enough to be read back in every frame. */
const PATCH = { width: 640, height: 400 };
/** The patch is read at this scale. */
const SCALE = 0.25;
/** Of the final picture's ink; the rest is what fonts and antialiasing still change. */
const ENOUGH = 0.9;

interface Look {
	readonly at: number;
	/** Pixels that are not paper. */
	readonly inked: number;
	readonly isWhole: boolean;
}

/** Follows a board that comes up: when is there ink in view, and when is all of it there? */
export class FirstInk {
	#looks: Look[] = [];
	#isOn = false;
	#pad: CanvasRenderingContext2D | null = null;

	start(): void {
		this.#looks = [];
		this.#isOn = true;
		const look = async () => {
			if (!this.#isOn) return;
			// After the frame's own work, when the canvas shows it.
			await nextTask();
			const isWhole = window.whiteboard?.isWhole?.() ?? false;
			this.#looks.push({ at: performance.now(), inked: this.#inked(), isWhole });
			requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	}

	/**
	 * When nine tenths of the ink that is in view now had been painted, and when the board had taken in all its elements,
	 * both in the page's own time, ms. NaN: never.
	 */
	stop(): { readonly inViewAt: number; readonly wholeAt: number } {
		this.#isOn = false;
		const last = this.#looks.at(-1);
		if (!last || last.inked === 0) return { inViewAt: NaN, wholeAt: NaN };
		const inView = this.#looks.find(({ inked }) => inked >= ENOUGH * last.inked);
		const whole = this.#looks.find(({ isWhole }) => isWhole);
		const inViewAt = inView?.at ?? NaN;
		return { inViewAt, wholeAt: Math.max(inViewAt, whole?.at ?? NaN) };
	}

	/** All canvases on top of each other, however they are drawn (a worker's too), seen through the patch. */
	#inked(): number {
		const [width, height] = [PATCH.width * SCALE, PATCH.height * SCALE];
		this.#pad ??= Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', {
			willReadFrequently: true
		});
		const pad = this.#pad;
		if (!pad) throw new Error('expected a 2D canvas, got none');
		pad.clearRect(0, 0, width, height);
		for (const canvas of document.querySelectorAll('canvas')) {
			const box = canvas.getBoundingClientRect();
			if (box.width < PATCH.width || canvas.width === 0 || canvas.height === 0) continue;
			const [x, y] = [(innerWidth - PATCH.width) / 2 - box.x, (innerHeight - PATCH.height) / 2 - box.y];
			const [scaleX, scaleY] = [canvas.width / box.width, canvas.height / box.height];
			const from = [x * scaleX, y * scaleY, PATCH.width * scaleX, PATCH.height * scaleY] as const;
			pad.drawImage(canvas, ...from, 0, 0, width, height);
		}
		return countInked(pad.getImageData(0, 0, width, height).data);
	}
}

/** Pixels that are clearly darker than paper or its dots, of RGBA bytes. */
export function countInked(data: Uint8ClampedArray): number {
	let inked = 0;
	for (let i = 0; i < data.length; i += 4) {
		const darkest = Math.min(data[i] ?? 255, data[i + 1] ?? 255, data[i + 2] ?? 255);
		if ((data[i + 3] ?? 0) > 128 && darkest < 190) inked++;
	}
	return inked;
}
