import { describe, expect, it } from 'vitest';
import type { DocumentMessage } from './document-message.ts';
import { maySend } from './gate.ts';
import { createSessionKeys, signStatement } from './statements.ts';

const statementOf = (peer: string) =>
	signStatement({ peer, clientId: 7, clock: 1, json: '{}' }, createSessionKeys());
const update = new Uint8Array();
const none = new Uint8Array();

describe('the gate', () => {
	it.each<[message: DocumentMessage, editor: boolean, viewer: boolean]>([
		[{ type: 'sync-step-1', known: new Map() }, true, true],
		[{ type: 'digest', digest: none }, true, true],
		[{ type: 'neighbours', neighbours: [] }, true, true],
		[{ type: 'statement', statement: statementOf('alice') }, true, true],
		[{ type: 'statement', statement: statementOf('bob') }, true, false],
		[{ type: 'update', update, isAnswer: false }, true, false],
		[{ type: 'update', update, isAnswer: true }, true, false],
		[{ type: 'forwarded', author: 'alice', update }, true, false],
		[{ type: 'forwarded', author: 'bob', update }, true, false],
		[{ type: 'synced' }, true, false],
		[{ type: 'full' }, true, false],
		[{ type: 'awareness', update }, false, false],
		[{ type: 'query-awareness' }, false, false]
	])('lets %j of alice pass: as an editor %s, as a viewer %s', (message, editor, viewer) => {
		expect(maySend(message, { role: 'editor', peer: 'alice' })).toBe(editor);
		expect(maySend(message, { role: 'viewer', peer: 'alice' })).toBe(viewer);
	});
});
