import { formatAddress } from "../transport/address.ts";

/** Something that an operator wants to know of a connection. */
export type Status =
  | { readonly type: "connected"; readonly peer: Deno.NetAddr }
  | {
    readonly type: "named";
    readonly peer: Deno.NetAddr;
    readonly name: string;
    readonly dialect: string;
  }
  | {
    readonly type: "left";
    readonly peer: Deno.NetAddr;
    readonly name: string | undefined;
    readonly reason: string;
  }
  /** Connections are accepted again, after that had failed. */
  | { readonly type: "accepting" }
  /** Something about the server itself, which is no failure. */
  | { readonly type: "notice"; readonly text: string }
  /** Something that should not have happened. */
  | { readonly type: "failed"; readonly doing: string; readonly error: unknown };

/** A status as one line. */
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
      return "Connections are accepted again";
    case "notice":
      return status.text;
    case "failed":
      return `${status.doing}: ${
        status.error instanceof Error ? status.error.message : status.error
      }`;
  }
}
