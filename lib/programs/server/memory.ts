import type { History } from "../../history/history.ts";
import { NO_HISTORY } from "../../history/history.ts";
import type { Status } from "../../net/status.ts";
import type { CommandFamily } from "../../serving/commands/server_commands.ts";
import { Moderation } from "../../serving/moderation/moderation.ts";
import { Store } from "../../store/store.ts";

/** The parts of a chat server that remember something. */
export interface Memory {
  readonly store: Store;
  readonly history: History;
  readonly firstEventId: number;
  readonly commands: readonly CommandFamily[];
  readonly moderation: Moderation;
}

/** Opens what the server remembers. */
export function openMemory(onStatus: (status: Status) => void): Memory {
  const history = NO_HISTORY;
  const store = new Store();
  const moderation = new Moderation({ store, now: Date.now, onStatus });
  return { store, history, firstEventId: firstEventId(history), commands: [], moderation };
}

/**
 * Returns an id behind all earlier ones. A client that comes back asks for the messages since the
 * last one that it has, also of a server that has forgotten everything: so the ids start with the
 * present time, in microseconds since 1970.
 */
function firstEventId({ lastId }: History): number {
  return Math.max(lastId + 1, 1000 * Date.now());
}
