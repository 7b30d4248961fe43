import type { Register } from "../../serving/accounts/accounts.ts";
import type { SharedMail } from "../../serving/mailbox.ts";
import type { StatefulParts } from "./row_appliers.ts";

/** What makes the parts of a server share their rows. */
export interface Sharing extends SharedMail {
  readonly register: Register;
  /** Returns an id that grows and that no other server gives. */
  nextId(): number;
}

/** Makes the parts of a server share their rows from now on, or not any more. */
export function shareParts(
  { accounts, mailbox, moderation }: StatefulParts,
  sharing: Sharing | undefined,
): void {
  const { bans, mutes, operators, topics, ledger } = moderation;
  for (const part of [accounts, bans, mutes, operators, topics, ledger]) {
    part.onChange = sharing?.onChange;
  }
  accounts.register = sharing?.register;
  ledger.nextId = sharing && (() => sharing.nextId());
  mailbox.shared = sharing;
}
