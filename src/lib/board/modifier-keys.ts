import type { Modifiers } from '$lib/tools/tool';

const KEYS: readonly string[] = ['Shift', 'Alt', 'Control', 'Meta'];

/** What keys and pointers say is held beside them. */
export function modifiersOf({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent | PointerEvent): Modifiers {
	return { shift: shiftKey, alt: altKey, ctrl: ctrlKey || metaKey };
}

/**
 * Calls back when one of them goes down or up, wherever the focus is. `listener` says whether it meant something:
 * otherwise Alt alone is the browser's, which goes to its menu with it.
 */
export function onModifierKeys(
	target: EventTarget,
	listener: (modifiers: Modifiers) => boolean,
	signal: AbortSignal
): void {
	const hear = (event: Event) => {
		const key = event as KeyboardEvent;
		if (!KEYS.includes(key.key) || key.repeat) return;
		if (listener(modifiersOf(key)) && key.key === 'Alt') key.preventDefault();
	};
	for (const type of ['keydown', 'keyup']) target.addEventListener(type, hear, { signal, capture: true });
}
