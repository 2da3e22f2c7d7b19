// Everything lives in the browser: the pages are static files, and nothing of a board ever reaches a server.
export const ssr = false;
export const prerender = true;
