import { encodeMessage, MAX_FRAME_BYTES, NO_MAILBOX } from '../../src/lib/mailbox/messages.ts';
import type { MailboxesOptions } from './mailboxes.ts';
import { MAILBOX_PATH } from './mailbox-server.ts';
import { hangUpOn, openDoor, TRY_AGAIN_LATER, type HttpServer } from './socket-door.ts';

/** Tells whoever asks for a mailbox that there are none here: a browser is never shown the status of a refusal. */
export function refuseMailboxes(
	http: HttpServer,
	{ limits, ...options }: MailboxesOptions
): { close(): void } {
	return openDoor(http, {
		...options,
		limits: limits.mailbox,
		path: MAILBOX_PATH,
		maxBytes: MAX_FRAME_BYTES,
		accept(socket) {
			socket.send(encodeMessage({ type: 'bye', reason: NO_MAILBOX }));
			hangUpOn(socket, TRY_AGAIN_LATER, NO_MAILBOX);
		}
	});
}
