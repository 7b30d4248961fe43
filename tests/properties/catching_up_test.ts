import assert from "node:assert/strict";
import fc from "fast-check";
import { seenCount } from "../../lib/clients/channel/line_up.ts";
import { ChannelOrder } from "../../lib/clients/messenger/channel_order.ts";
import type { StampedMessage } from "../../lib/clients/messenger/stamped_message.ts";
import { parsePastFrame } from "../../lib/dialects/channel/past_frames.ts";
import { HISTORY_COMMANDS } from "../../lib/dialects/channel/history_commands.ts";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { FRAME_SIZE, frameText } from "../../lib/framing/fixed_frames.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { Wire, type WireClient } from "../dialects/wire.ts";
import { frames } from "../support/frame_client.ts";
import { holds } from "./holds.ts";

function message(id: number): StampedMessage {
  const stamp = { id, time: new Date(0) };
  return { action: "message", source: "bob", destination: "#tea", body: String(id), stamp };
}

/** What happens to a client: messages are said, it loses its connection, comes back, reads a page. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("say" as const) }) },
  fc.record({ type: fc.constant("lose" as const) }),
  fc.record({ type: fc.constant("return" as const) }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant("page" as const), size: fc.nat(4) }) },
);

holds(
  "a client that comes back and catches up has every message once and in order",
  fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const order = new ChannelOrder();
    order.follow("#tea");
    order.note(0);
    const shown: number[] = [];
    const show = (messages: readonly StampedMessage[]) =>
      void shown.push(...messages.map(({ stamp }) => stamp!.id));
    let said = 0;
    let state = "online" as "online" | "away" | "catching up";
    let asked = 0;
    const page = (size: number) => {
      const ids = Array.from({ length: said }, (_, index) => index + 1).filter((id) => id > asked);
      const isLast = ids.length <= size;
      show(order.merge(ids.slice(0, size).map(message), isLast));
      asked = ids[Math.min(size, ids.length) - 1] ?? asked;
      if (!isLast) return;
      show(order.release());
      state = "online";
    };
    const comeBack = () => {
      order.hold();
      state = "catching up";
      asked = Number(order.seen.place);
    };
    for (const step of steps) {
      if (step.type === "say") {
        said++;
        if (state !== "away" && !order.takes(message(said))) show([message(said)]);
      } else if (step.type === "lose") state = "away";
      else if (step.type === "return" && state === "away") comeBack();
      else if (step.type === "page" && state === "catching up") page(step.size + 1);
    }
    if (state !== "online") comeBack();
    page(1000);
    assert.deepEqual(shown, Array.from({ length: said }, (_, index) => index + 1));
  }),
);

function textsOf(bytes: Uint8Array): string[] {
  return Array.from(
    { length: Math.floor(bytes.length / FRAME_SIZE) },
    (_, index) => frameText(bytes.subarray(index * FRAME_SIZE, (index + 1) * FRAME_SIZE)),
  );
}

function liveFrame(text: string) {
  const [, sender = "", rest = ""] = /^\[([^\]]+)\](?: (.*))?$/s.exec(text)!;
  return { sender, text: rest };
}

/** Texts that repeat, and some that take several frames. */
const said = fc.array(
  fc.tuple(fc.nat(1), fc.constantFrom("ok", "yes", "long ".repeat(37), "x".repeat(190), "a b")),
  { maxLength: 12 },
);

holds(
  "a client of frames that was cut off anywhere lines up the past with what it has",
  fc.property(said, said, fc.nat(), (early, late, cut) => {
    const wire = new Wire({ history: new MemoryHistory({ maxCount: 100, now: () => 0 }) });
    const join = (name: string) => {
      const client = wire.connect(channelDialect());
      client.write(frames(name, "/create tea", "/join tea"));
      client.read();
      return client;
    };
    const speakers = [join("bob"), join("Al ice")];
    const speak = (texts: readonly (readonly [number, string])[]) => {
      for (const [index, text] of texts) speakers[index]!.write(frames(text));
    };
    speak(early);
    const [ann, zoe] = [join("ann"), join("zoe")] as [WireClient, WireClient];
    ann.read();
    const history = (client: WireClient, rest: string) =>
      HISTORY_COMMANDS["/history"](wire.hub, wire.hub.user("ann")!, rest, client);
    const mark = String(history(ann, "mark"));
    zoe.read();
    speak(late);
    const live = textsOf(ann.read()).map(liveFrame);
    const seen = live.slice(0, cut % (live.length + 1));
    const answer = history(zoe, `after ${/\d+$/.exec(mark)}`) as Uint8Array;
    const past = textsOf(answer).map(parsePastFrame).filter((frame) => frame !== undefined);
    const missed = past.slice(seenCount(past, seen));
    const joined = (frames: readonly { text: string }[]) => frames.map(({ text }) => text).join("");
    // A frame of the past may hold the end of a live one that came and the start of one that did not.
    const rest = joined(live.slice(seen.length));
    assert(joined(missed).endsWith(rest));
    assert(joined(missed).length - rest.length < FRAME_SIZE);
    const isWhole = live.every(({ text }) => text.length < 150);
    if (isWhole) assert.equal(joined(missed), rest);
  }),
);
