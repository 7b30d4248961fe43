import { keyOf } from "../../chat/user.ts";
import type { Moderation } from "../moderation/moderation.ts";
import { durationText } from "./duration.ts";
import { localTime } from "../../framing/local_time.ts";

/** The maximum number of users that are listed. */
const MAX_LISTED = 1000;

/** The widest column, in characters. */
const MAX_WIDTH = 40;

const HEADINGS = ["NAME", "ADDRESS", "DIALECT", "CHANNEL", "SINCE", "IDLE", ""];

/** Returns a table of the users with their connections. */
export function whoLines({ chat, ledger, mutes, operators }: Moderation): string[] {
  const now = ledger.now();
  const { sessions } = chat.roster;
  const operatorKeys = new Set(operators.names().map(keyOf));
  const users = [...sessions].slice(0, MAX_LISTED).map(([user, session]) => [
    user.address,
    session.peer.hostname,
    session.dialect ?? "",
    user.channels.map(({ name }) => name).join(" "),
    localTime(session.loggedInAt, now),
    durationText(Math.max(0, now - Math.max(user.activeAt, session.loggedInAt))),
    [operatorKeys.has(keyOf(user.name)) ? "operator" : "", mutes.ofName(user.name) ? "muted" : ""]
      .join(" ").trim(),
  ]);
  const rows = [HEADINGS, ...users];
  const widths = HEADINGS.map((_, column) =>
    Math.min(MAX_WIDTH, Math.max(...rows.map((row) => row[column]!.length)))
  );
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  );
  const more = sessions.size - users.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
