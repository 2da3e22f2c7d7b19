// Key strokes as commands name them: "mod+alt+shift+z", the modifiers in this order.

/** A key as people write it: "Ctrl+Shift+Z", "⇧⌘Z" on a Mac. */
export function describeKey(key: string): string {
	const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
	const names: Record<string, string> = {
		mod: isMac ? '⌘' : 'Ctrl',
		shift: isMac ? '⇧' : 'Shift',
		alt: isMac ? '⌥' : 'Alt',
		arrowleft: '←',
		arrowright: '→',
		arrowup: '↑',
		arrowdown: '↓',
		delete: 'Del',
		escape: 'Esc'
	};
	const parts = key.split(/\+(?!$)/).map((part) => names[part] ?? part[0]?.toUpperCase() + part.slice(1));
	return parts.join(isMac ? '' : '+');
}

// A digit or bracket under Shift arrives as another character on most layouts, so its place on the keyboard counts too;
// and so does a letter's where it is none of A to Z, as on a Cyrillic, Greek or Hebrew layout, or with Alt, as on a Mac.
/** All names that the key stroke can have. */
export function keyStrokesOf(event: KeyboardEvent): string[] {
	const { key, code, shiftKey, ctrlKey, metaKey, altKey } = event;
	// What AltGr types is a character and no command; it counts as both Ctrl and Alt on some systems.
	const isTyped = event.getModifierState?.('AltGraph') ?? false;
	const mod = !isTyped && (ctrlKey || metaKey);
	const alt = !isTyped && altKey;
	const prefix = `${mod ? 'mod+' : ''}${alt ? 'alt+' : ''}${shiftKey ? 'shift+' : ''}`;
	const byPlace: Record<string, string> = { BracketLeft: '[', BracketRight: ']' };
	const isForeignLetter = key > '\x7f' && /^\p{L}$/u.test(key);
	const place =
		byPlace[code] ??
		/^Digit(\d)$/.exec(code)?.[1] ??
		(isForeignLetter || alt ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined);
	return [prefix + key.toLowerCase(), ...(place ? [prefix + place] : [])];
}
