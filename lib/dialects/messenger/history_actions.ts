/**
 * The actions with which a client reads what was said before.
 *
 * @module
 */
import type { Action } from "./actions.ts";

/** The actions by their names. */
export const HISTORY_ACTIONS: Readonly<Record<string, Action>> = {};
