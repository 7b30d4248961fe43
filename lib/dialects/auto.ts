/**
 * Recognises the dialect of a connection on a port that speaks all of them. The rules are in
 * `docs/protocols/one-port.md`.
 *
 * @module
 */
import type { Hub } from "../chat/hub.ts";
import { concat } from "../framing/bytes.ts";
import type { Session } from "../net/session.ts";
import type { Dialect, Peer, Rule } from "./dialect.ts";
import { type DialectName, DIALECTS, type Dialects } from "./dialects.ts";

/** A rule with the dialect that it recognises. */
interface DialectRule extends Rule {
  readonly dialect: DialectName;
}

const NOTHING = new Uint8Array(0);

/** All rules, in the order in which they are tried each time more bytes arrive. */
export const RULES: readonly DialectRule[] = DIALECTS.flatMap(({ name, rules }) =>
  rules.map((rule: Rule) => ({ dialect: name, ...rule }))
);

/** Returns the dialect that a connection's first bytes reveal; `undefined` while they do not. */
export function detect(start: Uint8Array): DialectName | undefined {
  return RULES.find((rule) => rule.fits(start))?.dialect;
}

/** Returns a dialect that turns into the one that a connection's first bytes reveal. */
export function autoDialect(dialects: Dialects): Dialect {
  return {
    name: "auto",
    // A connection leaves this dialect as soon as its own is detected.
    encode: () => undefined,
    open: (hub, peer) => new DetectingSession(dialects, hub, peer),
  };
}

class DetectingSession implements Session {
  readonly #dialects: Dialects;
  readonly #hub: Hub;
  readonly #peer: Peer;
  #start: Uint8Array = NOTHING;
  #session: Session | undefined;

  constructor(dialects: Dialects, hub: Hub, peer: Peer) {
    this.#dialects = dialects;
    this.#hub = hub;
    this.#peer = peer;
  }

  receive(bytes: Uint8Array): Promise<void> | void {
    if (this.#session) return this.#session.receive(bytes);
    // Makes a copy: the bytes are valid during this call only.
    this.#start = concat([this.#start, bytes]);
    const dialect = detect(this.#start);
    if (!dialect) return;
    const start = this.#start;
    this.#start = NOTHING;
    this.#session = this.#dialects[dialect].open(this.#hub, this.#peer);
    return this.#session.receive(start);
  }

  close(): void {
    this.#session?.close();
  }

  explainEnd(reason: string): void {
    this.#session?.explainEnd?.(reason);
  }
}
