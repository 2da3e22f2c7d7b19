import type { Board } from '$lib/board/board.svelte';
import type { ThemeSetting } from '$lib/board/theme.svelte';
import type { User } from '$lib/board/user.svelte';
import { createContext } from 'svelte';

/** What belongs to this device, on every page. */
export interface Device {
	readonly user: User;
	readonly theme: ThemeSetting;
}

export const [getDevice, setDevice] = createContext<Device>();

/** The open board, for everything on its page. */
export const [getBoard, setBoard] = createContext<Board>();
