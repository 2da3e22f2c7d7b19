import { boxAt, type Box } from '$lib/geometry/box';
import type { Point } from '$lib/geometry/point';
import type { ViewSize } from '$lib/scene/camera';

const GAP = 16;

/**
 * Places for pictures around a page point, in rows when there are several: each at its size where there is room, else
 * smaller, so that all of them are seen. `room` in page units.
 */
export function layOutImages(images: readonly ViewSize[], room: ViewSize, middle: Point): Box[] {
	const columns = Math.ceil(Math.sqrt(images.length));
	const rows = Math.ceil(images.length / columns);
	const cell = {
		width: Math.max(1, (room.width - GAP * (columns - 1)) / columns),
		height: Math.max(1, (room.height - GAP * (rows - 1)) / rows)
	};
	const sizes = images.map(({ width, height }) => {
		const scale = Math.min(1, cell.width / width, cell.height / height);
		return { width: width * scale, height: height * scale };
	});
	const inRows = Array.from({ length: rows }, (_, row) => sizes.slice(row * columns, (row + 1) * columns));
	const heights = inRows.map((row) => Math.max(...row.map(({ height }) => height)));
	let top = middle.y - (sum(heights) + GAP * (rows - 1)) / 2;
	return inRows.flatMap((row, i) => {
		const rowHeight = heights[i] ?? 0;
		let left = middle.x - (sum(row.map(({ width }) => width)) + GAP * (row.length - 1)) / 2;
		const boxes = row.map(({ width, height }) => {
			const box = boxAt([left, top + (rowHeight - height) / 2], [width, height]);
			left += width + GAP;
			return box;
		});
		top += rowHeight + GAP;
		return boxes;
	});
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
