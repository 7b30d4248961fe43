/**
 * Streams of clients that never log in, or that only try to.
 *
 * @module
 */
import { httpRequest, WEB_NAME } from "./http_head.ts";
import { MAKERS } from "./makers.ts";
import { hostileName } from "./names.ts";
import type { Random } from "./random.ts";
import { tlsGarbage } from "./tls_record.ts";
import type { Protocol } from "./valid_stream.ts";
import { webSocketStream } from "./websocket_stream.ts";

type Text = string | Uint8Array;

/** How many connections of a crowd are open at once. */
const MAX_CROWD = 40;

/** Kinds of strangers. */
const STRANGERS = {
  "HTTP request": (random, _protocol, protocols) => httpRequest(random, protocols),
  "WebSocket": (random) => webSocketStream(random),
  "garbage of TLS": (random) => tlsGarbage(random),
  "unknown lines": (random, protocol) =>
    MAKERS[protocol].unknown(random.pick(["what", "LIST x", "{}", "  "]))
      .repeat(random.between(1, 5000)),
  "unfinished line": (random, protocol) =>
    MAKERS[protocol].login("x".repeat(random.between(1, 70_000))).trimEnd(),
  "no bytes": () => "",
  "hostile logins": (random, protocol) =>
    repeat(random.between(1, 15), () => MAKERS[protocol].login(hostileName(random))),
  "password guesses": (random, protocol) =>
    repeat(random.between(1, 30), () => {
      const guess = random.pick(["tea", "", "coffee", "0", "e\u0315\u0300".repeat(10_000)]);
      return MAKERS[protocol].login(`guesser-${random.below(100)}`, guess);
    }),
} satisfies Record<
  string,
  (random: Random, protocol: Protocol, protocols: readonly Protocol[]) => Text
>;

/** The behaviour of a stranger. */
export interface StrangerStream {
  readonly kind: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many such connections are open at once. */
  readonly connections: number;
}

/** Plans the stream of a client that does not log in. */
export function strangerStream(
  random: Random,
  protocol: Protocol,
  protocols: readonly Protocol[],
): StrangerStream {
  const kind = random.pick(Object.keys(STRANGERS) as (keyof typeof STRANGERS)[]);
  const made: Text = STRANGERS[kind](random, protocol, protocols);
  const bytes = typeof made === "string" ? new TextEncoder().encode(made) : made.slice();
  const connections = random.once(4) && bytes.length < 10_000 ? random.between(2, MAX_CROWD) : 1;
  return { kind, bytes, connections };
}

/** Reports whether a list of names shows that a server took HTTP for something else. */
export function hasWebPage(names: string): boolean {
  return names.includes(WEB_NAME);
}

function repeat(times: number, make: () => string): string {
  return Array.from({ length: times }, make).join("");
}
