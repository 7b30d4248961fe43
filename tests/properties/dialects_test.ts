import assert from "node:assert/strict";
import fc from "fast-check";
import { keyOf } from "../../lib/chat/user.ts";
import { autoDialect } from "../../lib/dialects/auto.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { makeDialects } from "../../lib/dialects/dialects.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { FRAME_SIZE, toFrames } from "../../lib/framing/fixed_frames.ts";
import { parseMessage } from "../../lib/framing/messages.ts";
import { Wire, type WireClient } from "../dialects/wire.ts";
import { holds } from "./holds.ts";
import { bytes, cut, decode, encode, sizes, text } from "./streams.ts";

const DIALECTS = makeDialects({ maxLine: 500, strict: false });

/** Names and channels are few, so that they meet. */
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("ann", "bob", "Al ice", "Al_ice", "server", "a,b", "") },
  { weight: 1, arbitrary: text },
);
const channel = fc.constantFrom("tea", "milk", "x".repeat(170), "", "a b");
const said = fc.oneof({ weight: 3, arbitrary: text }, {
  weight: 1,
  arbitrary: fc.constantFrom("a\nb", "a\r\n\r\nb", "x".repeat(450), "   "),
});

const frame = fc.oneof(
  fc.tuple(fc.constantFrom("/join", "/create", "/joinx", "/msg", "/"), channel)
    .map(([command, channel]) => `${command} ${channel}`),
  fc.tuple(name, said).map(([name, said]) => `/msg ${name} ${said}`),
  said.map((said) => `/broadcast ${said}`),
  fc.constantFrom("/list", "/who", "/leave", "/create", "/join", ""),
  name,
  said,
).map((text) => toFrames(text));

const line = fc.oneof(
  name.map((name) => `HELLO-FROM ${name}`),
  fc.tuple(name, said).map(([name, said]) => `SEND ${name} ${said}`),
  fc.constantFrom("LIST", "LIST x", "", "SEND", "SEND ", "HELLO-FROM", "\r"),
  said,
).map((line) => encode(`${line}\n`));

const place = fc.oneof(
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
  destination: place,
  body: fc.oneof({ weight: 9, arbitrary: said }, fc.array(text, { maxLength: 3 })),
}).map((message) => encode(`${JSON.stringify(message)}\n`));

const VALID = { channel: frame, direct: line, messenger: message };
type DialectName = keyof typeof VALID;
const NAMES = Object.keys(VALID) as DialectName[];

/** What one client does: it writes something, or goes. */
type Step = { readonly who: number; readonly bytes: Uint8Array | undefined };

/** Things that clients do, those of some dialect more often than those of no dialect. */
function steps(dialects: readonly DialectName[]): fc.Arbitrary<Step[]> {
  const who = fc.nat(dialects.length - 1);
  const step = who.chain((who) =>
    fc.record({
      who: fc.constant(who),
      bytes: fc.oneof(
        {
          weight: 20,
          arbitrary: fc.array(VALID[dialects[who]!], { minLength: 1, maxLength: 4 }).map(concat),
        },
        { weight: 2, arbitrary: bytes },
        { weight: 1, arbitrary: fc.constant(undefined) },
      ),
    })
  );
  return fc.array(step, { maxLength: 40, size: "max" });
}

/** The clients of a chat, and all that each of them has heard. */
class Chat {
  readonly wire = new Wire({ maxUsers: 4 });
  readonly #clients: WireClient[];
  readonly #heard: Uint8Array[][];
  readonly #isGone: boolean[] = [];

  constructor(dialects: readonly Dialect[]) {
    this.#clients = dialects.map((dialect) => this.wire.connect(dialect));
    this.#heard = dialects.map(() => []);
  }

  run({ who, bytes }: Step, sizes: readonly number[]): void {
    const client = this.#clients[who]!;
    if (this.#isGone[who]) return;
    if (bytes === undefined) this.#isGone[who] = true;
    if (bytes === undefined) client.close();
    for (const piece of cut(bytes ?? new Uint8Array(0), sizes)) {
      // A connection that ends is not looked at any more.
      if (client.ended === undefined) client.write(piece);
    }
    this.#check();
    this.#clients.forEach((client, index) => this.#heard[index]!.push(client.read()));
  }

  heard(): Uint8Array[] {
    return this.#heard.map(concat);
  }

  ends(): (string | undefined)[] {
    return this.#clients.map(({ ended }) => ended);
  }

  /** What has to hold at any time. */
  #check(): void {
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

/** What a client of the dialect can always make sense of. */
const MAKES_SENSE: Record<DialectName, (heard: Uint8Array) => void> = {
  channel(heard) {
    assert.equal(heard.length % FRAME_SIZE, 0);
    for (let at = 0; at < heard.length; at += FRAME_SIZE) {
      decode(heard.subarray(at, at + FRAME_SIZE));
    }
  },
  direct(heard) {
    for (const line of decode(heard).split("\n").slice(0, -1)) {
      const known =
        /^(HELLO|LIST-OK|DELIVERY [^ ]+) .|^(IN-USE|BUSY|SEND-OK|BAD-DEST-USER|BAD-RQST-(HDR|BODY))$|^DELIVERY [^ ]+ $/s;
      assert.match(line, known);
    }
    assert(heard.length === 0 || heard.at(-1) === 0x0a);
  },
  messenger(heard) {
    for (const line of decode(heard).split("\n").slice(0, -1)) {
      assert.equal(typeof parseMessage(line), "object", line);
    }
    assert(heard.length === 0 || heard.at(-1) === 0x0a);
  },
};

for (const one of NAMES) {
  for (const other of NAMES) {
    const dialects = [one, other, one] as const;
    holds(
      `${one} and ${other}: all make sense of what they hear, and it is the same however streams are cut`,
      fc.property(steps(dialects), sizes, (steps, sizes) => {
        const [whole, inPieces] = [0, 0].map(() =>
          new Chat(dialects.map((name) => DIALECTS[name]))
        );
        for (const step of steps) {
          whole!.run(step, [Infinity]);
          inPieces!.run(step, sizes);
        }
        assert.deepEqual(inPieces!.heard(), whole!.heard());
        assert.deepEqual(inPieces!.ends(), whole!.ends());
        whole!.heard().forEach((heard, index) => MAKES_SENSE[dialects[index]!](heard));
      }),
      150,
    );
  }
}

holds(
  "whatever comes on the port of all dialects is answered the same however it is cut",
  fc.property(steps(NAMES), sizes, (steps, sizes) => {
    const auto = autoDialect(DIALECTS);
    const [whole, inPieces] = [0, 0].map(() => new Chat([auto, auto, auto]));
    for (const step of steps) {
      whole!.run(step, [Infinity]);
      inPieces!.run(step, sizes);
    }
    assert.deepEqual(inPieces!.heard(), whole!.heard());
    assert.deepEqual(inPieces!.ends(), whole!.ends());
  }),
);
