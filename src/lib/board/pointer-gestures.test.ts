import { describe, expect, it, vi } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import type { Point } from '../geometry/point.ts';
import type { ToolName } from '../tools/tool.ts';
import { PointerGestures } from './pointer-gestures.ts';

/** What `PointerGestures` asks of the board's element, 100 px from the window's left edge. */
class BoardElement extends EventTarget {
	readonly classes = new Set<string>();
	readonly captured: number[] = [];
	readonly classList = {
		add: (name: string) => this.classes.add(name),
		remove: (name: string) => this.classes.delete(name)
	};
	focus(): void {}
	setPointerCapture(id: number): void {
		this.captured.push(id);
	}
	getBoundingClientRect() {
		return { left: 100, top: 0 };
	}
}

/** One person's hands over a board. Places are view px, which are page units while the camera has not moved. */
class Hands {
	readonly board: BoardDriver;
	readonly element = new BoardElement();
	readonly gestures: PointerGestures;
	/** Where the cursor is for others. */
	hover: Point | null = null;
	isPenMode = false;
	isSpaceDown = false;
	/** Where the menu was asked for. */
	readonly menus: (Point | null)[] = [];
	undone = 0;
	redone = 0;
	#now = 0;

	constructor(tool: ToolName = 'draw') {
		this.board = new BoardDriver().setTool(tool);
		this.gestures = new PointerGestures({
			element: this.element as unknown as HTMLElement,
			workspace: this.board.workspace,
			onHover: (point) => (this.hover = point),
			onPen: () => (this.isPenMode = true),
			isPenMode: () => this.isPenMode,
			isSpaceDown: () => this.isSpaceDown,
			undo: () => this.undone++,
			redo: () => this.redone++,
			onMenu: (view) => this.menus.push(view)
		});
	}

	get camera() {
		return this.board.workspace.camera;
	}

	finger(id: number, { isPrimary = id === 10 } = {}): Pointer {
		return new Pointer(this, { pointerId: id, pointerType: 'touch', isPrimary, button: 0 });
	}
	pen({ button = 0 } = {}): Pointer {
		return new Pointer(this, { pointerId: 2, pointerType: 'pen', isPrimary: true, button });
	}
	mouse({ button = 0 } = {}): Pointer {
		return new Pointer(this, { pointerId: 1, pointerType: 'mouse', isPrimary: true, button });
	}

	get now(): number {
		return this.#now;
	}

	wait(ms: number): this {
		this.#now += ms;
		return this;
	}

	dispatch(type: string, fields: Readonly<Record<string, unknown>>): void {
		this.#now += 10;
		const event = new Event(type, { cancelable: true });
		const all = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...fields };
		for (const [name, value] of Object.entries({ ...all, timeStamp: this.#now })) {
			Object.defineProperty(event, name, { value });
		}
		this.element.dispatchEvent(event);
	}
}

interface PointerFields {
	readonly pointerId: number;
	readonly pointerType: string;
	readonly isPrimary: boolean;
	readonly button: number;
}

/** Sends what a browser sends, the end of a capture included. */
class Pointer {
	readonly #hands: Hands;
	readonly #fields: PointerFields;
	#at: readonly [number, number] = [0, 0];

	constructor(hands: Hands, fields: PointerFields) {
		this.#hands = hands;
		this.#fields = fields;
	}

	down(x: number, y: number): this {
		return this.#send('pointerdown', { buttons: 1, at: [x, y] });
	}
	move(
		x: number,
		y: number,
		{
			buttons = 1,
			coalesced = [] as readonly (readonly [number, number])[],
			predicted = [] as readonly (readonly [x: number, y: number, inMs: number])[]
		} = {}
	) {
		return this.#send('pointermove', { buttons, at: [x, y], coalesced, predicted });
	}
	up(): this {
		return this.#send('pointerup', { buttons: 0 }).loseCapture();
	}
	cancel(): this {
		return this.#send('pointercancel', { buttons: 0 }).loseCapture();
	}
	loseCapture(): this {
		return this.#send('lostpointercapture', { buttons: 0 });
	}
	leave(): this {
		return this.#send('pointerleave', { buttons: 0 });
	}

	#send(
		type: string,
		{
			buttons,
			at = this.#at,
			coalesced = [],
			predicted = []
		}: {
			readonly buttons: number;
			readonly at?: readonly [number, number];
			readonly coalesced?: readonly (readonly [number, number])[];
			readonly predicted?: readonly (readonly [number, number, number])[];
		}
	): this {
		this.#at = at;
		const place = ([x, y]: readonly [number, number]) => ({
			pointerType: this.#fields.pointerType,
			clientX: x + 100,
			clientY: y,
			pressure: 0.7
		});
		this.#hands.dispatch(type, {
			...this.#fields,
			...place(at),
			buttons,
			getCoalescedEvents: () => coalesced.map(place),
			getPredictedEvents: () =>
				predicted.map(([x, y, inMs]) => ({ ...place([x, y]), timeStamp: this.#hands.now + inMs }))
		});
		return this;
	}
}

describe('one pointer', () => {
	it('draws from where it comes down to where it is lifted, with every place that was passed', () => {
		const hands = new Hands();
		const pen = hands.pen().down(10, 10);
		pen.move(30, 10, {
			coalesced: [
				[20, 10],
				[30, 10]
			]
		});
		expect(hands.board.workspace.gesture.draft?.points?.map((value) => Math.round(value * 10) / 10)).toEqual([
			0, 0, 0.7, 10, 0, 0.7, 20, 0, 0.7
		]);
		pen.up();
		expect(hands.board.made('stroke').position).toEqual([10, 10]);
		hands.board.expectState('draw.idle');
	});
	it('shows where it is expected in the next frame, and not further on', () => {
		const hands = new Hands();
		hands
			.mouse()
			.down(0, 0)
			.move(10, 0, {
				predicted: [
					[14, 0, 8],
					[18, 0, 16],
					[30, 0, 40]
				]
			});
		expect(hands.board.workspace.gesture.draft?.ahead?.points).toEqual([14, 0, 0.5, 18, 0, 0.5]);
	});
	it('holds on to its pointer beyond the edge of the board', () => {
		const hands = new Hands();
		hands.mouse().down(0, 0);
		expect(hands.element.captured).toEqual([1]);
	});
	it('pans with the middle button and while the space bar is held, and draws nothing', () => {
		const hands = new Hands();
		hands.mouse({ button: 1 }).down(0, 0).move(10, 5).up();
		expect(hands.camera).toMatchObject({ x: -10, y: -5 });
		hands.isSpaceDown = true;
		hands.mouse().down(0, 0).move(10, 5).up();
		expect(hands.camera).toMatchObject({ x: -20, y: -10 });
		expect(hands.board.elements()).toEqual([]);
	});
	it('shows that it pans as long as it does', () => {
		const hands = new Hands();
		const mouse = hands.mouse({ button: 1 }).down(0, 0);
		expect([...hands.element.classes]).toEqual(['panning']);
		mouse.up();
		expect([...hands.element.classes]).toEqual([]);
	});
	it('draws nothing with the right button', () => {
		const hands = new Hands();
		hands.mouse({ button: 2 }).down(0, 0).move(50, 0, { buttons: 2 }).up();
		expect(hands.board.elements()).toEqual([]);
	});
	it('begins a text with the second of two clicks, and a third ends it', () => {
		const hands = new Hands('select');
		const click = () => hands.mouse().down(50, 50).up();
		click();
		expect(hands.board.workspace.editing).toBeNull();
		click();
		expect(hands.board.workspace.editing).not.toBeNull();
		click();
		expect(hands.board.workspace.editing).toBeNull();
	});
	it('begins no text with a click where something was dragged to just before', () => {
		const hands = new Hands('select');
		hands.mouse().down(10, 10).move(80, 80).up();
		hands.mouse().down(80, 80).up();
		expect(hands.board.workspace.editing).toBeNull();
		hands.mouse().down(80, 80).up();
		expect(hands.board.workspace.editing).not.toBeNull();
	});
	it('begins no text with two slow clicks', () => {
		const hands = new Hands('select');
		hands.mouse().down(50, 50).up();
		hands.wait(500).mouse().down(50, 50).up();
		expect(hands.board.workspace.editing).toBeNull();
	});
	it('is heard no more after destroy, twice too', () => {
		const hands = new Hands();
		hands.gestures.destroy();
		hands.gestures.destroy();
		hands.mouse().down(0, 0).move(50, 50).up();
		expect(hands.board.elements()).toEqual([]);
	});
});

describe('a pointer that is lifted where nobody hears of it', () => {
	it('ends its stroke as soon as it moves without a button, and the ink is kept', () => {
		const hands = new Hands();
		hands.mouse().down(0, 0).move(50, 0).move(300, 300, { buttons: 0 });
		expect(hands.board.made('stroke')).toBeDefined();
		hands.board.expectState('draw.idle');
		expect(hands.hover).toEqual({ x: 300, y: 300 });
	});
	it('ends a shape where it was last seen', () => {
		const hands = new Hands('rectangle');
		hands.mouse().down(0, 0).move(50, 40).move(300, 300, { buttons: 0 });
		expect(hands.board.made('rectangle').size).toEqual([50, 40]);
	});
	it('ends its stroke when it loses the capture', () => {
		const hands = new Hands();
		hands.pen().down(0, 0).move(50, 0).loseCapture();
		expect(hands.board.made('stroke')).toBeDefined();
		hands.mouse().down(0, 50).move(50, 50).up();
		expect(hands.board.elements()).toHaveLength(2);
	});
	it('can come down again', () => {
		const hands = new Hands();
		hands.mouse().down(0, 0).move(50, 0);
		hands.mouse().down(0, 50).move(50, 50).up();
		expect(hands.board.elements()).toHaveLength(2);
	});
	it('ends panning', () => {
		const hands = new Hands();
		hands.mouse({ button: 1 }).down(0, 0).move(10, 0).move(90, 0, { buttons: 0 });
		expect([hands.camera.x, hands.element.classes.size]).toEqual([-10, 0]);
	});
	it('was a finger: the next one draws and does not pinch', () => {
		const hands = new Hands();
		hands.finger(10).down(0, 0).move(50, 0);
		hands.finger(11, { isPrimary: true }).down(0, 200).move(50, 200).up();
		expect(hands.board.elements()).toHaveLength(2);
		expect(hands.camera).toEqual({ x: 0, y: 0, zoom: 1 });
	});
	it('was two fingers: the next one draws', () => {
		const hands = new Hands();
		hands.finger(10).down(0, 0);
		hands.finger(11).down(100, 0).move(200, 0);
		const { camera } = hands;
		hands.finger(12, { isPrimary: true }).down(0, 200).move(50, 200).up();
		expect(hands.board.made('stroke')).toBeDefined();
		expect(hands.camera).toEqual(camera);
	});
	it('takes back what it did when the system took it away', () => {
		const hands = new Hands();
		hands.pen().down(0, 0).move(50, 0).cancel();
		expect(hands.board.elements()).toEqual([]);
		hands.board.expectState('draw.idle');
	});
});

describe('fingers', () => {
	it('pan and pinch by two, each keeping the page under it, and leave no mark', () => {
		const hands = new Hands();
		const first = hands.finger(10).down(100, 100);
		const second = hands.finger(11).down(200, 100);
		first.move(50, 100);
		second.move(250, 100);
		expect(hands.camera.zoom).toBeCloseTo(2);
		expect(hands.camera.x + 50 / hands.camera.zoom).toBeCloseTo(100);
		first.up();
		second.up();
		expect(hands.board.elements()).toEqual([]);
		expect(hands.undone).toBe(0);
	});
	it('give up the stroke of the first when the second comes', () => {
		const hands = new Hands();
		hands.finger(10).down(0, 0).move(50, 50);
		hands.finger(11).down(100, 0);
		expect(hands.board.cancelledDrafts).toHaveLength(1);
		hands.board.expectState('draw.idle');
	});
	it('undo with a tap of two and redo with a tap of three', () => {
		const hands = new Hands();
		const tap = (count: number) => {
			const fingers = Array.from({ length: count }, (_, i) => hands.finger(10 + i).down(i * 50, 0));
			for (const finger of fingers) finger.up();
		};
		tap(2);
		expect([hands.undone, hands.redone]).toEqual([1, 0]);
		tap(3);
		expect([hands.undone, hands.redone]).toEqual([1, 1]);
	});
	it('do not undo by resting', () => {
		const hands = new Hands();
		const [first, second] = [hands.finger(10).down(0, 0), hands.finger(11).down(50, 0)];
		hands.wait(400);
		first.up();
		second.up();
		expect(hands.undone).toBe(0);
	});
	it('do not undo when the system takes one of them away', () => {
		const hands = new Hands();
		const [first, second] = [hands.finger(10).down(0, 0), hands.finger(11).down(50, 0)];
		first.cancel();
		second.up();
		expect(hands.undone).toBe(0);
		hands.finger(10).down(0, 0).move(50, 0).up();
		expect(hands.board.made('stroke')).toBeDefined();
	});
	it('do nothing with the one that stays after a pinch', () => {
		const hands = new Hands();
		const [first, second] = [hands.finger(10).down(0, 0), hands.finger(11).down(100, 0).move(150, 0)];
		second.up();
		const { camera } = hands;
		first.move(80, 80).up();
		expect([hands.board.elements(), hands.camera]).toEqual([[], camera]);
	});
	it('pan by one in pen mode', () => {
		const hands = new Hands();
		hands.isPenMode = true;
		hands.finger(10).down(0, 0).move(30, 0).up();
		expect([hands.camera.x, hands.board.elements()]).toEqual([-30, []]);
	});
	it.each<[string, (finger: Pointer) => void]>([
		['is lifted', (finger) => finger.up()],
		['is taken away', (finger) => finger.cancel()],
		['is gone unheard', (finger) => finger.loseCapture()]
	])('have a cursor while one draws, and none once it %s', (_name, end) => {
		const hands = new Hands();
		const finger = hands.finger(10).down(0, 0).move(20, 20);
		expect(hands.hover).toEqual({ x: 20, y: 20 });
		end(finger);
		expect(hands.hover).toBeNull();
	});
	it('have no cursor while they pinch', () => {
		const hands = new Hands();
		hands.finger(10).down(0, 0).move(20, 20);
		hands.finger(11).down(100, 0).move(150, 0);
		expect(hands.hover).toBeNull();
	});
});

describe('a mouse', () => {
	it('has a cursor over the board, and none when it has left', () => {
		const hands = new Hands();
		const mouse = hands.mouse().move(20, 30, { buttons: 0 });
		expect(hands.hover).toEqual({ x: 20, y: 30 });
		mouse.leave();
		expect(hands.hover).toBeNull();
	});
	it('keeps its cursor while it draws across the edge', () => {
		const hands = new Hands();
		hands.mouse().down(0, 0).move(-20, 0).leave();
		expect(hands.hover).toEqual({ x: -20, y: 0 });
	});
	it('takes over from a pinch, which then moves nothing more and undoes nothing', () => {
		const hands = new Hands();
		const [first, second] = [hands.finger(10).down(0, 0), hands.finger(11).down(100, 0)];
		const mouse = hands.mouse().down(0, 200).move(50, 200);
		second.move(200, 0);
		expect(hands.camera.zoom).toBe(1);
		mouse.up();
		first.up();
		second.up();
		expect(hands.board.made('stroke').position).toEqual([0, 200]);
		expect(hands.undone).toBe(0);
	});
});

describe('a pen', () => {
	it('makes pen mode with its first contact, not by hovering', () => {
		const hands = new Hands();
		const pen = hands.pen().move(5, 5, { buttons: 0 });
		expect(hands.isPenMode).toBe(false);
		pen.down(5, 5);
		expect(hands.isPenMode).toBe(true);
	});
	it('wins over the palm that came down before it, the very first time too', () => {
		const hands = new Hands();
		const palm = hands.finger(10).down(300, 300).move(305, 300);
		const pen = hands.pen().down(0, 0).move(50, 0);
		palm.move(320, 320);
		pen.move(60, 0).up();
		palm.up();
		expect(hands.board.made('stroke').position).toEqual([0, 0]);
		expect(hands.board.cancelledDrafts).toHaveLength(1);
	});
	it('ends the panning of a palm in pen mode', () => {
		const hands = new Hands();
		hands.isPenMode = true;
		const palm = hands.finger(10).down(300, 300);
		hands.pen().down(0, 0);
		palm.move(350, 300);
		expect([hands.camera.x, hands.element.classes.size]).toEqual([0, 0]);
		hands.board.expectState('draw.drawing');
	});
	it('draws on while palms come, move and go', () => {
		const hands = new Hands();
		const pen = hands.pen().down(0, 0);
		const palms = [hands.finger(10).down(300, 300), hands.finger(11).down(350, 300)];
		for (const palm of palms) palm.move(400, 400);
		pen.move(50, 0);
		for (const palm of palms) palm.up();
		expect(hands.hover).toEqual({ x: 50, y: 0 });
		pen.move(60, 0).up();
		expect(hands.board.made('stroke').position).toEqual([0, 0]);
		expect([hands.camera, hands.undone]).toEqual([{ x: 0, y: 0, zoom: 1 }, 0]);
	});
	it('leaves a palm that stays behind without any effect', () => {
		const hands = new Hands();
		const pen = hands.pen().down(0, 0).move(50, 0);
		const palm = hands.finger(10).down(300, 300);
		pen.up();
		palm.move(200, 200).up();
		expect([hands.board.elements().length, hands.camera.x, hands.undone]).toEqual([1, 0, 0]);
		expect(hands.hover).toEqual({ x: 50, y: 0 });
	});
	it('is no second finger for a tap, in any order', () => {
		const hands = new Hands();
		const before = hands.finger(10).down(300, 300);
		const pen = hands.pen().down(0, 0);
		const after = hands.finger(11).down(350, 300);
		before.up();
		pen.up();
		after.up();
		expect(hands.undone).toBe(0);
	});
	it('erases with its other end, and has its tool again when that is lifted, however it was', () => {
		const hands = new Hands();
		hands.pen().down(0, 0).move(50, 0).up();
		const eraser = hands.pen({ button: 5 }).down(30, 20).move(30, 0);
		expect([hands.board.workspace.toolName, hands.board.elements().length]).toEqual(['eraser', 1]);
		eraser.cancel();
		expect([hands.board.workspace.toolName, hands.board.elements().length]).toEqual(['draw', 1]);
		hands.pen({ button: 5 }).down(30, 20).move(30, -20).up();
		expect([hands.board.workspace.toolName, hands.board.elements().length]).toEqual(['draw', 0]);
		hands.pen({ button: 5 }).down(30, 20).move(30, 0, { buttons: 0 });
		expect(hands.board.workspace.toolName).toBe('draw');
		hands.pen().down(0, 0).move(50, 0).up();
		expect(hands.board.elements()).toHaveLength(1);
	});
	it('opens no text by two taps of its other end', () => {
		const hands = new Hands('select');
		for (let i = 0; i < 2; i++) hands.pen({ button: 5 }).down(30, 20).up();
		expect([hands.board.workspace.editing, hands.board.workspace.toolName]).toEqual([null, 'select']);
	});
	it('lets fingers pan again once it is lifted', () => {
		const hands = new Hands();
		hands.pen().down(0, 0).move(50, 0).up();
		hands.finger(10).down(0, 0).move(30, 0).up();
		expect(hands.camera.x).toBe(-30);
	});
});

describe('the wheel', () => {
	const turn = (hands: Hands, fields: Readonly<Record<string, unknown>>) => {
		vi.stubGlobal('WheelEvent', { DOM_DELTA_LINE: 1 });
		hands.dispatch('wheel', { deltaX: 0, deltaY: 0, deltaMode: 0, clientX: 150, clientY: 50, ...fields });
		vi.unstubAllGlobals();
		return hands.camera;
	};

	it('pans, sideways with Shift', () => {
		expect(turn(new Hands(), { deltaX: 30, deltaY: 50 })).toEqual({ x: 30, y: 50, zoom: 1 });
		expect(turn(new Hands(), { deltaY: 50, shiftKey: true })).toEqual({ x: 50, y: 0, zoom: 1 });
	});
	it('counts lines where the browser does', () => {
		expect(turn(new Hands(), { deltaY: 3, deltaMode: 1 }).y).toBe(48);
	});
	it('zooms with Ctrl about the page point under it', () => {
		const { x, y, zoom } = turn(new Hands(), { deltaY: -100, ctrlKey: true });
		expect(zoom).toBeGreaterThan(1.2);
		expect([x + 50 / zoom, y + 50 / zoom]).toEqual([expect.closeTo(50), expect.closeTo(50)]);
	});
});

describe('the menu', () => {
	const browserAsks = (hands: Hands, x: number, y: number) =>
		hands.dispatch('contextmenu', { clientX: x + 100, clientY: y });

	it('is asked for with its key', () => {
		const hands = new Hands('select');
		browserAsks(hands, 30, 40);
		expect(hands.menus).toEqual([null]);
	});
	it.each(['at the press', 'after it'])(
		'is asked for once with the right button, when browsers tell %s',
		(when) => {
			const hands = new Hands('draw');
			const mouse = hands.mouse({ button: 2 }).down(30, 40);
			if (when === 'at the press') browserAsks(hands, 30, 40);
			mouse.move(31, 42, { buttons: 2 }).up();
			if (when === 'after it') browserAsks(hands, 31, 42);
			expect(hands.menus).toEqual([{ x: 31, y: 42 }]);
			expect(hands.camera).toEqual({ x: 0, y: 0, zoom: 1 });
			expect(hands.board.workspace.scene.count).toBe(0);
			// The next one by its key is another one.
			hands.wait(1_000);
			browserAsks(hands, 5, 5);
			expect(hands.menus).toHaveLength(2);
		}
	);
	it('is not where the right button has dragged the page', () => {
		const hands = new Hands('draw');
		const mouse = hands.mouse({ button: 2 }).down(30, 40);
		browserAsks(hands, 30, 40);
		mouse.move(90, 20, { buttons: 2 });
		expect(hands.element.classes.has('panning')).toBe(true);
		mouse.move(130, 20, { buttons: 2 }).up();
		browserAsks(hands, 130, 20);
		expect(hands.menus).toEqual([]);
		expect(hands.camera).toEqual({ x: -100, y: 20, zoom: 1 });
		expect(hands.element.classes.has('panning')).toBe(false);
		// And draws again with the left one.
		hands.mouse().down(0, 0).move(50, 50).up();
		expect(hands.board.workspace.scene.count).toBe(1);
	});
	it('is forgotten when the mouse is taken away', () => {
		const hands = new Hands('draw');
		hands.mouse({ button: 2 }).down(30, 40).cancel();
		expect(hands.menus).toEqual([]);
		hands.mouse().down(0, 0).move(50, 50).up();
		expect(hands.board.workspace.scene.count).toBe(1);
	});
	it('is not, while something is under way', () => {
		const hands = new Hands('draw');
		const mouse = hands.mouse().down(0, 0);
		browserAsks(hands, 30, 40);
		mouse.up();
		expect(hands.menus).toEqual([]);
	});
	it('is asked for by a finger that rests where things are selected', () => {
		vi.useFakeTimers();
		const hands = new Hands('select');
		const finger = hands.finger(10).down(30, 40);
		finger.move(32, 41);
		vi.advanceTimersByTime(600);
		expect(hands.menus).toEqual([{ x: 32, y: 41 }]);
		hands.board.expectState('select.idle');
		finger.move(80, 80).up();
		expect(hands.board.selection()).toEqual([]);
		vi.useRealTimers();
	});
	it.each<[string, (finger: Pointer, hands: Hands) => void, ToolName]>([
		['moves', (finger) => void finger.move(90, 90), 'select'],
		['is lifted', (finger) => void finger.up(), 'select'],
		['is not alone', (_finger, hands) => void hands.finger(11).down(99, 99), 'select'],
		['draws', () => undefined, 'draw']
	])('is not asked for by a finger that %s', (_what, act, tool) => {
		vi.useFakeTimers();
		const hands = new Hands(tool);
		act(hands.finger(10).down(30, 40), hands);
		vi.advanceTimersByTime(600);
		expect(hands.menus).toEqual([]);
		vi.useRealTimers();
	});
});
