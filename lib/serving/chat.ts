import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { History } from "../history/history.ts";
import type { Clock } from "../net/clock.ts";
import type { Status } from "../net/status.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { Admission } from "./admission.ts";
import type { ServerCommands } from "./commands/server_commands.ts";
import type { FanOut } from "./fan_out.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Owners } from "./owners.ts";
import type { PendingLogins } from "./pending_logins.ts";
import type { Roster } from "./roster.ts";

/** The things that all connections of a chat share. */
export interface Chat {
  readonly hub: Hub;
  readonly fanOut: FanOut;
  readonly roster: Roster;
  readonly admission: Admission;
  readonly owners: Owners;
  readonly pendingLogins: PendingLogins;
  readonly clock: Clock;
  /** The longest silence before a login, in milliseconds. */
  readonly loginTimeout: number;
  readonly history: History;
  readonly commands: ServerCommands;
  /** The registered names, if the server knows any. */
  readonly accounts: Accounts | undefined;
  readonly mailbox: Mailbox | undefined;
  isOperator(user: Pick<User, "name">): boolean;
  onStatus(status: Status): void;
}
