import type { Hub } from "../chat/hub.ts";
import type { User } from "../chat/user.ts";
import type { History } from "../history/history.ts";
import type { Clock } from "../net/clock.ts";
import type { Status } from "../net/status.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { Admission } from "./admission.ts";
import type { Confirmations } from "./confirmations.ts";
import type { ClusterLink } from "./cluster_link.ts";
import type { ServerCommands } from "./commands/server_commands.ts";
import type { FanOut } from "./fan_out.ts";
import type { Mailbox } from "./mailbox.ts";
import type { MissedMessages } from "./missed_messages.ts";
import type { Owners } from "./owners.ts";
import type { PendingLogins } from "./pending_logins.ts";
import type { Roster } from "./roster.ts";
import type { ServerList } from "./server_list.ts";

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
  readonly missed: MissedMessages;
  /** The servers of the cluster that this one is in. */
  readonly servers: ServerList | undefined;
  /** Tells when messages are safe, in a cluster. On a single server they are at once. */
  readonly confirmations: Confirmations | undefined;
  /** The other servers, in a cluster. */
  readonly cluster: ClusterLink | undefined;
  /** While set, no client is read: nothing that is sent now would reach the other servers. */
  paused: Promise<void> | undefined;
  isOperator(user: Pick<User, "name">): boolean;
  onStatus(status: Status): void;
}
