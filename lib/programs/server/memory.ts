import type { Arguments } from "../../command_line/arguments.ts";
import { type History, NO_HISTORY } from "../../history/history.ts";
import { MemoryHistory } from "../../history/memory_history.ts";
import type { CommandFamily } from "../../serving/commands/server_commands.ts";
import { Store } from "../../store/store.ts";
import type { SERVER } from "./flags.ts";

/** The parts of a chat server that remember something. */
export interface Memory {
  readonly store: Store;
  readonly history: History;
  readonly firstEventId: number;
  readonly commands: readonly CommandFamily[];
}

/** The messages that a channel keeps in memory, unless the operator says otherwise. */
const DEFAULT_MEMORY_COUNT = 1000;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Opens what the server remembers. */
export function openMemory(args: Arguments<typeof SERVER.flags>): Memory {
  const history = openHistory(args);
  return { store: new Store(), history, firstEventId: firstEventId(history), commands: [] };
}

function openHistory(args: Arguments<typeof SERVER.flags>): History {
  const maxCount = args.get("history") ?? DEFAULT_MEMORY_COUNT;
  if (maxCount === 0) return NO_HISTORY;
  const days = args.get("history-days") ?? Infinity;
  return new MemoryHistory({ maxCount, maxAgeMs: days * DAY_MS, now: Date.now });
}

/**
 * Returns an id behind all earlier ones. A client that comes back asks for the messages since the
 * last one that it has, also of a server that has forgotten everything: so the ids start with the
 * present time, in microseconds since 1970.
 */
function firstEventId({ lastId }: History): number {
  return Math.max(lastId + 1, 1000 * Date.now());
}
