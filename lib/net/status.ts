import { formatAddress } from "../transport/address.ts";
import type { PeerAddress } from "../transport/socket.ts";

/** Something that an operator may want to know. */
export type Status =
  | { readonly type: "connected"; readonly peer: PeerAddress }
  /** A user logged in. */
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
  /** The server accepts connections again after failures. */
  | { readonly type: "accepting" }
  /** A fact about the server that is not a failure. */
  | { readonly type: "notice"; readonly text: string }
  /** Something went wrong that should not. `doing` says what was attempted. */
  | { readonly type: "failed"; readonly doing: string; readonly error: unknown };

/** Returns a status as one line for people. */
export function statusLine(status: Status): string {
  switch (status.type) {
    case "connected":
      return `${formatAddress(status.peer)} connected`;
    case "named":
      return `${formatAddress(status.peer)} is ${status.name} (${status.dialect})`;
    case "left":
      return `${formatAddress(status.peer)} ${
        status.name ?? "without a name"
      } left: ${status.reason}`;
    case "accepting":
      return "Accepting connections again";
    case "notice":
      return status.text;
    case "failed":
      return `${status.doing}: ${
        status.error instanceof Error ? status.error.message : status.error
      }`;
  }
}
