/**
 * Recognises the dialect of a connection on a port that speaks all of them. The rules are in
 * `docs/protocols/one-port.md`.
 *
 * @module
 */
import type { Hub } from "../chat/hub.ts";
import { concat } from "../framing/bytes.ts";
import { countMarks } from "../framing/first_bytes.ts";
import type { Session } from "../net/session.ts";
import type { Dialect, Peer, Rule } from "./dialect.ts";
import type { DialectName } from "./dialect_names.ts";
import { DIALECTS, type Dialects } from "./dialects.ts";

/** A rule with the dialect that it recognises. */
interface DialectRule extends Rule {
  readonly dialect: DialectName;
}

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array(0);

/** All rules, in the order in which they are tried each time more bytes arrive. */
export const RULES: readonly DialectRule[] = DIALECTS.flatMap(({ name, rules }) =>
  rules.map((rule: Rule) => ({ dialect: name, ...rule }))
);

/** Returns the dialect that a connection's first bytes reveal; `undefined` while they do not. */
export function detect(start: Uint8Array): DialectName | undefined {
  return RULES.find((rule) => rule.fits(start))?.dialect;
}

/** The dialect of all messages of a WebSocket. */
const WEB_DIALECT: DialectName = "messenger";

/** The transport of clients of IRC in a browser, and what shows whether the server speaks that. */
const IRC_TRANSPORT = "irc-websocket";
const IRC_START = new TextEncoder().encode("NICK x\n");

/**
 * Returns a dialect that turns into the one that a connection's first bytes reveal. Marks that belong to
 * no dialect are skipped.
 *
 * @param only The dialect of all connections, whatever their first bytes reveal.
 */
export function autoDialect(dialects: Dialects, only?: DialectName): Dialect {
  const choose = only ? (start: Uint8Array) => detectOnly(only, start) : detect;
  return {
    name: "auto",
    // A connection leaves this dialect as soon as its own is detected.
    encode: () => undefined,
    open: (hub, peer) => new DetectingSession(dialects, choose, hub, peer),
  };
}

function detectOnly(only: DialectName, start: Uint8Array): DialectName | undefined {
  return start.length === 0 ? undefined : only;
}

class DetectingSession implements Session {
  readonly #dialects: Dialects;
  readonly #detect: (start: Uint8Array) => DialectName | undefined;
  readonly #hub: Hub;
  readonly #peer: Peer;
  #start: Uint8Array = NOTHING;
  #session: Session | undefined;

  constructor(
    dialects: Dialects,
    detect: (start: Uint8Array) => DialectName | undefined,
    hub: Hub,
    peer: Peer,
  ) {
    this.#dialects = dialects;
    this.#detect = detect;
    this.#hub = hub;
    this.#peer = peer;
  }

  receive(bytes: Uint8Array): Promise<void> | void {
    if (this.#session) return this.#session.receive(bytes);
    // Makes a copy: the bytes are valid during this call only.
    this.#start = concat([this.#start, bytes]);
    const marks = countMarks(this.#start);
    if (marks === undefined) return;
    const start = this.#start.subarray(marks);
    const dialect = this.#detectDialect(start);
    if (!dialect) return;
    this.#start = NOTHING;
    this.#session = this.#dialects[dialect].open(this.#hub, this.#peer);
    return this.#session.receive(start);
  }

  #detectDialect(start: Uint8Array): DialectName | undefined {
    const { transport } = this.#peer;
    if (transport === "websocket") return WEB_DIALECT;
    if (transport === IRC_TRANSPORT) return this.#detect(IRC_START) ?? WEB_DIALECT;
    // The bytes before the line's end decide first: a split stream has to get the same dialect.
    const newline = start.indexOf(NEWLINE);
    const line = newline < 0 ? undefined : this.#detect(start.subarray(0, newline));
    return line ?? this.#detect(start);
  }

  close(): void {
    this.#session?.close();
  }

  explainEnd(reason: string): void {
    this.#session?.explainEnd?.(reason);
  }

  explainStop(reason: string): void {
    this.#session?.explainStop?.(reason);
  }
}
