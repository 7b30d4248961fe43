import type { History } from "../../history/history.ts";
import { NO_HISTORY } from "../../history/history.ts";
import type { Status } from "../../net/status.ts";
import type { CommandFamily } from "../../serving/commands/server_commands.ts";
import { Accounts } from "../../serving/accounts.ts";
import type { MailboxOptions } from "../../serving/mailbox.ts";
import { ScryptHasher } from "../../serving/password_hasher.ts";
import { AccountTable } from "../../store/account_table.ts";
import { BlockTable } from "../../store/block_table.ts";
import { Moderation } from "../../serving/moderation/moderation.ts";
import { Store } from "../../store/store.ts";
import { WaitingTable } from "../../store/waiting_table.ts";
import type { Arguments } from "../../command_line/arguments.ts";
import type { SERVER } from "./flags.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** The parts of a chat server that remember something. */
export interface Memory {
  readonly store: Store;
  readonly history: History;
  readonly firstEventId: number;
  readonly commands: readonly CommandFamily[];
  readonly accounts: Accounts;
  readonly waiting: Pick<MailboxOptions, "table" | "maxBytes">;
  readonly moderation: Moderation;
}

/** The maximum size of all private messages that wait, in bytes. */
const MAX_WAITING_BYTES = { inMemory: 16 * 2 ** 20, inFile: 2 ** 30 };

/** Opens what the server remembers. */
export function openMemory(
  args: ServerArguments,
  onStatus: (status: Status) => void,
): Memory {
  const history = NO_HISTORY;
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
    waiting: { table: new WaitingTable(store), maxBytes: MAX_WAITING_BYTES.inMemory },
  };
}

/**
 * Returns an id behind all earlier ones. A client that comes back asks for the messages since the
 * last one that it has, also of a server that has forgotten everything: so the ids start with the
 * present time, in microseconds since 1970.
 */
function firstEventId({ lastId }: History): number {
  return Math.max(lastId + 1, 1000 * Date.now());
}
