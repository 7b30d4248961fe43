import type { History } from "../../history/history.ts";
import { NO_HISTORY } from "../../history/history.ts";
import type { CommandFamily } from "../../serving/commands/server_commands.ts";
import { Store } from "../../store/store.ts";

/** The parts of a chat server that remember something. */
export interface Memory {
  readonly store: Store;
  readonly history: History;
  readonly firstEventId: number;
  readonly commands: readonly CommandFamily[];
}

/** Opens what the server remembers. */
export function openMemory(): Memory {
  const history = NO_HISTORY;
  return { store: new Store(), history, firstEventId: firstEventId(history), commands: [] };
}

/**
 * Returns an id behind all earlier ones. A client that comes back asks for the messages since the
 * last one that it has, also of a server that has forgotten everything: so the ids start with the
 * present time, in microseconds since 1970.
 */
function firstEventId({ lastId }: History): number {
  return Math.max(lastId + 1, 1000 * Date.now());
}
