import { chromium, type BrowserContext } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM } from '../support/browsers.ts';
import { BenchPage } from './bench-page.ts';
import type { Subject } from './subject.ts';

/** A browser of its own with a profile on the disk: what private windows store, they only remember. */
export class BenchBrowser {
	readonly #context: BrowserContext;
	readonly #profile: string;
	readonly #subject: Subject;
	readonly #errors: string[] = [];

	private constructor(context: BrowserContext, profile: string, subject: Subject) {
		this.#context = context;
		this.#profile = profile;
		this.#subject = subject;
		context.on('weberror', (error) => this.#errors.push(String(error.error().stack ?? error.error())));
	}

	static async launch(subject: Subject): Promise<BenchBrowser> {
		const profile = mkdtempSync(join(tmpdir(), 'inkmesh-bench-'));
		const { executablePath, args = [] } = CHROMIUM.launchOptions;
		const context = await chromium.launchPersistentContext(profile, {
			...(executablePath && { executablePath }),
			// Without a graphics card everywhere, so that figures of different machines mean the same.
			args: [...args, '--disable-gpu', '--force-color-profile=srgb', '--hide-scrollbars'],
			viewport: { width: 1280, height: 800 },
			deviceScaleFactor: 1
		});
		await context.addInitScript(subject.initScript);
		return new BenchBrowser(context, profile, subject);
	}

	/** A new tab, still blank. */
	async newPage(): Promise<BenchPage> {
		const [first] = this.#context.pages();
		const page = first?.url() === 'about:blank' ? first : await this.#context.newPage();
		return BenchPage.of(page, this.#subject);
	}

	/** @throws when a page of it has thrown. */
	expectNoErrors(): void {
		const [error] = this.#errors;
		if (error) throw new Error(`expected no error in a page, got ${error}`);
	}

	async close(): Promise<void> {
		await this.#context.close();
		rmSync(this.#profile, { recursive: true, force: true });
	}
}
