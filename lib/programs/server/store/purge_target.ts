import type { Arguments } from "../../../command_line/arguments.ts";
import { UsageError } from "../../../errors/expected_error.ts";
import type { SERVER } from "../flags.ts";

/** The messages to remove: those of a user, those of a channel, or those before a time. */
export type PurgeTarget =
  | { readonly user: string }
  | { readonly channel: string }
  /** @param before In milliseconds since 1970. */
  | { readonly before: number };

const FLAGS = ["user", "channel", "before"] as const;

/** Returns what a command line asks to remove. */
export function purgeTarget(args: Arguments<typeof SERVER.flags>): PurgeTarget {
  const given = FLAGS.filter((flag) => args.given.has(flag));
  if (given.length !== 1) {
    const problem = given.length === 0
      ? "without what to remove"
      : `by ${given.map((flag) => `--${flag}`).join(" and ")} at once`;
    throw new UsageError(`Cannot purge ${problem}`, {
      hint: "Use one of --user, --channel and --before.",
    });
  }
  const [user, channel, before] = [args.get("user"), args.get("channel"), args.get("before")];
  if (user !== undefined) return { user };
  if (channel !== undefined) return { channel };
  return { before: parseTime(before!) };
}

/** Returns a time in milliseconds since 1970. A time without a zone is this machine's. */
function parseTime(text: string): number {
  const [, date, time = "T00:00"] = /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d\S*)?$/.exec(text) ?? [];
  // Without a time, a date would be of UTC.
  const value = date === undefined ? NaN : Date.parse(date + time.replace(" ", "T"));
  if (!Number.isNaN(value)) return value;
  throw new UsageError(
    `Cannot use "${text}" for --before: expected a time such as 2026-11-27 or 2026-11-27T10:45`,
  );
}
