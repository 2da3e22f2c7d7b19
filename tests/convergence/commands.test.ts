// Whatever a person does with commands can be undone to the start and redone to the end, while somebody else works on the
// same board and loses nothing; and what a scene shows is sound after every step.
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Board } from '../../src/lib/board/board.svelte.ts';
import { EDITING_COMMANDS } from '../../src/lib/board/editing-commands.ts';
import { deleteSelection } from '../../src/lib/board/board-actions.ts';
import { BoardDocument } from '../../src/lib/document/board-document.ts';
import { SHAPE_NAMES, type Element, type ElementId } from '../../src/lib/document/element.ts';
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { Scene } from '../../src/lib/scene/scene.ts';
import { roughMeasure } from '../../src/lib/scene/text-layout.ts';
import { membersOf, unitOf } from '../../src/lib/scene/units.ts';
import { BoardDriver } from '../support/board-driver.ts';
import { describeScene, describeScratchScene } from '../support/peers.ts';
import { forSeeds, type Random } from '../support/random.ts';

const STEPS = 40;
/** Those that need a browser, or do nothing to the board. */
const LEFT_OUT = [
	'copy',
	'cut',
	'paste',
	'copyAsPng',
	'copyAsSvg',
	'openLink',
	'edit',
	'copyStyle',
	'pasteStyle'
];
const COMMANDS = EDITING_COMMANDS.filter(({ id }) => !LEFT_OUT.includes(id));

/** As much of a board as commands see. */
function boardOf(driver: BoardDriver): Board {
	const { document, scene, workspace, undoStack: undo } = driver;
	const state = {
		canWrite: true,
		get selection() {
			return workspace.selection;
		}
	};
	return { document, scene, workspace, undo, state } as unknown as Board;
}

function randomInput(random: Random): ElementInput {
	const position = [random.int(1_000), random.int(1_000)] as const;
	const size = [10 + random.int(200), 10 + random.int(200)] as const;
	const at = (x: number, y: number) => [position[0] + x, position[1] + y] as const;
	switch (random.int(6)) {
		case 0:
			return { type: 'stroke', points: [at(0, 0), at(30, 50), at(60, 10)], size: 4 };
		case 1:
			return { type: 'line', points: [at(0, 0), at(90, 50), at(60, 110)], isCurved: random.chance(0.5) };
		case 2:
			return { type: 'text', position, text: 'some words' };
		case 3:
			return { type: 'note', position, size, text: 'a note' };
		case 4:
			return { type: 'frame', position, size: [400, 300] };
		default:
			return { type: random.pick(SHAPE_NAMES), position, size, text: 'label' };
	}
}

/** All elements as they look, by id. What the order between equals is does not matter. */
function looks(scene: Scene): ReadonlyMap<ElementId, unknown> {
	const ids = [...scene.ids()].sort();
	return new Map(
		ids.map((id) => {
			const element = scene.get(id) as Element;
			return [id, { ...element, ...('points' in element && { points: [...element.points] }) }];
		})
	);
}

function expectSound(driver: BoardDriver): void {
	const { scene, document } = driver;
	expect(describeScratchScene(document)).toEqual(describeScene(scene));
	expect(scene.skippedCount).toBe(0);
	for (const { element, box } of scene.inOrder()) {
		if (box) expect(Object.values(box).every(Number.isFinite)).toBe(true);
		// No element is inside itself, and each is found from its parent.
		const ancestors = scene.ancestorsOf(element.id);
		expect(ancestors).not.toContain(element.id);
		const [parent] = ancestors;
		if (parent) expect(scene.childrenOf(parent)).toContain(element.id);
	}
	for (const id of driver.workspace.selection) expect(scene.get(id)).toBeDefined();
}

/** Somebody else on the same board, who is told everything at once. */
function another(driver: BoardDriver) {
	const doc = new Y.Doc();
	const document = new BoardDocument(doc, { userId: 'bob' });
	const scene = new Scene(document, roughMeasure);
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(driver.doc));
	driver.doc.on('update', (update: Uint8Array, origin) => {
		if (origin !== 'bob') Y.applyUpdate(doc, update, 'alice');
	});
	doc.on('update', (update: Uint8Array, origin) => {
		if (origin !== 'alice') Y.applyUpdate(driver.doc, update, 'bob');
	});
	return { document, scene };
}

function selectSome(driver: BoardDriver, random: Random): void {
	const { scene, workspace } = driver;
	const ids = [...scene.ids()].filter((id) => scene.get(id)?.type !== 'group');
	const chosen = Array.from({ length: 1 + random.int(5) }, () => random.pick(ids));
	workspace.selection = new Set(chosen.flatMap((id) => membersOf(scene, unitOf(scene, id))));
}

describe('any sequence of commands', () => {
	it('is undone to the start and redone to the end, while another edits other elements and loses nothing', () => {
		let steps = 0;
		forSeeds(25, (random) => {
			const driver = new BoardDriver({ elements: Array.from({ length: 12 }, () => randomInput(random)) });
			driver.setTool('select');
			const board = boardOf(driver);
			const bob = another(driver);
			const own = new Set(driver.ids);
			const start = looks(driver.scene);
			const bobs: ElementId[] = [];
			for (let i = 0; i < STEPS; i++) {
				if (random.chance(0.2)) bobs.push(...bob.document.create([{ ...randomInput(random), color: 'red' }]));
				const [bobsFirst] = bobs;
				if (bobsFirst && random.chance(0.2)) bob.document.update(bobsFirst, { opacity: random.next() });
				selectSome(driver, random);
				// What another has made is left to them.
				driver.select(...driver.selection().filter((id) => !bobs.includes(id)));
				if (random.chance(0.06)) deleteSelection(board);
				else {
					const command = random.pick(COMMANDS);
					if (command.isEnabled?.(board) ?? true) command.run(board);
				}
				expectSound(driver);
				if (driver.scene.count < 4) break;
			}
			const end = looks(driver.scene);
			const bobsLooks = () => new Map(bobs.map((id) => [id, looks(driver.scene).get(id)]));
			const bobsEnd = bobsLooks();
			while (driver.undoStack.canUndo) {
				driver.undo();
				steps++;
			}
			const isBobs = (id: ElementId) => bobs.includes(id);
			const without = (all: ReadonlyMap<ElementId, unknown>) =>
				new Map([...all].filter(([id]) => !isBobs(id) && own.has(id)));
			expect(without(looks(driver.scene))).toEqual(without(start));
			expect([...driver.scene.ids()].filter((id) => !isBobs(id)).sort()).toEqual([...start.keys()]);
			while (driver.undoStack.canRedo) driver.redo();
			expect(looks(driver.scene)).toEqual(end);
			expect(bobsLooks()).toEqual(bobsEnd);
			expectSound(driver);
			expect(describeScene(bob.scene)).toEqual(describeScene(driver.scene));
		});
		expect(steps).toBeGreaterThan(200);
	});
});

describe('two who group, frame, reparent and delete the same elements at once', () => {
	it('have equal and sound boards', () => {
		forSeeds(40, (random) => {
			const alice = new BoardDriver({ elements: Array.from({ length: 10 }, () => randomInput(random)) });
			const bob = new BoardDriver();
			Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(alice.doc));
			for (let round = 0; round < 8; round++) {
				for (const driver of [alice, bob]) {
					const board = boardOf(driver);
					for (let i = 0; i < 3; i++) {
						// Of groups alone nothing can be selected.
						if (!driver.scene.inOrder().some(({ box }) => box)) driver.document.create([randomInput(random)]);
						selectSome(driver, random);
						if (random.chance(0.25)) deleteSelection(board);
						else if (random.chance(0.3)) {
							const [one, other] = [
								random.pick([...driver.scene.ids()]),
								random.pick([...driver.scene.ids()])
							];
							driver.document.update(one, { parent: other });
						} else random.pick(COMMANDS).run(board);
					}
				}
				Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(alice.doc, Y.encodeStateVector(bob.doc)), 'network');
				Y.applyUpdate(alice.doc, Y.encodeStateAsUpdate(bob.doc, Y.encodeStateVector(alice.doc)), 'network');
				expect(describeScene(bob.scene)).toEqual(describeScene(alice.scene));
				expectSound(alice);
				expectSound(bob);
			}
		});
	});
});
