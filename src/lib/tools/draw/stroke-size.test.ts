import { expect, it } from 'vitest';
import { strokeSize, strokeWidthOf } from './stroke-size.ts';

it.each([2, 3.5, 6, 12])('a stroke drawn with the width %d shows that width again', (width) => {
	expect(strokeWidthOf(strokeSize(width))).toBe(width);
	expect(strokeSize(width)).toBeGreaterThan(width);
});
