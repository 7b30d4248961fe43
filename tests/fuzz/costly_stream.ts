/**
 * Streams that cost a careless server much more than their sender: in time, in memory or in writes.
 *
 * @module
 */
import { type Maker, MAKERS } from "./makers.ts";
import { hostileName } from "./names.ts";
import type { Random } from "./random.ts";
import type { Protocol } from "./valid_stream.ts";

/** Texts of one character that are far longer, slower or more in another dialect. */
const COSTLY_TEXTS = [
  ...["\v", "\x85", "\u2028", "\r", "\f", "[", "{", '"', "\\", "\x01", " ", "a ", "[{},", '\\"'],
  ...["\u0315\u0300\u05ae", "👩‍👩‍👧‍👦", "\u200b", "\ufeff", "\u202e", "\0", "ﷺ"],
];

const NAMES = ["ann", "live-channel-1", "live-direct-1", "live-messenger-2"];

/** Kinds of costly streams. */
export const COSTLY_STREAMS = {
  "costly text"(random, maker) {
    const text = random.pick(COSTLY_TEXTS);
    const long = text.repeat(random.between(10, 1_500_000 / text.length));
    const send = random.pick<keyof Maker>(["message", "broadcast", "join", "login", "leave"]);
    if (send === "message") return maker.message(random.pick(NAMES), long);
    if (random.once(3)) return maker.message(long, "hi");
    return maker[send](long);
  },
  "hostile names"(random, maker) {
    const name = () => hostileName(random);
    const use = [
      () => maker.login(name()),
      () => maker.message(name(), "hi"),
      () => maker.create(name()),
      () => maker.join(name()),
      () => maker.leave(name()),
      () => maker.broadcast(name()),
    ];
    return Array.from({ length: random.between(1, 12) }, () => random.pick(use)()).join("");
  },
  "odd JSON"(random) {
    const value = random.pick([
      () => `${"9".repeat(random.between(1, 1_000_000))}`,
      () => `1e${"9".repeat(random.between(1, 1000))}`,
      () => `"${"\\u0000".repeat(random.between(1, 200_000))}"`,
      () => `"${"\\\\".repeat(random.between(1, 500_000))}`,
      () => `"${"\\ud800".repeat(random.between(1, 100_000))}"`,
      () => '""'.repeat(random.between(1, 500_000)),
      () => " ".repeat(random.between(1, 1_000_000)),
      () => '{"__proto__":{"action":"login"},"constructor":1}',
    ])();
    return `{"action":"users","source":"","destination":"server","body":${value}}\n`;
  },
  "zero padding"(random, maker) {
    const stream = maker.join("live") + maker.list() + maker.message("ann", "hi\0 \0");
    const padding = random.pick([/ +$/gm, / (?= *$)/g, / /g]);
    return stream.replace(padding, (spaces) => "\0".repeat(spaces.length)) +
      "\0".repeat(random.between(0, 1000));
  },
  "broadcast burst"(random, maker) {
    return maker.broadcast("hello").repeat(random.between(10, 2000));
  },
  "channels in bulk"(random, maker) {
    const first = random.below(1_000_000);
    const count = random.between(10, 1000);
    return Array.from({ length: count }, (_, at) => maker.create(`${first + at}`)).join("");
  },
  "join and leave loop"(random, maker) {
    const channel = random.pick(["live", "tea"]);
    return (maker.join(channel) + maker.list() + maker.leave(channel) + maker.list())
      .repeat(random.between(10, 500));
  },
  "leave and stay"(random, maker) {
    // With a client that reads nothing, its unread messages stay where it has left.
    const rounds = Array.from(
      { length: random.between(1, 50) },
      () => maker.join("live") + maker.message("live-direct-1", "hi") + maker.leave("live"),
    );
    return rounds.join("");
  },
  "go on after the end"(random, maker) {
    return maker.bye() + maker.message("live-direct-1", "hi").repeat(random.between(10, 20_000));
  },
} satisfies Record<string, (random: Random, maker: Maker) => string>;

export type CostlyStream = keyof typeof COSTLY_STREAMS;

/** Returns a costly stream of a client that has logged in, in the bytes of a protocol. */
export function costlyStream(
  random: Random,
  protocol: Protocol,
  kind: CostlyStream,
): Uint8Array<ArrayBuffer> {
  const maker = MAKERS[protocol];
  const login = random.once(8) ? "" : maker.login(`costly-${random.below(1000)}`);
  return new TextEncoder().encode(login + COSTLY_STREAMS[kind](random, maker));
}
