import type { Attachment } from 'svelte/attachments';

/** What a press has to give the keys to, because it is set by them. */
const FIELDS = 'input, label';

/**
 * To be attached to what is pressed beside the board: a press by pointer leaves the keys with the text that is being
 * typed, else gives them to the board, so that the next key means what is selected there. Tab still comes here.
 */
export function leaveKeys(isTyping: () => boolean): Attachment<HTMLElement> {
	return (panel) => {
		function press(event: MouseEvent): void {
			if ((event.target as Element).closest(FIELDS)) return;
			// It is this event that moves the focus, also when a finger was lifted.
			event.preventDefault();
			if (isTyping()) return;
			document.querySelector<HTMLElement>('[role=application]')?.focus({ preventScroll: true });
		}
		panel.addEventListener('mousedown', press);
		return () => panel.removeEventListener('mousedown', press);
	};
}
