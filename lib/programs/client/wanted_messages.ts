import type { Wanted } from "../../clients/scripts/channel_follower.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { LOCAL_TIME_FORMS, parseLocalTime } from "../../framing/local_time.ts";
import type { ClientArguments } from "./arguments.ts";

/**
 * Returns the earlier messages that `listen` starts with.
 *
 * @throws {UsageError} if the flags do not fit together, or a time is none.
 */
export function wantedMessages(args: ClientArguments): Wanted | undefined {
  const [count, since] = [args.get("history"), args.get("since")];
  const flag = count === undefined ? "since" : "history";
  if (count === undefined && since === undefined) return undefined;
  if (args.get("join") === undefined) {
    throw new UsageError(`Cannot use --${flag} without --join: only channels have a history`);
  }
  if (since === undefined) return { count: count! };
  if (count !== undefined) throw new UsageError("Cannot use --since with --history: choose one");
  const time = parseLocalTime(since, new Date());
  if (time !== undefined) return { since: time };
  throw new UsageError(`Cannot use "${since}" for --since: expected ${LOCAL_TIME_FORMS}`);
}
