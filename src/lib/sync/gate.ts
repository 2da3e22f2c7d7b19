import type { DocumentMessage } from './document-message.ts';
import type { Hello } from './handshake-messages.ts';

/** Whether a proven member may send this. Who can't prove that it may draw changes nothing, of its own or of others. */
export function maySend(message: DocumentMessage, { role, peer }: Pick<Hello, 'role' | 'peer'>): boolean {
	switch (message.type) {
		case 'sync-step-1':
		case 'digest':
		case 'neighbours':
		case 'acked':
		case 'kept':
			return true;
		case 'statement':
			return role === 'editor' || message.statement.peer === peer;
		case 'update':
		case 'forwarded':
		case 'synced':
		case 'full':
		case 'mark':
			return role === 'editor';
		case 'awareness':
		case 'query-awareness':
		case 'hello':
		case 'proof':
			return false;
		default:
			return message satisfies never;
	}
}

/** Whether it is an editor's own work, or others' that it passes on: there may be as much of it as a channel carries. */
export function isWork({ type }: DocumentMessage, { role }: Pick<Hello, 'role'>): boolean {
	return role === 'editor' && (type === 'update' || type === 'forwarded' || type === 'statement');
}
