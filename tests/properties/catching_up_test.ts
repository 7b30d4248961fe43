import assert from "node:assert/strict";
import fc from "fast-check";
import { MissedFrames } from "../../lib/clients/channel/missed_frames.ts";
import { ChannelOrder } from "../../lib/clients/messenger/channel_order.ts";
import type { StampedMessage } from "../../lib/clients/messenger/stamped_message.ts";
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

/** A client of frames that reads ids, over its connections to a server that has answered when a call returns. */
class FrameReader {
  readonly shown: string[] = [];
  readonly missed: MissedFrames;
  readonly #wire: Wire;
  #client!: WireClient;
  /** Resolves when the last request is answered. */
  answered = Promise.resolve();

  constructor(wire: Wire) {
    this.#wire = wire;
    const show = (text: string) => void this.shown.push(text.replace(/^[-\d]+ \d\d:\d\d /, ""));
    this.missed = new MissedFrames({
      ...{ ownName: () => "ann", readsIds: () => true, print: show, show, hides: () => false },
      send: (line) => this.answered = this.#send(line),
    });
  }

  connect(name: string): void {
    this.#client = this.#wire.connect(channelDialect());
    this.missed.onOpen();
    for (const line of [name, "/session secret ids"]) this.#client.write(frames(line));
    this.#client.read();
    this.missed.hold();
    this.#client.write(frames("/join tea"));
  }

  async #send(line: string): Promise<void> {
    await this.#client.write(frames(line));
    this.read();
  }

  /** Reads what has come, or only so many frames of it. */
  read(count = Infinity): void {
    const bytes = this.#client.read();
    for (let at = 0; at < Math.min(bytes.length, count * FRAME_SIZE); at += FRAME_SIZE) {
      this.shown.push(...this.missed.take(frameText(bytes.subarray(at, at + FRAME_SIZE))));
    }
  }

  close(): void {
    this.#client.close();
  }
}

const NAMES = ["bob", "Al ice"];

/** Texts that repeat, and some that take several frames. */
const said = fc.array(
  fc.tuple(fc.nat(1), fc.constantFrom("ok", "yes", "long ".repeat(37), "x".repeat(190), "a b")),
  { maxLength: 12 },
);

holds(
  "a client of frames that was cut off at any frame has every message once",
  fc.asyncProperty(said, said, said, fc.nat(40), async (early, first, second, cut) => {
    const wire = new Wire({ history: new MemoryHistory({ maxCount: 100, now: () => 0 }) });
    const speakers = NAMES.map((name) => {
      const client = wire.connect(channelDialect());
      client.write(frames(name, "/create tea", "/join tea"));
      return client;
    });
    const speak = (texts: readonly (readonly [number, string])[]) => {
      for (const [index, text] of texts) speakers[index]!.write(frames(text));
    };
    speak(early);
    const reader = new FrameReader(wire);
    reader.connect("ann");
    reader.missed.askForMark();
    await reader.answered;
    await reader.missed.catchUp(new Promise(() => {}));
    speak(first);
    reader.read(cut);
    reader.close();
    speak(second);
    reader.connect("ann");
    await reader.missed.catchUp(new Promise(() => {}));
    const shown = reader.shown.flatMap((line) => {
      const [, sender, text] = /^\[([^\]]+)\] (.*)$/s.exec(line) ?? [];
      return sender === undefined ? [] : [[sender, text!] as const];
    });
    const all = [...first, ...second].map(([index, text]) => [NAMES[index]!, text] as const);
    assert.equal(runningText(shown), runningText(all));
  }),
);

/** Returns messages as one text without spaces: live ones and past ones are cut at other places. */
function runningText(messages: readonly (readonly [sender: string, text: string])[]): string {
  let [running, last] = ["", ""];
  for (const [sender, text] of messages) {
    running += `${sender === last ? "" : `|${sender}: `}${text.replaceAll(" ", "")}`;
    last = sender;
  }
  return running;
}
