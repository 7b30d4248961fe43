import type { ChannelLimitEvent } from "../chat/channels.ts";
import type { LimitNotices } from "./limit_notices.ts";

/** Tells the operator that a limit of channels had an effect. */
export function reportChannelLimit(event: ChannelLimitEvent, notices: LimitNotices): void {
  if (event.type === "removed") {
    const text = `Removed the empty channel "${event.channel.name}" to make room for another one`;
    return notices.report("removed channels", text);
  }
  const name = event.user?.name ?? "the server";
  const reason = event.code === "too-many-by-user"
    ? "it has created a tenth of all that there may be"
    : "all that there may be have members";
  notices.report(event.code, `Refused another channel to ${name}: ${reason}`);
}
