// Counts in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Of rooms, peers and
// addresses nothing is told but how many. Written here because the usual library brings a tracing API along.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export type RefusalReason =
	| 'origin'
	| 'path'
	| 'too many connections'
	| 'too many connections from one client'
	| 'connections too fast'
	| 'messages too fast'
	| 'messages of one client too fast'
	| 'malformed'
	| 'protocol'
	| 'room is full'
	| 'server is full'
	| 'never joined'
	| 'ice requests too fast'
	| 'mailbox never opened'
	| 'mailbox not proven'
	| 'mailbox requests too fast'
	| 'closing';

/** What has happened since the process began, and how it stands. One for each process. */
export class Metrics {
	readonly #counters = new Map<string, { readonly help: string; readonly values: Map<string, number> }>();
	readonly #gauges: { readonly name: string; readonly help: string; readonly read: () => number }[] = [];
	readonly #delay = monitorEventLoopDelay({ resolution: 20 });

	constructor() {
		this.#delay.enable();
		this.gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
		this.gauge('process_heap_used_bytes', 'JavaScript objects.', () => process.memoryUsage().heapUsed);
		this.gauge('process_uptime_seconds', 'Since the start.', () => process.uptime());
		this.gauge('inkmesh_event_loop_delay_p99_seconds', 'Since this was last asked.', () =>
			seconds(this.#delay.percentile(99))
		);
		this.gauge('inkmesh_event_loop_delay_max_seconds', 'Since this was last asked.', () =>
			seconds(this.#delay.max)
		);
	}

	/** A number that is read when somebody asks. */
	gauge(name: string, help: string, read: () => number): void {
		this.#gauges.push({ name, help, read });
	}

	connectionOpened(): void {
		this.#count('inkmesh_connections_opened_total', 'Sockets that were accepted.');
	}

	message(type: string): void {
		this.#count('inkmesh_messages_total', 'Messages from clients.', 1, `type="${type}"`);
	}

	bytesReceived(bytes: number): void {
		this.#count('inkmesh_received_bytes_total', 'Payload of messages from clients.', bytes);
	}

	bytesSent(bytes: number): void {
		this.#count('inkmesh_sent_bytes_total', 'Payload of messages to clients.', bytes);
	}

	refused(reason: RefusalReason): void {
		this.#count('inkmesh_refused_total', 'What was not let in, or hung up on.', 1, `reason="${reason}"`);
	}

	slowReaderDropped(): void {
		this.#count('inkmesh_slow_readers_dropped_total', 'Sockets that read too slowly.');
	}

	silentDropped(): void {
		this.#count('inkmesh_silent_dropped_total', 'Sockets that answered no ping.');
	}

	stun(outcome: 'answered' | 'malformed' | 'limited' | 'unknown_attribute'): void {
		this.#count('inkmesh_stun_requests_total', 'Datagrams at the STUN port.', 1, `outcome="${outcome}"`);
	}

	iceRequest(): void {
		this.#count('inkmesh_ice_requests_total', 'Answers of /ice.');
	}

	mailboxRequest(type: string): void {
		this.#count('inkmesh_mailbox_requests_total', 'Requests to mailboxes.', 1, `type="${type}"`);
	}

	mailboxRefused(reason: string): void {
		this.#count(
			'inkmesh_mailbox_refused_total',
			'Requests that were not carried out.',
			1,
			`reason="${reason}"`
		);
	}

	mailboxSwept({ expired, chunks }: { readonly expired: number; readonly chunks: number }): void {
		this.#count('inkmesh_mailboxes_expired_total', 'Mailboxes nobody used for their time to live.', expired);
		this.#count('inkmesh_mailbox_chunks_swept_total', 'Chunks that no manifest named.', chunks);
	}

	/** How often this has happened; for tests. */
	countOf(name: string, label = ''): number {
		return this.#counters.get(name)?.values.get(label) ?? 0;
	}

	/** All of it, as text. */
	text(): string {
		const lines: string[] = [];
		for (const [name, { help, values }] of this.#counters) {
			lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
			for (const [label, value] of values) lines.push(`${name}${label && `{${label}}`} ${value}`);
		}
		for (const { name, help, read } of this.#gauges) {
			lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
		}
		this.#delay.reset();
		return `${lines.join('\n')}\n`;
	}

	destroy(): void {
		this.#delay.disable();
	}

	#count(name: string, help: string, by = 1, label = ''): void {
		let counter = this.#counters.get(name);
		if (!counter) this.#counters.set(name, (counter = { help, values: new Map() }));
		counter.values.set(label, (counter.values.get(label) ?? 0) + by);
	}
}

function seconds(nanoseconds: number): number {
	return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0;
}
