import { stackOf } from "../errors/bug.ts";
import { errorText } from "../errors/expected_error.ts";
import { formatAddress } from "../transport/address.ts";
import type { PeerAddress } from "../transport/socket.ts";

/** How a server of a cluster comes or goes: `lost` if it has gone without a word. */
export type ServerChange = "joined" | "back" | "stopped" | "lost";

/** An event for the operator of a server. */
export type Status =
  | { readonly type: "connected"; readonly peer: PeerAddress }
  | {
    readonly type: "named";
    readonly peer: PeerAddress;
    readonly name: string;
    readonly dialect: string;
  }
  | {
    readonly type: "left";
    readonly peer: PeerAddress;
    readonly name: string | undefined;
    readonly reason: string;
  }
  /** The server accepts connections again, after a failure. */
  | { readonly type: "accepting" }
  /** Information about the server itself. */
  | { readonly type: "notice"; readonly text: string }
  /** Servers of the cluster have come or gone. `servers` counts those that run now. */
  | {
    readonly type: "servers";
    readonly text: string;
    readonly change: ServerChange;
    readonly addresses: readonly string[];
    readonly servers: number;
  }
  /** A failure. `doing` says what failed: `Cannot serve a request`. */
  | { readonly type: "failed"; readonly doing: string; readonly error: unknown }
  /** A bug. `repeats` is 0 for the first time, then how often it happened since the last report. */
  | {
    readonly type: "internal-error";
    readonly doing: string;
    readonly error: unknown;
    readonly repeats: number;
  };

/** Formats a status as one line. */
export function statusLine(status: Status): string {
  switch (status.type) {
    case "connected":
      return `${formatAddress(status.peer)} connected`;
    case "named":
      return `${formatAddress(status.peer)} is ${status.name} (${status.dialect})`;
    case "left":
      return `${formatAddress(status.peer)} ${
        status.name ?? "(not logged in)"
      } left: ${status.reason}`;
    case "accepting":
      return "Accepting connections again";
    case "notice":
    case "servers":
      return status.text;
    case "failed":
      return `${status.doing}: ${errorText(status.error)}`;
    case "internal-error": {
      const [error] = stackOf(status.error).split("\n", 1);
      const text = `${status.doing}: internal error: ${error}`;
      return status.repeats === 0 ? text : `${text} (${status.repeats} more times)`;
    }
  }
}
