/** Where keys write. A slider is an input too, but takes only the keys that move it. */
const FIELDS = 'input:not([type=range]), textarea, [contenteditable=true]';
/** What lies over the board and is left with the same keys that mean something on it. */
const POPUPS = '[role=dialog], [role=menu], [data-popover-content]';
const SLIDER_KEYS: readonly string[] = [
	'ArrowLeft',
	'ArrowRight',
	'ArrowUp',
	'ArrowDown',
	'Home',
	'End',
	'PageUp',
	'PageDown'
];

/**
 * Whether a key means the board, wherever the focus is: not a field, popup or button that has a use for it.
 * `isFocusByKeyboard` is whether the focus was visible when it came; by now the key has made it so, in Chromium.
 */
export function isBoardKey(
	event: KeyboardEvent,
	{ isFocusByKeyboard }: { readonly isFocusByKeyboard: boolean }
): boolean {
	const target = event.target as Element;
	if (event.defaultPrevented || target.closest(`${FIELDS}, ${POPUPS}`)) return false;
	if (target.matches('input')) return !SLIDER_KEYS.includes(event.key);
	const pressable = target.closest('button, a');
	if (event.key === 'Enter') return !pressable;
	// A tool that was chosen by mouse keeps the focus, but its person means to pan.
	if (event.key === ' ') return !pressable || !isFocusByKeyboard;
	return true;
}
