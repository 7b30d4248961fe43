import assert from "node:assert/strict";
import { parseIdFrame } from "../../lib/dialects/channel/id_frames.ts";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { LoopbackChat } from "./loopback_chat.ts";

/** A server that keeps messages. */
function openChat(): LoopbackChat {
  return new LoopbackChat({ history: new MemoryHistory({ maxCount: 100, now: Date.now }) });
}

/** A message as a client reads it: who says what, and its id if it has one. */
interface Read {
  readonly text: string;
  readonly id: string | undefined;
}

/** A client that is logged in as ben. */
interface Visit extends AsyncDisposable {
  /** Reads so many messages. */
  read(count: number): Promise<Read[]>;
  /** Checks that nothing else has come. */
  isQuiet(): Promise<void>;
}

/** Logs ben in with a token; in the channel dialect, that may take a second login. */
type Enter = (port: number, token: string) => Promise<Visit>;

function messenger(form?: string): Enter {
  return async (port, token) => {
    const body = ["", token, ...(form === undefined ? [] : [form])];
    const client = await LineClient.connect(port, line("login", { source: "ben", body }));
    assert.match((await client.hear(1))[0]!, /"welcome"/);
    return {
      async read(count) {
        const lines = await client.hear(count);
        return lines.map((text) => {
          const { source, body } = JSON.parse(text);
          const [words, id] = [body].flat();
          return { text: `${source}: ${words}`, id };
        });
      },
      async isQuiet() {
        await client.say(line("ping"));
        assert.match((await client.hear(1))[0]!, /"pong"/);
      },
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    };
  };
}

function channel(rest = ""): Enter {
  return async (port, token) => {
    for (;;) {
      const client = await FrameClient.connect(port, "ben", `/session ${token}${rest}`);
      const [answer] = await client.hear(1);
      if (answer !== "You are ben.") {
        await client[Symbol.asyncDispose]();
        continue;
      }
      return {
        async read(count) {
          return (await client.hear(count)).map((frame) => {
            const { text = frame, id } = parseIdFrame(frame) ?? {};
            const [, sender, words] = /^\[(\w+) to \w+\] (.*)$/.exec(text)!;
            return { text: `${sender}: ${words}`, id: id === undefined ? undefined : String(id) };
          });
        },
        async isQuiet() {
          await client.say("/session");
          assert.deepEqual(await client.hear(1), ["You are ben."]);
        },
        [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
      };
    }
  };
}

/** Whether a client that comes back gets messages again. */
const CLIENTS: Readonly<Record<string, { readonly enter: Enter; readonly getsAgain: boolean }>> = {
  "of the messenger dialect that reads ids": { enter: messenger("extended"), getsAgain: true },
  "of the messenger dialect that has a token only": { enter: messenger(), getsAgain: false },
  "of the channel dialect that reads ids": { enter: channel(" ids"), getsAgain: true },
  "of the channel dialect that has a token only": { enter: channel(), getsAgain: false },
};

/** Ann tells ben and everybody something. */
async function speak(ann: LineClient): Promise<void> {
  await ann.say(line("message", { destination: "ben", body: "for ben" }));
  await ann.hear(1);
  await ann.say(line("broadcast", { body: "for all" }));
  await ann.hear(2);
}

const TEXTS = ["ann: for ben", "ann: for all"];

for (const [name, { enter, getsAgain }] of Object.entries(CLIENTS)) {
  Deno.test(`a client ${name} that comes back while its connection seems to last`, async () => {
    await using chat = openChat();
    await using ann = await logIn(chat.port, "ann");
    await using first = await enter(chat.port, "ben's secret");
    await speak(ann);
    const read = await first.read(2);
    assert.deepEqual(read.map(({ text }) => text), TEXTS);
    await using second = await enter(chat.port, "ben's secret");
    if (getsAgain) assert.deepEqual(await second.read(2), read);
    await second.isQuiet();
    assert.equal(read.every(({ id }) => id !== undefined), getsAgain);
  });

  Deno.test(`a client ${name} that comes back after its connection broke`, async () => {
    await using chat = openChat();
    await using ann = await logIn(chat.port, "ann");
    const first = await enter(chat.port, "ben's secret");
    await speak(ann);
    await first[Symbol.asyncDispose]();
    await chat.status("left");
    await using second = await enter(chat.port, "ben's secret");
    if (getsAgain) assert.deepEqual((await second.read(2)).map(({ text }) => text), TEXTS);
    await second.isQuiet();
  });

  Deno.test(`somebody else with a client ${name} gets nothing of what was for ben`, async () => {
    await using chat = openChat();
    await using ann = await logIn(chat.port, "ann");
    const first = await enter(chat.port, "ben's secret");
    await speak(ann);
    await first[Symbol.asyncDispose]();
    await chat.status("left");
    await using second = await enter(chat.port, "another secret");
    await second.isQuiet();
  });
}

Deno.test("a server that is to keep nothing sends nothing again", async () => {
  await using chat = new LoopbackChat();
  await using ann = await logIn(chat.port, "ann");
  const enter = messenger("extended");
  await using first = await enter(chat.port, "ben's secret");
  await speak(ann);
  await first.read(2);
  await using second = await enter(chat.port, "ben's secret");
  await second.isQuiet();
});

Deno.test("a program that uses its token for two names gets nothing of one under the other", async () => {
  await using chat = openChat();
  await using ann = await logIn(chat.port, "ann");
  await using first = await messenger("extended")(chat.port, "ben's secret");
  await speak(ann);
  await first.read(2);
  const login = line("login", { source: "ben2", body: ["", "ben's secret", "extended"] });
  await using second = await LineClient.connect(chat.port, login + line("ping"));
  assert.match((await second.hear(2)).join(), /welcome.*pong/);
});
