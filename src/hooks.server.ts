import type { Handle } from '@sveltejs/kit';

/** Styles of a page, of its layout and of what either is made of have a number or the name of their chunk (vite.config.ts). */
const LATER_STYLES = /\s*<link href="[^"]*\/assets\/(?!\d+\.|app\.|board\.)[^"]+\.css" rel="stylesheet">/g;

/**
 * The page is told of the styles of all parts that are loaded later, and would wait for each of them: eighteen requests,
 * 35 ms of a cold start. Every part asks for its own styles when it is loaded.
 */
export const handle: Handle = ({ event, resolve }) =>
	resolve(event, { transformPageChunk: ({ html }) => html.replace(LATER_STYLES, '') });
