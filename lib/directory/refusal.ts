/** Why the directory does not do what it was asked for: the words of `docs/protocols/rooms.md`. */
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

/** A request is not carried out, and nothing has changed. The message explains it to a person. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: RefusalCode;

  constructor(code: RefusalCode, explanation: string, options?: ErrorOptions) {
    super(explanation, options);
    this.code = code;
  }
}
