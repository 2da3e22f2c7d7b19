import type { Scenario } from '../scenario.ts';
import { draw } from './draw.ts';
import { load } from './load.ts';
import { pan10, pan100, panFit } from './pan.ts';
import { zoom } from './zoom.ts';

/** In the order they are measured: those that change the board come after those that only look at it. */
export const ALL_SCENARIOS: readonly Scenario[] = [load, pan100, pan10, panFit, zoom, draw];
