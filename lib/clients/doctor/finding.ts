/** The result of a check. A note needs no action. */
export interface Finding {
  readonly check:
    | "interface"
    | "loopback"
    | "route"
    | "ttl"
    | "directory"
    | "others"
    | "system"
    | "address"
    | "connection"
    | "tls"
    | "login";
  readonly result: "ok" | "failed" | "note";
  readonly text: string;
  /** The next step to try, as a sentence without its full stop. */
  readonly advice?: string;
}
