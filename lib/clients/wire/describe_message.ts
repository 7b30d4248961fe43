import { Refusal } from "../../errors/refusal.ts";
import { lineText } from "../../framing/lines.ts";
import { type Message, parseMessage } from "../../framing/messages.ts";
import { safeText } from "../../terminal/safe_text.ts";
import type { CutMessage } from "./message_cutter.ts";
import { visibleBytes } from "./visible_bytes.ts";

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The bytes that fill frames. */
const PADDING: readonly (readonly [byte: number, name: string])[] = [
  [0x20, "space"],
  [0x00, "zero byte"],
];

/** Describes a frame: its text, its padding, and where reads have cut it. */
export function describeFrame(frame: CutMessage): string {
  const { bytes } = frame;
  for (const [byte, name] of PADDING) {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === byte) end--;
    const count = bytes.length - end;
    if (count === 0) continue;
    const padding = `${count} ${name}${count === 1 ? "" : "s"}`;
    return `frame ${visibleBytes(bytes.subarray(0, end))} + ${padding}${cutsOf(frame)}`;
  }
  return `frame ${visibleBytes(bytes)}${cutsOf(frame)}`;
}

/** Describes a line: its text with the line end, and where reads have cut it. */
export function describeLine(line: CutMessage): string {
  return textOfLine(line) + cutsOf(line);
}

function textOfLine({ bytes, length }: CutMessage): string {
  return `line ${visibleBytes(bytes, length)}`;
}

/**
 * Describes a line of the messenger dialect: its components, its line end, and where reads have cut
 * it. A line that is not a message is shown as it is, with the reason.
 */
export function describeJson(line: CutMessage): string {
  const message = line.bytes.length === line.length ? messageIn(line.bytes) : undefined;
  if (!message) return describeLine(line);
  if (message instanceof Refusal) {
    return `${textOfLine(line)} (${safeText(message.explanation)})${cutsOf(line)}`;
  }
  const components = Object.entries(message)
    .map(([name, value]) => `${name}=${shownValue(value)}`);
  return `json ${components.join(" ")} ${lineEndOf(line.bytes)}${cutsOf(line)}`;
}

function messageIn(line: Uint8Array): Message | Refusal | undefined {
  const text = lineText(line.subarray(0, -1));
  return text === undefined
    ? new Refusal("not-utf-8", "The line is not UTF-8")
    : parseMessage(text);
}

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shownValue).join(", ")}]`;
  return visibleBytes(new TextEncoder().encode(String(value)));
}

/** Names the end of a line. */
export function lineEndOf(line: Uint8Array): string {
  if (line.at(-1) !== NEWLINE) return "without a line end";
  return line.at(-2) === CARRIAGE_RETURN ? "\\r\\n" : "\\n";
}

/** Says after which bytes of a message reads have cut it; empty if they have not. */
export function cutsOf({ cuts, cutCount }: CutMessage): string {
  if (cutCount === 0) return "";
  const more = cutCount > cuts.length ? `, … (${cutCount} cuts)` : "";
  return `, cut after byte ${cuts.join(", ")}${more}`;
}
