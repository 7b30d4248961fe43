/**
 * What a client was told, other servers know: the reply waits until the news is on its way to them.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Hub } from "../../lib/chat/hub.ts";
import { settle } from "../support/settle.ts";
import { until } from "./bus_support.ts";
import { ClusterServer } from "./cluster_server.ts";
import { FakeEngine } from "./fake_bus.ts";
import { LateEngine } from "./late_engine.ts";
import { SPEECHES, Talker } from "./server_pairs.ts";

const [MESSENGER, , CHANNEL, DIRECT, IRC] = SPEECHES;

/** Two servers whose news are on their way for as long as the test says. */
class Scene implements AsyncDisposable {
  readonly engine = new LateEngine(new FakeEngine());
  first!: ClusterServer;
  second!: ClusterServer;

  static async start(): Promise<Scene> {
    const scene = new Scene();
    scene.first = await ClusterServer.start(scene.engine, "127.0.0.1:1");
    scene.second = await ClusterServer.start(scene.engine, "127.0.0.1:2");
    return scene;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.engine.release();
    await this.second[Symbol.asyncDispose]();
    await this.first[Symbol.asyncDispose]();
  }
}

/** Something that a user does, and whether a hub knows of it. */
interface Deed {
  readonly speech: typeof SPEECHES[number];
  /** What the user does before; nothing if the deed is the login. */
  readonly before?: readonly string[] | undefined;
  readonly text: string;
  readonly reply: RegExp;
  isKnown(hub: Hub): boolean;
}

const membersOf = (hub: Hub, channel: string) => hub.channel(channel)?.members.size;

const message = (action: string, destination: string, body = "") =>
  `${JSON.stringify({ action, source: "", destination, body })}\n`;

const frame = (text: string) => text.padEnd(200);

const IRC_LOGIN = "NICK ann\r\nUSER a 0 * :Ann\r\n";

const DEEDS: Record<string, Deed> = {
  "a login in JSON": {
    speech: MESSENGER!,
    text: `${JSON.stringify({ action: "login", source: "ann", destination: "", body: "" })}\n`,
    reply: /welcome/,
    isKnown: (hub) => hub.users.has("ann"),
  },
  "a login by HELLO-FROM": {
    speech: DIRECT!,
    text: "HELLO-FROM ann\n",
    reply: /HELLO ann\n/,
    isKnown: (hub) => hub.users.has("ann"),
  },
  "a login in IRC": {
    speech: IRC!,
    text: IRC_LOGIN,
    reply: / 001 ann /,
    isKnown: (hub) => hub.users.has("ann"),
  },
  "a login in frames, with a question": {
    speech: CHANNEL!,
    text: frame("ann") + frame("/who"),
    reply: /ann/,
    isKnown: (hub) => hub.users.has("ann"),
  },
  "a new channel": {
    speech: MESSENGER!,
    before: [],
    text: message("create", "#tea"),
    reply: /joined/,
    isKnown: (hub) => membersOf(hub, "tea") === 1,
  },
  "leaving a channel": {
    speech: MESSENGER!,
    before: [message("create", "#tea")],
    text: message("leave", "#tea"),
    reply: /left/,
    isKnown: (hub) => membersOf(hub, "tea") === 0,
  },
  "a join in IRC": {
    speech: IRC!,
    before: [],
    text: "JOIN #tea\r\n",
    reply: / 366 /,
    isKnown: (hub) => membersOf(hub, "tea") === 1,
  },
  "a new nick": {
    speech: IRC!,
    before: [],
    text: "NICK eva\r\n",
    reply: / NICK eva/,
    isKnown: (hub) => hub.users.has("eva"),
  },
  "a topic": {
    speech: IRC!,
    before: ["JOIN #tea\r\n"],
    text: "TOPIC #tea :green\r\n",
    reply: /TOPIC #tea :green/,
    isKnown: (hub) => hub.channel("tea")?.topic?.text === "green",
  },
  "a mode": {
    speech: IRC!,
    before: ["JOIN #tea\r\n"],
    text: "MODE #tea +m\r\n",
    reply: /MODE #tea \+m/,
    isKnown: (hub) => hub.channel("tea")?.modes.flags.has("m") === true,
  },
  "a farewell in IRC": {
    speech: IRC!,
    before: [],
    text: "QUIT\r\n",
    reply: /ERROR/,
    isKnown: (hub) => !hub.users.has("ann"),
  },
  "a farewell in JSON": {
    speech: MESSENGER!,
    before: [],
    text: message("logout", ""),
    reply: /goodbye/,
    isKnown: (hub) => !hub.users.has("ann"),
  },
};

for (const [name, { speech, before, text, reply, isKnown }] of Object.entries(DEEDS)) {
  Deno.test(`other servers know of ${name} when the client reads the reply`, async () => {
    await using scene = await Scene.start();
    const { engine, first, second } = scene;
    await using ann = await Talker.connect(first.chat.port, speech, "ann");
    if (before) {
      await ann.do(speech.login("ann"));
      for (const text of before) await ann.do(new TextEncoder().encode(text));
      await ann.do(speech.sendPrivate("ann", "ready;"));
      await ann.client.waitFor("ready;");
    }
    engine.hold();
    const start = ann.client.text.length;
    const news = () => ann.client.text.slice(start);
    await ann.do(new TextEncoder().encode(text));
    await until(() => engine.isHolding("flush"), "the news");
    await settle();
    assert.equal(isKnown(second.hub), false);
    assert.doesNotMatch(news(), reply);
    engine.release();
    await until(() => reply.test(news()), "the reply");
    assert.equal(isKnown(second.hub), true);
  });
}

const LOGINS = [MESSENGER!, CHANNEL!, DIRECT!, IRC!];

for (const [index, speech] of LOGINS.entries()) {
  Deno.test(`${speech.name}: a name whose user has just left another server is free`, async () => {
    await using scene = await Scene.start();
    const { engine, first, second } = scene;
    const holder = await Talker.logIn(first.chat.port, LOGINS.at(index - 1)!, "ann");
    await until(() => second.hub.users.has("ann"), "ann");
    engine.hold();
    await holder[Symbol.asyncDispose]();
    await until(() => !first.hub.users.has("ann"), "the logout");
    await using ann = await Talker.logIn(second.chat.port, speech, "ann");
    await until(() => engine.isHolding("answer bar."), "the question");
    engine.release();
    await until(() => first.hub.users.has("ann"), "the login");
    await ann.do(speech.sendPrivate("ann", "it is me;"));
    await ann.client.waitFor("it is me;");
  });

  Deno.test(`${speech.name}: a name whose user is on another server is taken`, async () => {
    await using scene = await Scene.start();
    const { first, second } = scene;
    await using _holder = await Talker.logIn(first.chat.port, DIRECT!, "ann");
    await until(() => second.hub.users.has("ann"), "ann");
    await using ann = await Talker.logIn(second.chat.port, speech, "ann");
    const refusals = { messenger: "refused", channel: "ann_2", direct: "IN-USE", irc: " 433 " };
    if (speech === CHANNEL) await ann.do(speech.who?.(""));
    await ann.client.waitFor(refusals[speech.name as keyof typeof refusals]);
  });
}

Deno.test("a nick whose user has just left another server can be taken at once", async () => {
  await using scene = await Scene.start();
  const { engine, first, second } = scene;
  const holder = await Talker.logIn(first.chat.port, IRC!, "ann");
  await using eva = await Talker.logIn(second.chat.port, IRC!, "eva");
  await eva.client.waitFor(" 422 ");
  await until(() => second.hub.users.has("ann"), "ann");
  engine.hold();
  await holder[Symbol.asyncDispose]();
  await until(() => !first.hub.users.has("ann"), "the logout");
  await eva.do(IRC!.rename!("ann"));
  await until(() => engine.isHolding("answer bar."), "the question");
  engine.release();
  await eva.client.waitFor("NICK ann");
});
