/**
 * Whether objects and arrays stand more than `levels` deep in a JSON value. JSON.parse reads any depth; whoever walks
 * the value afterwards, JSON.stringify first of all, runs out of stack at a few thousand levels and throws.
 */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((inner) => isNestedDeeperThan(levels - 1, inner));
}
