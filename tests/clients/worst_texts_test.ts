import assert from "node:assert/strict";
import { eventText } from "../../lib/clients/direct/event_text.ts";
import { looseName, messageLine } from "../../lib/clients/rooms/room_lines.ts";
import { messageText, speakerOf } from "../../lib/clients/messenger/message_text.ts";
import { parseMessage } from "../../lib/framing/messages.ts";
import { shownText } from "../../lib/terminal/shown_text.ts";
import { processorTime } from "../support/processor_time.ts";

const MEBIBYTE = 2 ** 20;

/** How long a text may take, in milliseconds. Quadratic work would take minutes. */
const MAX_MS = 10_000;

/** What to repeat for a mebibyte in which every character has to be looked at. */
const WORST = [
  ...[" ", "a ", "\r", "\n", "\r\n", "[", ",", "\t", "\x1b[", "] "],
  ...["e\u0315\u0300\u05ae\u0327", "\u0301", "👩‍👩‍👧‍👦", "👩\u200d", "🇩", "🏴\u{e0067}", "1\ufe0f"],
  ...["\u200b", "\u0600", "\u1100", "\u0915\u094d", "\u2028", "\u202e"],
];

const BOB = { name: "bob", at: "From ".length };
const SHOWING = { times: true, colours: true };

/** What a client does with a text in each place of a message. */
const USES: Record<string, (text: string) => string> = {
  "the body of a message": (text) => shown("message", "bob", text),
  "the name of a sender": (text) => shown("message", text, "hi"),
  "the name of a sender of many lines": (text) => shown("broadcast", text, "\n".repeat(MEBIBYTE)),
  "the name of somebody who joins": (text) => shown("joined", text, ""),
  "a name in a list": (text) => shown("users", "server", [text]),
  "many names in a list": (text) =>
    shown("channels", "server", Array.from(text.slice(0, MEBIBYTE / 4))),
  "a line of the direct dialect": (text) => eventText(text) ?? "",
  "a text of the direct dialect": (text) =>
    shownText(eventText(`DELIVERY bob ${text}`)!, BOB, SHOWING),
  "names in the direct dialect": (text) => eventText(`LIST-OK ${text}`)!,
  "many names in the direct dialect": (text) =>
    eventText(`LIST-OK ${Array.from(text.slice(0, MEBIBYTE / 4)).join(",")}`)!,
  "an error": (text) => shown("error", "server", text),
  "an unknown action": (text) => shown(text, "server", text),
  "a line that is no message": (text) => String(parseMessage(text)),
  "the name of a sender in a room": (text) => messageLine({ name: text, text }).line,
  "a name to compare with blocked ones": (text) => looseName(text.slice(0, 1000)),
};

function shown(action: string, source: string, body: string | readonly string[]): string {
  const message = { action, source, destination: source, body };
  return shownText(messageText(message, "me") ?? "", speakerOf(message, "me"), SHOWING);
}

for (const [where, use] of Object.entries(USES)) {
  Deno.test(`a mebibyte of the worst is shown at once as ${where}`, () => {
    for (const part of WORST) {
      const text = part.repeat(MEBIBYTE / part.length);
      let result = "";
      const took = processorTime(() => result = use(text));
      assert(took < MAX_MS, `${JSON.stringify(part)} took ${took} ms`);
      // What is shown is longer than what came, but not without bound.
      assert(result.length < 16 * MEBIBYTE, `${JSON.stringify(part)} became ${result.length}`);
    }
  });
}

Deno.test("a text of more than a thousand lines keeps its words and the mark of its sender", () => {
  const text = messageText(
    { action: "message", source: "bob", destination: "#tea", body: "a\n".repeat(2000) + "end" },
    "me",
  )!;
  const lines = text.split("\n");
  assert.equal(lines.length, 1000);
  assert(lines.every((line) => line.startsWith("[bob] a")));
  assert(lines.at(-1)!.endsWith("␊a␊end"));
});
