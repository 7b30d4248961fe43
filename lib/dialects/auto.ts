/**
 * Tells the dialects apart on one port. The rules are those of `docs/protocols/one-port.md`.
 *
 * @module
 */
import type { Hub } from "../chat/hub.ts";
import { concat } from "../framing/bytes.ts";
import { FRAME_SIZE } from "../framing/fixed_frames.ts";
import type { Dialect, Peer, Session } from "./dialect.ts";

/** The dialects among which a connection's first bytes decide. */
export interface Dialects {
  readonly channel: Dialect;
  readonly direct: Dialect;
  readonly messenger: Dialect;
}

/** A rule that fits decides; the first one in the table if several do. */
interface Rule {
  readonly dialect: keyof Dialects;
  readonly because: string;
  fits(start: Uint8Array): boolean;
}

const NOTHING = new Uint8Array(0);
const NEWLINE = 0x0a;
const BRACE = 0x7b;
const LOGIN = new TextEncoder().encode("HELLO-FROM ");

/** The rules, in the order in which they are tried whenever there are more bytes. */
export const RULES: readonly Rule[] = [
  {
    dialect: "messenger",
    because: "it starts with a brace",
    fits: (start) => start[0] === BRACE,
  },
  {
    dialect: "direct",
    because: "it starts with a login, however long the line is",
    fits: (start) => start.length >= LOGIN.length && LOGIN.every((byte, at) => start[at] === byte),
  },
  {
    dialect: "direct",
    because: "there is a line end where a frame would go on",
    fits: (start) => start.subarray(0, FRAME_SIZE).includes(NEWLINE),
  },
  {
    dialect: "channel",
    because: "a frame is full without a line end",
    fits: (start) => start.length >= FRAME_SIZE,
  },
];

/** The dialect that a connection's first bytes tell, as soon as they do. */
export function detect(start: Uint8Array): keyof Dialects | undefined {
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
