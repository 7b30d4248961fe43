/**
 * Tells the dialects apart on one port. The rules are those of `docs/protocols/one-port.md`.
 *
 * @module
 */
import type { Hub } from "../chat/hub.ts";
import { concat } from "../framing/bytes.ts";
import type { Dialect, Peer, Rule, Session } from "./dialect.ts";
import { type DialectName, DIALECTS, type Dialects } from "./dialects.ts";

/** Whose a rule is. */
interface RuleOfDialect extends Rule {
  readonly dialect: DialectName;
}

const NOTHING = new Uint8Array(0);

/** All rules, in the order in which they are tried whenever there are more bytes. */
export const RULES: readonly RuleOfDialect[] = DIALECTS.flatMap(({ name, rules }) =>
  rules.map((rule: Rule) => ({ dialect: name, ...rule }))
);

/** The dialect that a connection's first bytes tell, as soon as they do. */
export function detect(start: Uint8Array): DialectName | undefined {
  return RULES.find((rule) => rule.fits(start))?.dialect;
}

/** Speaks whichever dialect a connection's first bytes tell. */
export function autoDialect(dialects: Dialects): Dialect {
  return {
    name: "auto",
    // Nobody stays with this dialect: users are of the one that was told.
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

  receive(bytes: Uint8Array): void {
    if (this.#session) return this.#session.receive(bytes);
    // A copy: what was read is only good during this call.
    this.#start = concat([this.#start, bytes]);
    const told = detect(this.#start);
    if (!told) return;
    this.#session = this.#dialects[told].open(this.#hub, this.#peer);
    this.#session.receive(this.#start);
    this.#start = NOTHING;
  }

  close(): void {
    this.#session?.close();
  }

  tell(reason: string): void {
    this.#session?.tell?.(reason);
  }
}
