import assert from "node:assert/strict";
import fc from "fast-check";
import { keyOf } from "../../lib/chat/user.ts";
import { autoDialect } from "../../lib/dialects/auto.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { makeDialects } from "../../lib/dialects/dialects.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { FRAME_SIZE, toFrames } from "../../lib/framing/fixed_frames.ts";
import { parseMessage } from "../../lib/framing/messages.ts";
import { Wire, type WireClient } from "../dialects/wire.ts";
import { holds } from "./holds.ts";
import { bytes, decode, encode, sizes, split, text } from "./streams.ts";

const DIALECTS = makeDialects({ maxLine: 500, strict: false });

/** Only a few names and channels, so that clients meet. */
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("ann", "bob", "Al ice", "Al_ice", "server", "a,b", "") },
  { weight: 1, arbitrary: text },
);
const channel = fc.constantFrom("tea", "milk", "x".repeat(170), "", "a b");
const speech = fc.oneof({ weight: 3, arbitrary: text }, {
  weight: 1,
  arbitrary: fc.constantFrom("a\nb", "a\r\n\r\nb", "x".repeat(450), "   "),
});

const frame = fc.oneof(
  fc.tuple(fc.constantFrom("/join", "/create", "/joinx", "/msg", "/"), channel)
    .map(([command, channel]) => `${command} ${channel}`),
  fc.tuple(name, speech).map(([name, text]) => `/msg ${name} ${text}`),
  speech.map((text) => `/broadcast ${text}`),
  fc.constantFrom("/list", "/who", "/leave", "/create", "/join", ""),
  name,
  speech,
).map((text) => toFrames(text));

const line = fc.oneof(
  name.map((name) => `HELLO-FROM ${name}`),
  fc.tuple(name, speech).map(([name, text]) => `SEND ${name} ${text}`),
  fc.constantFrom("LIST", "LIST x", "", "SEND", "SEND ", "HELLO-FROM", "\r"),
  speech,
).map((line) => encode(`${line}\n`));

const destination = fc.oneof(
  name,
  channel.map((name) => `#${name}`),
  fc.constantFrom("*", "server", "#"),
);
const action = fc.constantFrom(
  ...["login", "logout", "message", "broadcast", "users", "channels", "create", "join", "leave"],
  ...["welcome", "toString", "__proto__"],
);
const message = fc.record({
  action,
  source: name,
  destination,
  body: fc.oneof({ weight: 9, arbitrary: speech }, fc.array(text, { maxLength: 3 })),
}).map((message) => encode(`${JSON.stringify(message)}\n`));

const VALID = { channel: frame, direct: line, messenger: message };
type DialectName = keyof typeof VALID;
const NAMES = Object.keys(VALID) as DialectName[];

/** One action of a client: it writes bytes, or closes its connection. */
type Step = { readonly client: number; readonly bytes: Uint8Array | undefined };

/** Actions of clients: mostly valid messages of their dialects, sometimes random bytes. */
function steps(dialects: readonly DialectName[]): fc.Arbitrary<Step[]> {
  const step = fc.nat(dialects.length - 1).chain((client) =>
    fc.record({
      client: fc.constant(client),
      bytes: fc.oneof(
        {
          weight: 20,
          arbitrary: fc.array(VALID[dialects[client]!], { minLength: 1, maxLength: 4 }).map(concat),
        },
        { weight: 2, arbitrary: bytes },
        { weight: 1, arbitrary: fc.constant(undefined) },
      ),
    })
  );
  return fc.array(step, { maxLength: 40, size: "max" });
}

/** The clients of a chat, and all bytes that each of them has received. */
class Chat {
  readonly wire = new Wire({ maxUsers: 4 });
  readonly #clients: WireClient[];
  readonly #received: Uint8Array[][];
  readonly #hasClosed: boolean[] = [];

  constructor(dialects: readonly Dialect[]) {
    this.#clients = dialects.map((dialect) => this.wire.connect(dialect));
    this.#received = dialects.map(() => []);
  }

  run({ client: index, bytes }: Step, sizes: readonly number[]): void {
    const client = this.#clients[index]!;
    if (this.#hasClosed[index]) return;
    if (bytes === undefined) {
      this.#hasClosed[index] = true;
      client.close();
    }
    for (const piece of split(bytes ?? new Uint8Array(0), sizes)) {
      // The server reads no more from a connection that it is closing.
      if (client.ended === undefined) client.write(piece);
    }
    this.#checkInvariants();
    this.#clients.forEach((client, index) => this.#received[index]!.push(client.read()));
  }

  received(): Uint8Array[] {
    return this.#received.map(concat);
  }

  ends(): (string | undefined)[] {
    return this.#clients.map(({ ended }) => ended);
  }

  #checkInvariants(): void {
    const { hub } = this.wire;
    const { users, userAddresses, channelNames } = hub;
    assert.deepEqual(Array.from(users.values(), ({ address }) => address), userAddresses);
    assert(users.size <= 4);
    for (const [key, user] of users) {
      assert.equal(keyOf(user.name), key);
      for (const channel of user.channels) assert(channel.members.has(user));
    }
    for (const channel of channelNames.map((name) => hub.channel(name)!)) {
      for (const member of channel.members) {
        assert.deepEqual(member.channels, [channel]);
        assert.equal(users.get(keyOf(member.name)), member);
      }
    }
  }
}

/** Checks that a client of the dialect can read everything that it receives. */
const CHECK_READABLE: Record<DialectName, (received: Uint8Array) => void> = {
  channel(received) {
    assert.equal(received.length % FRAME_SIZE, 0);
    for (let at = 0; at < received.length; at += FRAME_SIZE) {
      decode(received.subarray(at, at + FRAME_SIZE));
    }
  },
  direct(received) {
    for (const line of decode(received).split("\n").slice(0, -1)) {
      const known =
        /^(HELLO|LIST-OK|DELIVERY [^ ]+) .|^(IN-USE|BUSY|SEND-OK|BAD-DEST-USER|BAD-RQST-(HDR|BODY))$|^DELIVERY [^ ]+ $/s;
      assert.match(line, known);
    }
    assert(received.length === 0 || received.at(-1) === 0x0a);
  },
  messenger(received) {
    for (const line of decode(received).split("\n").slice(0, -1)) {
      assert(!(parseMessage(line) instanceof Refusal), line);
    }
    assert(received.length === 0 || received.at(-1) === 0x0a);
  },
};

/** Runs the same steps with whole writes and with split writes, and compares all that clients get. */
function assertSplittingChangesNothing(
  dialects: readonly Dialect[],
  steps: readonly Step[],
  sizes: readonly number[],
): Uint8Array[] {
  const [whole, pieced] = [new Chat(dialects), new Chat(dialects)];
  for (const step of steps) {
    whole.run(step, [Infinity]);
    pieced.run(step, sizes);
  }
  assert.deepEqual(pieced.received(), whole.received());
  assert.deepEqual(pieced.ends(), whole.ends());
  return whole.received();
}

for (const one of NAMES) {
  for (const other of NAMES) {
    const names = [one, other, one] as const;
    holds(
      `${one} and ${other}: clients can read everything, and it does not depend on where streams are split`,
      fc.property(steps(names), sizes, (steps, sizes) => {
        const dialects = names.map((name) => DIALECTS[name]);
        const received = assertSplittingChangesNothing(dialects, steps, sizes);
        received.forEach((bytes, index) => CHECK_READABLE[names[index]!](bytes));
      }),
      150,
    );
  }
}

holds(
  "the answers on the port of all dialects do not depend on where streams are split",
  fc.property(steps(NAMES), sizes, (steps, sizes) => {
    const auto = autoDialect(DIALECTS);
    assertSplittingChangesNothing([auto, auto, auto], steps, sizes);
  }),
);
