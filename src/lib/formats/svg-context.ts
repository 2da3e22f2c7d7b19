// As much of a canvas's context as painting elements needs, writing SVG: so that a picture made of vectors is painted by
// the very code that paints the board. Grammar: SVG 1.1, chapters 7 to 11.
import { round, SvgPath } from './svg-path.ts';

interface State {
	/** a, b, c, d, e, f. */
	matrix: readonly number[];
	alpha: number;
	fill: string;
	stroke: string;
	lineWidth: number;
	dash: readonly number[];
	font: string;
	align: CanvasTextAlign;
	baseline: CanvasTextBaseline;
	clip: string | null;
}

export class SvgContext {
	readonly #parts: string[] = [];
	readonly #definitions: string[] = [];
	readonly #saved: State[] = [];
	#path = new SvgPath();
	#state: State = {
		matrix: [1, 0, 0, 1, 0, 0],
		alpha: 1,
		fill: '#000000',
		stroke: '#000000',
		lineWidth: 1,
		dash: [],
		font: '16px sans-serif',
		align: 'left',
		baseline: 'alphabetic',
		clip: null
	};
	lineCap: CanvasLineCap = 'round';
	lineJoin: CanvasLineJoin = 'round';
	imageSmoothingQuality: ImageSmoothingQuality = 'medium';
	/** Shadows are left out: they belong to the board, not to what is drawn. */
	shadowColor = '';
	shadowBlur = 0;
	shadowOffsetY = 0;

	/** The picture of this part of the page. @throws never; what it got is text and numbers. */
	svg(
		{ x, y, width, height }: { x: number; y: number; width: number; height: number },
		ground: string
	): string {
		const box = [x, y, width, height].map(round);
		const paper = `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${attribute(ground)}"/>`;
		const definitions = this.#definitions.length > 0 ? `<defs>${this.#definitions.join('')}</defs>` : '';
		return `<svg xmlns="http://www.w3.org/2000/svg" width="${box[2]}" height="${box[3]}" viewBox="${box.join(' ')}">${definitions}${paper}${this.#parts.join('')}</svg>`;
	}

	get globalAlpha(): number {
		return this.#state.alpha;
	}
	set globalAlpha(alpha: number) {
		this.#state.alpha = alpha;
	}
	set fillStyle(color: string) {
		this.#state.fill = color;
	}
	set strokeStyle(color: string) {
		this.#state.stroke = color;
	}
	set lineWidth(width: number) {
		this.#state.lineWidth = width;
	}
	set font(font: string) {
		this.#state.font = font;
	}
	set textAlign(align: CanvasTextAlign) {
		this.#state.align = align;
	}
	set textBaseline(baseline: CanvasTextBaseline) {
		this.#state.baseline = baseline;
	}

	/** What is painted meanwhile is one group, which is as faint as all of it was to be. */
	asOne(paint: () => void): void {
		const { alpha } = this.#state;
		this.#state.alpha = 1;
		this.#parts.push(`<g opacity="${round(alpha)}">`);
		paint();
		this.#parts.push('</g>');
	}

	setLineDash(dash: readonly number[]): void {
		this.#state.dash = dash;
	}

	save(): void {
		this.#saved.push({ ...this.#state });
	}

	restore(): void {
		this.#state = this.#saved.pop() ?? this.#state;
	}

	translate(x: number, y: number): void {
		this.transform(1, 0, 0, 1, x, y);
	}

	scale(x: number, y: number): void {
		this.transform(x, 0, 0, y, 0, 0);
	}

	rotate(angle: number): void {
		const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
		this.transform(cos, sin, -sin, cos, 0, 0);
	}

	transform(a: number, b: number, c: number, d: number, e: number, f: number): void {
		const [m0 = 1, m1 = 0, m2 = 0, m3 = 1, m4 = 0, m5 = 0] = this.#state.matrix;
		this.#state.matrix = [
			m0 * a + m2 * b,
			m1 * a + m3 * b,
			m0 * c + m2 * d,
			m1 * c + m3 * d,
			m0 * e + m2 * f + m4,
			m1 * e + m3 * f + m5
		];
	}

	getTransform(): { readonly a: number; readonly b: number } {
		const [a = 1, b = 0] = this.#state.matrix;
		return { a, b };
	}

	beginPath(): void {
		this.#path = new SvgPath();
	}
	moveTo(x: number, y: number): void {
		this.#path.moveTo(x, y);
	}
	lineTo(x: number, y: number): void {
		this.#path.lineTo(x, y);
	}
	quadraticCurveTo(...numbers: Parameters<SvgPath['quadraticCurveTo']>): void {
		this.#path.quadraticCurveTo(...numbers);
	}
	arcTo(...numbers: Parameters<SvgPath['arcTo']>): void {
		this.#path.arcTo(...numbers);
	}
	arc(...numbers: Parameters<SvgPath['arc']>): void {
		this.#path.arc(...numbers);
	}
	rect(...numbers: Parameters<SvgPath['rect']>): void {
		this.#path.rect(...numbers);
	}
	roundRect(...numbers: Parameters<SvgPath['roundRect']>): void {
		this.#path.roundRect(...numbers);
	}
	closePath(): void {
		this.#path.closePath();
	}

	fill(path: unknown = this.#path): void {
		this.#element(pathOf(path), `fill="${attribute(this.#state.fill)}"`);
	}

	stroke(path: unknown = this.#path): void {
		this.#element(pathOf(path), `fill="none" ${this.#strokeAttributes()}`);
	}

	fillRect(x: number, y: number, width: number, height: number): void {
		const path = new SvgPath();
		path.rect(x, y, width, height);
		this.fill(path);
	}

	strokeRect(x: number, y: number, width: number, height: number): void {
		const path = new SvgPath();
		path.rect(x, y, width, height);
		this.stroke(path);
	}

	clip(given?: unknown): void {
		const path = given === undefined || given === 'evenodd' ? this.#path : given;
		const rule = given === 'evenodd' ? ' clip-rule="evenodd"' : '';
		const id = `clip${this.#definitions.length}`;
		const outer = this.#state.clip ? ` clip-path="url(#${this.#state.clip})"` : '';
		this.#definitions.push(
			`<clipPath id="${id}"${outer}><path d="${pathOf(path)}"${rule}${this.#transformAttribute()}/></clipPath>`
		);
		this.#state.clip = id;
	}

	fillText(text: string, x: number, y: number): void {
		const { font, align, baseline, fill } = this.#state;
		const [, weight = '400', size = '16', family = 'sans-serif'] = /^(\d+) ([\d.]+)px (.*)$/.exec(font) ?? [];
		const anchor = align === 'center' ? 'middle' : align === 'right' ? 'end' : 'start';
		const middle = baseline === 'middle' ? ' dominant-baseline="middle"' : '';
		this.#push(
			`<text x="${round(x)}" y="${round(y)}" fill="${attribute(fill)}" font-family="${attribute(family)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"${middle} xml:space="preserve"${this.#commonAttributes()}>${content(text)}</text>`
		);
	}

	/** Only whole canvases are drawn, by a part of them: what is shown of a picture. */
	drawImage(image: CanvasImageSource, ...numbers: readonly number[]): void {
		const [left = 0, top = 0, partWidth = 1, partHeight = 1, x = 0, y = 0, width = 0, height = 0] = numbers;
		const canvas = document.createElement('canvas');
		canvas.width = Math.max(1, Math.round(partWidth));
		canvas.height = Math.max(1, Math.round(partHeight));
		canvas
			.getContext('2d')
			?.drawImage(image, left, top, partWidth, partHeight, 0, 0, canvas.width, canvas.height);
		this.#push(
			`<image x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="none" href="${canvas.toDataURL()}"${this.#commonAttributes()}/>`
		);
	}

	measureText(text: string): { readonly width: number } {
		return { width: text.length * 8 };
	}

	#element(d: string, paint: string): void {
		if (d) this.#push(`<path d="${d}" ${paint}${this.#commonAttributes()}/>`);
	}

	#strokeAttributes(): string {
		const { stroke, lineWidth, dash } = this.#state;
		const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(round).join(' ')}"` : '';
		return `stroke="${attribute(stroke)}" stroke-width="${round(lineWidth)}" stroke-linecap="${this.lineCap}" stroke-linejoin="${this.lineJoin}"${dashes}`;
	}

	#commonAttributes(): string {
		const { alpha } = this.#state;
		const opacity = alpha < 1 ? ` opacity="${round(alpha)}"` : '';
		return `${opacity}${this.#transformAttribute()}`;
	}

	/** What clips lies outside of it, or it would be moved with what it clips. */
	#push(element: string): void {
		const { clip } = this.#state;
		this.#parts.push(clip ? `<g clip-path="url(#${clip})">${element}</g>` : element);
	}

	#transformAttribute(): string {
		const isIdentity = this.#state.matrix.every((value, i) => value === (i === 0 || i === 3 ? 1 : 0));
		return isIdentity
			? ''
			: ` transform="matrix(${this.#state.matrix.map((value) => Math.round(value * 1e5) / 1e5).join(' ')})"`;
	}
}

function pathOf(path: unknown): string {
	if (!(path instanceof SvgPath)) throw new Error('expected a path that can be written as SVG, got another');
	return path.d;
}

function content(text: string): string {
	const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
	return text.replaceAll(/[&<>]/g, (letter) => names[letter] ?? letter).replaceAll(/(?![\t\n])\p{Cc}/gu, '');
}

function attribute(text: string): string {
	return content(text).replaceAll('"', '&quot;');
}
