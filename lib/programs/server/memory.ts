import type { Arguments } from "../../command_line/arguments.ts";
import { type History, NO_HISTORY } from "../../history/history.ts";
import { MemoryHistory } from "../../history/memory_history.ts";
import type { Status } from "../../net/status.ts";
import { Accounts } from "../../serving/accounts.ts";
import type { CommandFamily } from "../../serving/commands/server_commands.ts";
import type { MailboxOptions } from "../../serving/mailbox.ts";
import { Moderation } from "../../serving/moderation/moderation.ts";
import { ScryptHasher } from "../../serving/password_hasher.ts";
import { AccountTable } from "../../store/account_table.ts";
import { BlockTable } from "../../store/block_table.ts";
import { Store } from "../../store/store.ts";
import { WaitingTable } from "../../store/waiting_table.ts";
import type { SERVER } from "./flags.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** The parts of a chat server that remember something. */
export interface Memory {
  readonly store: Store;
  readonly history: History;
  readonly firstEventId: number;
  readonly commands: readonly CommandFamily[];
  readonly moderation: Moderation;
  readonly accounts: Accounts;
  readonly waiting: Pick<MailboxOptions, "table" | "maxBytes">;
}

/** The messages that a channel keeps in memory, unless the operator says otherwise. */
const DEFAULT_MEMORY_COUNT = 1000;

/** The maximum size of all private messages that wait, in bytes. */
const MAX_WAITING_BYTES = 16 * 2 ** 20;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Opens what the server remembers. */
export function openMemory(
  args: ServerArguments,
  onStatus: (status: Status) => void,
): Memory {
  const history = openHistory(args);
  const store = new Store();
  const accounts = new Accounts({
    table: new AccountTable(store),
    blocks: new BlockTable(store),
    hasher: new ScryptHasher(),
    registration: args.get("registration"),
  });
  return {
    ...{ store, history, accounts },
    moderation: new Moderation({ store, now: Date.now, onStatus }),
    firstEventId: firstEventId(history),
    commands: [],
    waiting: { table: new WaitingTable(store), maxBytes: MAX_WAITING_BYTES },
  };
}

function openHistory(args: ServerArguments): History {
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
