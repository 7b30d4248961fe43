import assert from "node:assert/strict";
import { NO_HISTORY } from "../../lib/history/history.ts";
import fc from "fast-check";
import { Hub } from "../../lib/chat/hub.ts";
import { autoDialect, detect } from "../../lib/dialects/auto.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import type { DialectName } from "../../lib/dialects/dialect_names.ts";
import { DIALECTS } from "../../lib/dialects/dialects.ts";
import { countMarks, isHttpRequest } from "../../lib/framing/first_bytes.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { holds } from "./holds.ts";
import { bytes, encode, sizes, split, streamOf, text } from "./streams.ts";

/** Returns which dialects a connection reached, and the bytes that they received. */
function detected(pieces: Iterable<Uint8Array>): { dialects: string[]; received: Uint8Array } {
  const dialects: string[] = [];
  const received: Uint8Array[] = [];
  const dialect = (name: string): Dialect => ({
    name,
    encode: () => undefined,
    open() {
      dialects.push(name);
      return { receive: (bytes) => void received.push(bytes.slice()), close() {} };
    },
  });
  const stubs = DIALECTS.map(({ name }) => [name, dialect(name)]);
  const auto = autoDialect(Object.fromEntries(stubs) as Record<DialectName, Dialect>);
  const hub = new Hub({ sinks: [], now: () => 0 });
  const session = auto.open(hub, {
    asksForPassword: false,
    isRegistered: () => false,
    deliverWaiting() {},
    blocks: () => [],
    send() {},
    end() {},
    limitSilence() {},
    own: () => false,
    history: NO_HISTORY,
    command: () => undefined,
    charge() {},
    changeForm() {},
    identity: {
      rename: () => undefined,
      checkHolder: () => undefined,
      authorize: () => false,
      proves: () => false,
      resign() {},
    },
    setTimer: () => ({ cancel() {} }),
    login: assert.fail,
  });
  for (const piece of pieces) session.receive(piece);
  return { dialects, received: concat(received) };
}

const opening = fc.constantFrom("", "{", "HELLO-FROM ", "HELLO-FROM", "HELLO-FROM bob\n", "LIST\n");
const stream = fc.oneof(
  streamOf(fc.oneof(bytes, text.map(encode))),
  fc.tuple(opening, bytes).map(([opening, rest]) => concat([encode(opening), rest])),
  fc.tuple(fc.integer({ min: 195, max: 205 }), bytes)
    .map(([length, rest]) => concat([new Uint8Array(length).fill(0x61), encode("\n"), rest])),
);

holds(
  "a connection gets the same dialect wherever its stream is split, and the dialect gets every byte",
  fc.property(stream, sizes, (stream, sizes) => {
    const { dialects, received } = detected(split(stream, sizes));
    // Marks that belong to no dialect, and HTTP requests, have tests of their own.
    fc.pre(countMarks(stream) === 0 && !isHttpRequest(stream));
    const decision = detect(stream);
    assert.deepEqual(dialects, decision === undefined ? [] : [decision]);
    assert.deepEqual(received, decision === undefined ? new Uint8Array(0) : stream);
  }),
);
