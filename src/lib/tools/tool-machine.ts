import { TOOL_NAMES, type PointerInput, type Tool, type ToolName, type ToolState } from './tool.ts';
import type { ToolContext } from './tool-context.ts';

/** Runs one tool at a time: keeps its state and passes on what happens. */
export class ToolMachine {
	readonly #context: ToolContext;
	readonly #tools: Map<ToolName, Tool>;
	#tool: Tool;
	#stateName: string;
	#state: ToolState = {};

	constructor(tools: readonly Tool[], initial: ToolName, context: ToolContext) {
		this.#tools = new Map(tools.map((tool) => [tool.id, tool]));
		this.#context = context;
		this.#tool = this.#find(initial);
		this.#stateName = this.#tool.initial;
		this.#enter(this.#stateName, undefined);
	}

	/** More tools have come. */
	add(tools: readonly Tool[]): void {
		for (const tool of tools) this.#tools.set(tool.id, tool);
		const now = this.#tools.get(this.#tool.id);
		if (now && now !== this.#tool && !this.isBusy) this.setTool(now.id);
	}

	get tool(): Tool {
		return this.#tool;
	}

	/** Tool and state, as "draw.drawing". */
	get path(): string {
		return `${this.#tool.id}.${this.#stateName}`;
	}

	/** Whether a gesture is under way. */
	get isBusy(): boolean {
		return this.#stateName !== this.#tool.initial;
	}

	setTool(name: ToolName): void {
		const tool = this.#find(name);
		// What has been drawn by then is kept.
		if (this.canFinish) this.finish();
		else this.interrupt();
		this.#state.exit?.();
		this.#tool = tool;
		this.#enter(tool.initial, undefined);
	}

	pointerDown(input: PointerInput): void {
		this.#state.pointerDown?.(input);
	}

	pointerMove(input: PointerInput): void {
		this.#state.pointerMove?.(input);
	}

	pointerUp(input: PointerInput): void {
		this.#state.pointerUp?.(input);
	}

	doubleClick(input: PointerInput): void {
		this.#state.doubleClick?.(input);
	}

	cancel(): void {
		this.#state.cancel?.();
	}

	/** Whether there is something to finish. */
	get canFinish(): boolean {
		return this.#state.finish !== undefined;
	}

	finish(): void {
		this.#state.finish?.();
	}

	/** Takes back something of the gesture under way; false when there is none. */
	stepBack(): boolean {
		if (!this.isBusy) return false;
		if (this.#state.stepBack) this.#state.stepBack();
		else this.#state.cancel?.();
		return true;
	}

	interrupt(): void {
		if (this.#state.interrupt) this.#state.interrupt();
		else this.#state.cancel?.();
	}

	#go(state: string, info?: unknown): void {
		this.#state.exit?.();
		this.#enter(state, info);
	}

	#enter(name: string, info: unknown): void {
		const make = this.#tool.states[name];
		if (!make) throw new Error(`expected a state of ${this.#tool.id}, got ${name}`);
		this.#stateName = name;
		this.#state = make(this.#context, (state, next) => this.#go(state, next), info as never);
		this.#state.enter?.();
	}

	#find(name: ToolName): Tool {
		const tool = this.#tools.get(name);
		if (tool) return tool;
		if (!TOOL_NAMES.includes(name)) throw new Error(`expected one of ${TOOL_NAMES.join(', ')}, got ${name}`);
		// It is on its way.
		return { id: name, initial: 'idle', states: { idle: () => ({}) }, cursor: 'default' };
	}
}
