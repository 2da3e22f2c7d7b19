import type { BoardPage } from './board-page.ts';

/** Writes strokes of 80 points, wavy and side by side, the n-th looking the same every time; resolves when they are saved. */
export async function createStrokes(
	board: BoardPage,
	{
		first,
		count,
		isOneChange
	}: { readonly first: number; readonly count: number; readonly isOneChange: boolean }
): Promise<string[]> {
	return board.board(
		async (api, { first, count, isOneChange }) => {
			const strokes = Array.from({ length: count }, (_, i) => {
				const n = first + i;
				const points = Array.from({ length: 80 }, (_, k): [number, number, number] => [
					(n % 400) * 40 + k * 1.7 + Math.sin(n + k) * 9,
					Math.floor(n / 400) * 40 + Math.cos(n * 3 + k / 3) * 14,
					0.5 + 0.4 * Math.sin(k / 9)
				]);
				return { type: 'stroke' as const, points, color: 'black' as const, size: 5 };
			});
			const ids = isOneChange ? api.create(strokes) : strokes.flatMap((stroke) => api.create([stroke]));
			await api.whenSaved();
			return ids as string[];
		},
		{ first, count, isOneChange }
	);
}
