import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Random } from '../../../tests/support/random.ts';
import { changeAtRandom } from '../../../tests/support/random-document.ts';
import { decodeBoardFile, encodeBoardFile } from './board-file.ts';

const random = new Random(17);

function aBoard() {
	const doc = new Y.Doc();
	changeAtRandom(doc, random, 200);
	return {
		boardId: 'CBxXLibMVURxJVCuZHG7gg',
		link: '',
		update: Y.encodeStateAsUpdate(doc),
		assets: [random.bytes(5_000), random.bytes(10)]
	};
}

describe('a board file', () => {
	it('gives back every board with its history and pictures', async () => {
		const boards = [
			aBoard(),
			{ ...aBoard(), boardId: 'another', link: '#AAECAwQFBgcICQoLDA0ODw', assets: [] }
		];
		expect(await decodeBoardFile(await encodeBoardFile(boards))).toEqual(boards);
	});

	it('is smaller than what it holds', async () => {
		const board = { ...aBoard(), assets: [] };
		expect((await encodeBoardFile([board])).length).toBeLessThan(board.update.length);
	});

	it('says what is wrong with a file that is none, newer, cut short or changed', async () => {
		const file = await encodeBoardFile([aBoard()]);
		await expect(decodeBoardFile(random.bytes(100))).rejects.toThrow('no Inkmesh board file');
		await expect(decodeBoardFile(new Uint8Array())).rejects.toThrow('no Inkmesh board file');
		await expect(decodeBoardFile(file.map((byte, i) => (i === 7 ? 3 : byte)))).rejects.toThrow(
			'has format 3'
		);
		for (let i = 8; i < file.length; i += 37) {
			await expect(decodeBoardFile(file.subarray(0, i))).rejects.toThrow('damaged');
		}
	});

	it('never does anything but throw with bytes of others’ making', async () => {
		const file = await encodeBoardFile([aBoard()]);
		for (let round = 0; round < 300; round++) {
			const changed = file.slice();
			const at = 8 + random.int(file.length - 8);
			changed[at] = random.int(256);
			await decodeBoardFile(changed).then(
				(boards) => expect(boards).toHaveLength(1),
				(error: unknown) => expect(String(error)).toContain('damaged')
			);
		}
	});
});
