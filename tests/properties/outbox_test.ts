import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { concat } from "../../lib/framing/bytes.ts";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { holds } from "./holds.ts";

const LOGS = 2;
const BOXES = 3;

/** The expected state: the bytes that each outbox must write, and the log that it follows. */
interface Model {
  readonly expected: Uint8Array[][];
  readonly followed: (number | undefined)[];
}

/** The real outboxes, the bytes that they have written, and their pending writes. */
interface Real {
  readonly logs: Log<Outbox>[];
  readonly boxes: Outbox[];
  readonly written: Uint8Array[][];
  readonly pending: ({ readonly bytes: Uint8Array; readonly copy: Uint8Array } | undefined)[];
}

/** Returns a command that is always allowed. */
function command(name: string, run: (model: Model, real: Real) => void): fc.Command<Model, Real> {
  return { check: () => true, run, toString: () => name };
}

let count = 0;
/** Returns bytes that differ from those of earlier calls. */
function nextBytes(length: number): Uint8Array {
  count++;
  return Uint8Array.from({ length }, (_, index) => count * 7 + index);
}

const box = fc.nat(BOXES - 1);
const log = fc.nat(LOGS - 1);
const length = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 15, arbitrary: fc.integer({ min: 1000, max: 9000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 100_000 }) },
);

const append = fc.tuple(log, length, fc.option(box)).map(([log, length, sender]) =>
  command(`append ${length} to log ${log}, not to ${sender}`, (model, real) => {
    const bytes = nextBytes(length);
    const except = sender !== null && model.followed[sender] === log ? sender : undefined;
    real.logs[log]!.append(bytes, except === undefined ? undefined : real.boxes[except]);
    model.followed.forEach((followed, box) => {
      if (followed === log && box !== except) model.expected[box]!.push(bytes);
    });
  })
);

const send = fc.tuple(box, length).map(([box, length]) =>
  command(`send ${length} to ${box}`, (model, real) => {
    const bytes = nextBytes(length);
    real.boxes[box]!.send(bytes);
    model.expected[box]!.push(bytes);
  })
);

const follow = fc.tuple(box, fc.option(log)).map(([box, log]) =>
  command(`${box} follows ${log}`, (model, real) => {
    const followed = model.followed[box];
    if (followed !== undefined) real.boxes[box]!.unfollow(real.logs[followed]!);
    if (log !== null) real.boxes[box]!.follow(real.logs[log]!);
    model.followed[box] = log ?? undefined;
  })
);

const startWrite = box.map((box) =>
  command(`${box} starts a write`, (_model, real) => {
    const bytes = real.boxes[box]!.peek();
    if (bytes.length > 0) real.pending[box] ??= { bytes, copy: bytes.slice() };
  })
);

/** The part of the bytes that a write accepts: all, one byte, or some. */
const part = fc.oneof(fc.constant(1), fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
const endWrite = fc.tuple(box, part).map(([box, part]) =>
  command(`${box} ends a write after ${part} of it`, (_model, real) => {
    const write = real.pending[box];
    if (!write) return;
    assert(sameBytes(write.bytes, write.copy), "the bytes of a pending write have changed");
    const count = Math.max(1, Math.floor(write.bytes.length * part));
    real.written[box]!.push(write.copy.subarray(0, count));
    real.pending[box] = undefined;
    real.boxes[box]!.written(count);
  })
);

holds(
  "Outbox writes exactly the bytes of each member, in order, whatever the sequence of operations",
  fc.property(
    fc.commands([append, append, send, follow, startWrite, startWrite, endWrite, endWrite], {
      maxCommands: 100,
      size: "max",
    }),
    (commands) => {
      const perBox = <Thing>(make: () => Thing) => Array.from({ length: BOXES }, make);
      const model: Model = { expected: perBox(() => []), followed: perBox(() => undefined) };
      const real: Real = {
        logs: Array.from({ length: LOGS }, () => new Log<Outbox>()),
        boxes: perBox(() => new Outbox({ flush() {} })),
        written: perBox(() => []),
        pending: perBox(() => undefined),
      };
      fc.modelRun(() => ({ model, real }), commands);
      for (const [box, outbox] of real.boxes.entries()) {
        const write = real.pending[box];
        if (write) outbox.written(0);
        while (outbox.backlog > 0) {
          const bytes = outbox.peek();
          assert(bytes.length > 0);
          real.written[box]!.push(bytes.slice());
          outbox.written(bytes.length);
        }
        assert.equal(outbox.ownBacklog, 0);
        const [written, expected] = [real.written[box]!, model.expected[box]!].map(concat);
        assert(sameBytes(written!, expected!), `outbox ${box} wrote other bytes`);
      }
    },
  ),
  150,
);

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
