import { parseLine } from "../../dialects/irc/line.ts";
import { lineText } from "../../framing/lines.ts";
import { cutsOf, describeLine, lineEndOf } from "./describe_message.ts";
import type { CutMessage } from "./message_cutter.ts";
import { visibleBytes } from "./visible_bytes.ts";

/**
 * Describes a line of IRC: its tags, its source, its command with the parameters, its line end, and
 * where reads have cut it. A line without a command is shown as it is.
 */
export function describeIrc(message: CutMessage): string {
  const { bytes, length } = message;
  const text = bytes.length === length ? lineText(bytes.subarray(0, -1)) : undefined;
  const line = text === undefined ? undefined : parseLine(text);
  if (!line) return describeLine(message);
  const { tags, source, command, params } = line;
  const parts = [
    "irc",
    ...Array.from(
      tags,
      ([name, value]) => `@${shown(name).slice(1, -1)}` + (value === "" ? "" : `=${shown(value)}`),
    ),
    ...(source === undefined ? [] : [`from ${shown(source)}`]),
    shown(command).slice(1, -1),
    ...params.map(shown),
  ];
  return `${parts.join(" ")} ${lineEndOf(bytes)}${cutsOf(message)}`;
}

function shown(text: string): string {
  return visibleBytes(new TextEncoder().encode(text));
}
