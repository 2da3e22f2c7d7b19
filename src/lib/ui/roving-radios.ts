// The keyboard of a `radiogroup` made of buttons: one stop for Tab (what is chosen, else the first), arrows within.
import type { Attachment } from 'svelte/attachments';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * To be attached to the group. Arrows choose what they come to, as with the browser's own radio buttons; where choosing
 * does too much for a key that only looks around, `chooses: false` makes them move the focus alone.
 */
export function rovingRadios({ chooses = true } = {}): Attachment<HTMLElement> {
	return (group) => {
		const radios = () => [...group.querySelectorAll<HTMLElement>('[role=radio]')];

		function keepOneStop(): void {
			const all = radios();
			const stop = all.find((radio) => radio.ariaChecked === 'true') ?? all[0];
			for (const radio of all) radio.tabIndex = radio === stop ? 0 : -1;
		}

		function step(event: KeyboardEvent): void {
			const by = STEPS[event.key];
			if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
			// Or the arrow would move what is selected on the board as well.
			event.preventDefault();
			event.stopPropagation();
			const all = radios();
			const next = all[(all.indexOf(event.target as HTMLElement) + by + all.length) % all.length];
			next?.focus();
			if (chooses) next?.click();
		}

		keepOneStop();
		// What is chosen changes from outside, too: with the selection, by a shortcut.
		const observer = new MutationObserver(keepOneStop);
		observer.observe(group, { subtree: true, childList: true, attributeFilter: ['aria-checked'] });
		group.addEventListener('keydown', step);
		return () => {
			observer.disconnect();
			group.removeEventListener('keydown', step);
		};
	};
}
