import assert from "node:assert/strict";
import { SaidFrames } from "../../lib/clients/channel/said_frames.ts";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { FRAME_SIZE, frameText } from "../../lib/framing/fixed_frames.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { frame, frames } from "../support/frame_client.ts";
import { line } from "../support/messenger_peer.ts";
import { Wire, type WireClient } from "./wire.ts";

const LONG = "word ".repeat(60).trim();

/** What bob says in the messenger dialect, and the texts in which other users of frames read it. */
const MESSAGES: Readonly<Record<string, readonly [Uint8Array, readonly string[]]>> = {
  "a message to the channel": [say("#tea", "hi"), ["[bob] hi"]],
  "a message to one user": [say("ben", "hi"), ["[bob to you] hi"]],
  "a broadcast": [bytes(line("broadcast", { body: "hi" })), ["[bob to all] hi"]],
  "a message of several lines": [say("#tea", "one\ntwo"), ["[bob] one", "[bob] two"]],
  "a message as long as a frame": [say("#tea", "x".repeat(194)), [`[bob] ${"x".repeat(194)}`]],
  "a message longer than a frame": [say("#tea", LONG), [
    `[bob] ${LONG.slice(0, 194)}`,
    `[bob] ${LONG.slice(194)}`,
  ]],
  "a message that looks as if it had an id": [say("#tea", "hi\0" + "12"), ["[bob] hi\0" + "12"]],
};

function say(destination: string, body: string): Uint8Array {
  return bytes(line("message", { destination, body }));
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textsOf(bytes: Uint8Array): string[] {
  const count = bytes.length / FRAME_SIZE;
  return Array.from(
    { length: count },
    (_, index) => frameText(bytes.subarray(index * FRAME_SIZE, (index + 1) * FRAME_SIZE)),
  );
}

/** Ben, who is in a channel with bob, on a server without sockets. */
async function scene(
  ...lines: string[]
): Promise<{ wire: Wire; ben: WireClient; bob: WireClient }> {
  const wire = new Wire({ history: new MemoryHistory({ maxCount: 100, now: () => 0 }) });
  const bob = wire.connect(messengerDialect({ maxLine: 10_000 }));
  bob.write(bytes(line("login", { source: "bob" }) + line("create", { destination: "#tea" })));
  const ben = wire.connect(channelDialect());
  for (const text of ["ben", ...lines, "/join tea"]) await ben.write(frames(text));
  ben.read();
  return { wire, ben, bob };
}

for (const [name, [request, plain]] of Object.entries(MESSAGES)) {
  Deno.test(`${name} has no id for clients that have not asked for one`, async () => {
    for (const lines of [[], ["/session"], ["/session secret"]]) {
      const { ben, bob } = await scene(...lines);
      bob.write(request);
      const expected = plain.map((text) => [...frame(text)]);
      assert.deepEqual([...ben.read()], expected.flat());
    }
  });

  Deno.test(`${name} has its id for clients that have asked for ids`, async () => {
    const { wire, ben, bob } = await scene("/session secret ids");
    bob.write(request);
    const said = new SaidFrames();
    const messages = textsOf(ben.read()).map((text) => said.take(text));
    const message = messages.pop();
    assert(typeof message === "object");
    assert(messages.every((it) => it === "open"));
    assert.equal(message.stamp.id, wire.hub.lastStamp.id);
    const joined = (texts: readonly string[]) =>
      texts.map((text) => text.replace(/^\[[^\]]+\] ?/, "")).join("").replaceAll(" ", "");
    assert.equal(joined(message.frames), joined(plain));
  });
}

Deno.test("notices and answers have no ids, and the past has those of its messages", async () => {
  const { wire, ben, bob } = await scene("/session secret ids");
  bob.write(say("#tea", LONG));
  const { id } = wire.hub.lastStamp;
  ben.read();
  bob.write(bytes(line("leave", { destination: "#tea" })));
  await ben.write(frames("/who"));
  assert.deepEqual(textsOf(ben.read()), ["bob has left", "ben"]);
  await ben.write(frames("/history"));
  const [start, ...past] = textsOf(ben.read());
  const end = past.pop();
  assert.match(start!, /^Past messages: 1 /);
  assert.equal(end, `End of past messages (0 after them: /history after ${id})`);
  assert.match(past[0]!, /^[-\d]+ \d\d:\d\d \[bob\] word .*\0\+$/);
  assert(past.at(-1)!.endsWith(`\0${id}`));
});
