// What a browser and the room server say to each other: JSON text frames over one WebSocket, one room a socket.
//
//   client → server                                server → client
//   { type: 'join', room, peer, role }             { type: 'members', peers }       who is here, you not included
//   { type: 'signal', to, signal }                 { type: 'joined', peer, role }
//   { type: 'doubt', peer }   seems gone           { type: 'left', peer }
//   { type: 'whisper', to, sealed }                { type: 'signal', from, signal }
//   { type: 'ping' }                               { type: 'whisper', from, sealed }
//                                                  { type: 'pong' }
//                                                  { type: 'refused', reason }      before the server hangs up
//
// The server forwards a signal to the one member it is for, a whisper to those it is for (sync/whispers.ts: cursors of
// people whom no connection reaches), and reads nothing of them. It learns rooms (hashes), peer
// ids (random), addresses and timing, and is trusted with nothing else. Roles are hints without proof, so that peers know
// whom to dial; what somebody may do is proved between the peers themselves.
import * as v from 'valibot';
import { isNestedDeeperThan } from './nesting.ts';

/** The longest frame either side accepts, bytes. */
export const MAX_SIGNALING_BYTES = 64 * 1024;
/** A candidate is four deep. What is forwarded is written as JSON again, which far more would not survive. */
const MAX_NESTING = 10;
/** Of a whisper: a name and a selection fit. */
const MAX_SEALED_LENGTH = 8 * 1024;
/** Whom one whisper is for, at most. */
export const MAX_WHISPERED_TO = 8;
/** More than any server lets into a room. */
const MAX_MEMBERS = 1_000;

/** One tab or device in a room; random, new for every time a board is opened. */
export type PeerId = string & { readonly brand: 'PeerId' };

const peerIdSchema = v.custom<PeerId>((value) => typeof value === 'string' && /^[\w-]{8,64}$/.test(value));
const roleSchema = v.picklist(['editor', 'viewer']);
const memberFields = { peer: peerIdSchema, role: roleSchema };
const roomSchema = v.pipe(v.string(), v.regex(/^[\w-]{16,64}$/));

/** Somebody in a room, as the room server knows them. */
export interface Member {
	readonly peer: PeerId;
	/** What they say of themselves. */
	readonly role: 'editor' | 'viewer';
}

/** An introduction from one peer to another: WebRTC's offer, answer and candidates, or a wish to be dialled again. */
const signalSchema = v.looseObject({ attempt: v.pipe(v.number(), v.integer(), v.minValue(0)) });
export type Signal = v.InferOutput<typeof signalSchema>;

const sealedSchema = v.pipe(v.string(), v.regex(/^[\w-]+$/), v.maxLength(MAX_SEALED_LENGTH));

const clientSchema = v.variant('type', [
	v.object({ type: v.literal('join'), room: roomSchema, ...memberFields }),
	v.object({ type: v.literal('signal'), to: peerIdSchema, signal: signalSchema }),
	v.object({
		type: v.literal('whisper'),
		to: v.pipe(v.array(peerIdSchema), v.minLength(1), v.maxLength(MAX_WHISPERED_TO)),
		sealed: sealedSchema
	}),
	v.object({ type: v.literal('doubt'), peer: peerIdSchema }),
	v.object({ type: v.literal('ping') })
]);
export type ClientMessage = v.InferOutput<typeof clientSchema>;

const serverSchema = v.variant('type', [
	v.object({
		type: v.literal('members'),
		peers: v.pipe(v.array(v.object(memberFields)), v.maxLength(MAX_MEMBERS))
	}),
	v.object({ type: v.literal('joined'), ...memberFields }),
	v.object({ type: v.literal('left'), peer: peerIdSchema }),
	v.object({ type: v.literal('signal'), from: peerIdSchema, signal: signalSchema }),
	v.object({ type: v.literal('whisper'), from: peerIdSchema, sealed: sealedSchema }),
	v.object({ type: v.literal('pong') }),
	v.object({ type: v.literal('refused'), reason: v.pipe(v.string(), v.maxLength(200)) })
]);
export type ServerMessage = v.InferOutput<typeof serverSchema>;

/** What a client said; null when it is no message of ours. */
export function parseClientMessage(text: string): ClientMessage | null {
	return parseWith(clientSchema, text);
}

/** What the server said; null when it is no message of ours. */
export function parseServerMessage(text: string): ServerMessage | null {
	return parseWith(serverSchema, text);
}

function parseWith<T>(schema: v.GenericSchema<unknown, T>, text: string): T | null {
	if (text.length > MAX_SIGNALING_BYTES) return null;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return null; // not JSON: the caller counts it
	}
	if (isNestedDeeperThan(MAX_NESTING, value)) return null;
	const result = v.safeParse(schema, value);
	return result.success ? result.output : null;
}
