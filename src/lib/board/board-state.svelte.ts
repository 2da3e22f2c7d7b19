import type { BoardDocument } from '$lib/document/board-document';
import type { ElementId } from '$lib/document/element';
import type { Person } from '$lib/presence/people';
import type { ToolName } from '$lib/tools/tool';
import type { TextEditing } from '$lib/tools/tool-context';
import type { ToolStyle } from '$lib/tools/tool-style';
import type { Workspace, WorkspaceAspect } from '$lib/tools/workspace';
import type { BoardStatus } from './board-status.ts';
import type { Diagnosis } from './connection-doctor.ts';

/**
 * What the interface shows of a board. Every value is replaced, never mutated, and changes seldom: nothing here runs
 * per pointer move or per element.
 */
/** What a command can open. */
export type DialogName = 'help' | 'palette';

export class BoardState {
	#tool = $state.raw<ToolName>('hand');
	#keepsTool = $state.raw(false);
	#style = $state.raw<ToolStyle>() as ToolStyle;
	#selection = $state.raw<ReadonlySet<ElementId>>(new Set());
	#selectionVersion = $state.raw(0);
	#editing = $state.raw<TextEditing | null>(null);
	#zoom = $state.raw(1);
	#isGesturing = $state.raw(false);
	#cursor = $state.raw('default');
	#canUndo = $state.raw(false);
	#canRedo = $state.raw(false);
	#canWrite = $state.raw(true);
	#isNewer = $state.raw(false);
	#isLowOnSpace = $state.raw(false);
	#title = $state.raw('');
	#background = $state.raw<string | null>(null);
	#people = $state.raw<readonly Person[]>([]);
	#status = $state.raw<BoardStatus>() as BoardStatus;
	#notice = $state.raw('');
	#hasEditing = $state.raw(false);
	#dialog = $state.raw<DialogName | null>(null);
	#diagnosis = $state.raw<Diagnosis | null>(null);

	get tool(): ToolName {
		return this.#tool;
	}

	/** Whether the tool stays after making something. */
	get keepsTool(): boolean {
		return this.#keepsTool;
	}

	/** What the pointer is over the board, as a CSS cursor. */
	get cursor(): string {
		return this.#cursor;
	}

	/** How the next element will look. */
	get style(): ToolStyle {
		return this.#style;
	}

	get selection(): ReadonlySet<ElementId> {
		return this.#selection;
	}

	/** Changes when an element does that is selected or typed into: for whoever shows its properties. */
	get selectionVersion(): number {
		return this.#selectionVersion;
	}

	/** The text being typed; null when none is. */
	get editing(): TextEditing | null {
		return this.#editing;
	}

	get zoom(): number {
		return this.#zoom;
	}

	/** Whether a finger or pen is at work, so that the interface stays out of its way. */
	get isGesturing(): boolean {
		return this.#isGesturing;
	}

	get canUndo(): boolean {
		return this.#canUndo;
	}

	get canRedo(): boolean {
		return this.#canRedo;
	}

	get canWrite(): boolean {
		return this.#canWrite;
	}

	/** Whether a newer app wrote this board, so that this one only shows it. */
	get isNewer(): boolean {
		return this.#isNewer;
	}

	/** Whether this device will soon have no room for more. */
	get isLowOnSpace(): boolean {
		return this.#isLowOnSpace;
	}

	/** The colour of the paper; null: as it is by itself. */
	get background(): string | null {
		return this.#background;
	}

	get title(): string {
		return this.#title;
	}

	/** Everybody else who is here. */
	get people(): readonly Person[] {
		return this.#people;
	}

	get status(): BoardStatus {
		return this.#status;
	}

	/** Something the person is told once, in plain words; empty for nothing. */
	get notice(): string {
		return this.#notice;
	}

	/** What the connection doctor says; null until somebody asked. */
	get diagnosis(): Diagnosis | null {
		return this.#diagnosis;
	}

	/** Whether all tools and commands have come. */
	get hasEditing(): boolean {
		return this.#hasEditing;
	}

	noteEditing(): void {
		this.#hasEditing = true;
	}

	/** What lies over the board and was asked for by a command; null for nothing. */
	get dialog(): DialogName | null {
		return this.#dialog;
	}

	openDialog(name: DialogName): void {
		this.#dialog = name;
	}

	closeDialog(): void {
		this.#dialog = null;
	}

	/** Takes over what changed at the workspace. */
	followWorkspace(workspace: Workspace, aspect: WorkspaceAspect): void {
		switch (aspect) {
			case 'tool':
				this.#tool = workspace.toolName;
				this.#keepsTool = workspace.keepsTool;
				this.#cursor = workspace.cursor;
				return;
			case 'style':
				this.#style = workspace.style;
				return;
			case 'camera':
				this.#zoom = workspace.camera.zoom;
				return;
			case 'selection':
				this.#selection = workspace.selection;
				return;
			case 'editing':
				this.#editing = workspace.editing;
				return;
			case 'gesture':
				this.#isGesturing = workspace.isGesturing;
				this.#cursor = workspace.cursor;
				return;
			default:
				aspect satisfies never;
		}
	}

	followUndo({ canUndo, canRedo }: { readonly canUndo: boolean; readonly canRedo: boolean }): void {
		this.#canUndo = canUndo;
		this.#canRedo = canRedo;
	}

	followDocument({ title, background, canWrite, isNewer }: BoardDocument): void {
		this.#background = background;
		this.#title = title;
		this.#canWrite = canWrite;
		this.#isNewer = isNewer;
	}

	followSpace({ isLow }: { readonly isLow: boolean }): void {
		this.#isLowOnSpace = isLow;
	}

	followPeople(people: readonly Person[]): void {
		this.#people = people;
	}

	followStatus(status: BoardStatus): void {
		this.#status = status;
	}

	followDiagnosis(diagnosis: Diagnosis): void {
		this.#diagnosis = diagnosis;
	}

	/** Tells the person something; it stays until the next press, or the next notice. */
	tell(notice: string): void {
		this.#notice = notice;
	}

	/** Elements look different; some of them may be selected, or typed into. */
	noteChange(): void {
		if (this.#selection.size > 0 || this.#editing) this.#selectionVersion++;
	}
}
