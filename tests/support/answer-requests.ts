/** What comes back for a request to a process. */
export type Answer<Reply> = { readonly reply: Reply } | { readonly error: string };

/** To be called within a `BundledProcess`: answers every request. */
export function answerRequests<Request, Reply>(answer: (request: Request) => Promise<Reply>): void {
	const send = (message: Answer<Reply>) => process.send?.(message);
	process.on('message', (request: Request) => {
		answer(request).then(
			(reply) => send({ reply }),
			(error: unknown) => send({ error: String(error) })
		);
	});
}
