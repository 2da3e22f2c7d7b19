// A path as the `d` of an SVG path, with the methods by which a canvas traces one (HTML standard, "CanvasPath").
import type { PathSink } from '../render/path-sink.ts';

export class SvgPath implements PathSink {
	readonly #parts: string[] = [];
	#start: readonly [number, number] = [0, 0];
	#at: readonly [number, number] | null = null;

	get d(): string {
		return this.#parts.join('');
	}

	moveTo(x: number, y: number): void {
		this.#start = [x, y];
		this.#add('M', x, y);
	}

	lineTo(x: number, y: number): void {
		if (this.#at) this.#add('L', x, y);
		else this.moveTo(x, y);
	}

	quadraticCurveTo(controlX: number, controlY: number, x: number, y: number): void {
		this.#ensure(controlX, controlY);
		this.#add('Q', controlX, controlY, x, y);
	}

	bezierCurveTo(aX: number, aY: number, bX: number, bY: number, x: number, y: number): void {
		this.#ensure(aX, aY);
		this.#add('C', aX, aY, bX, bY, x, y);
	}

	arcTo(x1: number, y1: number, x2: number, y2: number, radius: number): void {
		this.#ensure(x1, y1);
		const [x0, y0] = this.#at ?? [x1, y1];
		const into = unit(x0 - x1, y0 - y1);
		const out = unit(x2 - x1, y2 - y1);
		const cross = into.x * out.y - into.y * out.x;
		if (radius === 0 || Math.abs(cross) < 1e-9) return this.lineTo(x1, y1);
		// From the corner to where the circle touches either side.
		const half = Math.acos(Math.max(-1, Math.min(1, into.x * out.x + into.y * out.y))) / 2;
		const reach = radius / Math.tan(half);
		this.lineTo(x1 + into.x * reach, y1 + into.y * reach);
		const end = [x1 + out.x * reach, y1 + out.y * reach] as const;
		this.#add(`A${round(radius)} ${round(radius)} 0 0 ${cross < 0 ? 1 : 0} `, ...end);
	}

	arc(x: number, y: number, radius: number, start: number, end: number): void {
		this.ellipse(x, y, radius, radius, 0, start, end);
	}

	ellipse(
		x: number,
		y: number,
		radiusX: number,
		radiusY: number,
		rotation: number,
		start: number,
		end: number
	): void {
		const at = (angle: number): readonly [number, number] => {
			const [dx, dy] = [Math.cos(angle) * radiusX, Math.sin(angle) * radiusY];
			const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
			return [x + dx * cos - dy * sin, y + dx * sin + dy * cos];
		};
		const shape = `A${round(radiusX)} ${round(radiusY)} ${round((rotation * 180) / Math.PI)} 0 1 `;
		this.lineTo(...at(start));
		// In halves: an arc that ends where it begins is none.
		this.#add(shape, ...at((start + end) / 2));
		this.#add(shape, ...at(end));
	}

	rect(x: number, y: number, width: number, height: number): void {
		this.moveTo(x, y);
		this.lineTo(x + width, y);
		this.lineTo(x + width, y + height);
		this.lineTo(x, y + height);
		this.closePath();
	}

	roundRect(x: number, y: number, width: number, height: number, radii?: unknown): void {
		const radius = Math.min(typeof radii === 'number' ? radii : 0, width / 2, height / 2);
		if (radius <= 0) return this.rect(x, y, width, height);
		this.moveTo(x + radius, y);
		this.arcTo(x + width, y, x + width, y + height, radius);
		this.arcTo(x + width, y + height, x, y + height, radius);
		this.arcTo(x, y + height, x, y, radius);
		this.arcTo(x, y, x + width, y, radius);
		this.closePath();
	}

	closePath(): void {
		if (!this.#at) return;
		this.#parts.push('Z');
		this.#at = this.#start;
	}

	#ensure(x: number, y: number): void {
		if (!this.#at) this.moveTo(x, y);
	}

	#add(command: string, ...numbers: readonly number[]): void {
		const [x = 0, y = 0] = numbers.slice(-2);
		this.#at = [x, y];
		this.#parts.push(command + numbers.map(round).join(' '));
	}
}

function unit(x: number, y: number): { readonly x: number; readonly y: number } {
	const length = Math.hypot(x, y);
	return length > 0 ? { x: x / length, y: y / length } : { x: 0, y: 0 };
}

/** Hundredths of a page unit are finer than any screen. */
export function round(value: number): number {
	return Math.round(value * 100) / 100;
}
