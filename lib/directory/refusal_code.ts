import type { Refusal } from "../errors/refusal.ts";

/** The error codes of `docs/protocols/rooms.md`. */
export type RefusalCode =
  | "name-taken"
  | "address-taken"
  | "bad-address"
  | "bad-port"
  | "bad-name"
  | "no-such-room"
  | "bad-request"
  | "too-many-rooms"
  | "too-many-clients"
  | "idle"
  | "store-failed";

/** The reason why the directory refused a request. The client receives the code and explanation. */
export type DirectoryRefusal = Refusal<RefusalCode>;
