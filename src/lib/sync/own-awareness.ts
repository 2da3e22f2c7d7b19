// A peer speaks for itself only: of an awareness update that came over its link, everything about others is dropped.
// Otherwise anybody could rename anybody, and people who left would come back as echoes.
//
//   awarenessUpdate := varUint(count) • (varUint(clientId) • varUint(clock) • varString(json))*      — y-protocols
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { isNestedDeeperThan } from '../signaling/nesting.ts';

/** A name, a colour and a selection fit many times over. */
const MAX_STATE_LENGTH = 32 * 1024;
/** Ours are two deep. y-protocols compares states and tells them on, and would run out of stack on a very deep one. */
const MAX_NESTING = 8;

/** The update reduced to what it says about `clientId`; null when that is nothing, or it is malformed. */
export function ownPartOf(update: Uint8Array, clientId: number): Uint8Array | null {
	try {
		const decoder = decoding.createDecoder(update);
		const count = decoding.readVarUint(decoder);
		for (let i = 0; i < count; i++) {
			const client = decoding.readVarUint(decoder);
			const clock = decoding.readVarUint(decoder);
			const json = decoding.readVarString(decoder);
			if (client !== clientId) continue;
			if (json.length > MAX_STATE_LENGTH || !isState(JSON.parse(json))) return null;
			return encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, 1);
				encoding.writeVarUint(encoder, client);
				encoding.writeVarUint(encoder, clock);
				encoding.writeVarString(encoder, json);
			});
		}
	} catch {
		return null; // truncated, or no JSON inside
	}
	return null;
}

function isState(state: unknown): boolean {
	return typeof state === 'object' && !Array.isArray(state) && !isNestedDeeperThan(MAX_NESTING, state);
}
