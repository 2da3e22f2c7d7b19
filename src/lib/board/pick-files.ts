/** Opens the browser's file chooser; [] when nothing was chosen. To be called while a click or key is being handled. */
export function pickFiles(accept: string): Promise<readonly File[]> {
	const input = document.createElement('input');
	input.type = 'file';
	input.accept = accept;
	input.multiple = true;
	input.hidden = true;
	// In the page: some browsers forget an input that is nowhere while its chooser is open.
	document.body.append(input);
	return new Promise((resolve) => {
		const done = () => {
			input.remove();
			resolve([...(input.files ?? [])]);
		};
		input.addEventListener('change', done, { once: true });
		input.addEventListener('cancel', done, { once: true });
		input.click();
	});
}
