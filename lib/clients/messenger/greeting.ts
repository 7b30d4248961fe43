import { revealInvisible } from "../../chat/name.ts";

/** How many names a greeting shows. */
const MAX_NAMES = 20;

/** Tells a newcomer who is there, which channels there are, and what to do first. */
export function greeting(users: Iterable<string>, channels: Iterable<string>): string {
  const [names, channelNames] = [[...users], [...channels]];
  return [
    names.length > 0 ? `Here with you: ${some(names, "/who")}` : "Nobody else is here",
    channelNames.length > 0
      ? `Channels: ${some(channelNames, "/list")}: /join CHANNEL enters one`
      : "No channels yet: /join CHANNEL makes one",
  ].join("\n");
}

/** Returns the first names, and how many others there are. */
function some(names: readonly string[], command: string): string {
  const shown = names.slice(0, MAX_NAMES).map(revealInvisible).join(", ");
  const others = names.length - MAX_NAMES;
  return others > 0 ? `${shown} and ${others} more (${command} lists them)` : shown;
}
