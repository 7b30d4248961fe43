import assert from "node:assert/strict";
import { channelDialect } from "../../../lib/dialects/channel/channel.ts";
import { directDialect } from "../../../lib/dialects/direct.ts";
import { ircDialect } from "../../../lib/dialects/irc/irc.ts";
import { messengerDialect } from "../../../lib/dialects/messenger/messenger.ts";
import { frames } from "../../support/frame_client.ts";
import { Wire, type WireClient } from "../wire.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("each member of a channel that is closed reads one line about it", () => {
  const wire = new Wire();
  const clients = ["ann", "bob"].map((name) => {
    const client = wire.connect(ircDialect());
    client.write(
      encode(`CAP REQ server-time\r\nNICK ${name}\r\nUSER a 0 * :A\r\nCAP END\r\nJOIN #tea\r\n`),
    );
    return client;
  });
  for (const client of clients) client.read();
  wire.hub.close(wire.hub.channel("tea")!, "An operator has closed this channel");
  for (const [at, name] of ["ann", "bob"].entries()) {
    assert.match(
      decode(clients[at]!.read()),
      new RegExp(`^@time=\\S+ :\\S+ KICK #tea ${name} :An operator has closed this channel\\r\\n$`),
    );
    clients[at]!.write(encode("PRIVMSG #tea :hi\r\n"));
    assert.match(decode(clients[at]!.read()), / 403 \S+ #tea /);
  }
});

/** Users of all dialects; those with channels are in `tea`, which ann has created in IRC. */
class Scene {
  readonly wire = new Wire();
  readonly ann = this.wire.connect(ircDialect());
  readonly zoe = this.wire.connect(channelDialect());
  readonly max = this.wire.connect(messengerDialect({ maxLine: 1000 }));
  readonly dan = this.wire.connect(directDialect({ maxLine: 1000 }));

  constructor() {
    this.ann.write(encode("NICK ann\r\nUSER a 0 * :Ann\r\nJOIN #tea\r\n"));
    this.zoe.write(frames("Zo\u00eb M", "/join TEA"));
    this.dan.write(encode("HELLO-FROM dan\n"));
    this.json("login", "server", "", "max");
    this.json("join", "#tea", "");
    for (const client of [this.ann, this.zoe, this.max, this.dan]) client.read();
  }

  irc(...lines: string[]): void {
    this.ann.write(encode(lines.map((line) => `${line}\r\n`).join("")));
  }

  json(action: string, destination: string, body: string, source = ""): void {
    this.max.write(encode(`${JSON.stringify({ action, source, destination, body })}\n`));
  }

  /** Returns the lines that ann has read. */
  get lines(): string[] {
    return decode(this.ann.read()).split("\r\n").slice(0, -1);
  }

  /** Returns the frames that Zo\u00eb has read. */
  get frames(): string[] {
    const bytes = this.zoe.read();
    const starts = Array.from({ length: bytes.length / 200 }, (_, at) => 200 * at);
    return starts.map((start) => decode(bytes.subarray(start, start + 200)).trimEnd());
  }

  /** Returns the actions, sources, destinations and bodies that max has read. */
  get messages(): unknown[][] {
    return jsonLines(this.max).map((
      { action, source, destination, body },
    ) => [action, source, destination, body]);
  }

  /** Returns what dan has read. */
  get deliveries(): string {
    return decode(this.dan.read());
  }
}

function jsonLines(client: WireClient): Record<string, unknown>[] {
  return decode(client.read()).split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

Deno.test("a notice, an action and colours are text for users of other dialects", () => {
  const scene = new Scene();
  scene.irc("NOTICE #tea :\x02bold\x02 \x0304,01news", "PRIVMSG #tea :\x01ACTION waves\x01");
  assert.deepEqual(scene.frames, ["[ann] bold news", "[ann] * ann waves"]);
  assert.deepEqual(scene.messages, [
    ["message", "ann", "#tea", "bold news"],
    ["message", "ann", "#tea", "* ann waves"],
  ]);
  scene.irc("PRIVMSG dan,Zo__M :hi");
  assert.equal(scene.deliveries, "DELIVERY ann hi\n");
  assert.deepEqual(scene.frames, ["[ann to you] hi"]);
});

Deno.test("modes, topics, requests, tags and absences are nothing for users of other dialects", () => {
  const scene = new Scene();
  scene.irc(
    "MODE #tea +s",
    "TOPIC #tea :about",
    "PRIVMSG #tea :\x01VERSION\x01",
    "@+a TAGMSG #tea",
  );
  scene.irc("AWAY :out", "SETNAME :Ann Lee", "PRIVMSG dan :\x01PING 1\x01", "MODE #tea +v Zo__M");
  assert.deepEqual([scene.frames, scene.messages, scene.deliveries], [[], [], ""]);
});

Deno.test("a new nick reads as left and joined, and a QUIT as left", () => {
  const scene = new Scene();
  scene.irc("NICK eva");
  assert.deepEqual(scene.frames, ["ann has left", "eva has joined"]);
  assert.deepEqual(scene.messages, [["left", "ann", "#tea", ""], ["joined", "eva", "#tea", ""]]);
  scene.irc("PRIVMSG #tea :still me");
  assert.deepEqual(scene.frames, ["[eva] still me"]);
  scene.irc("QUIT :bye");
  assert.deepEqual(scene.frames, ["eva has left"]);
  assert.equal(scene.deliveries, "");
});

Deno.test("a name that is no nick has a form, by which its user is addressed", () => {
  const scene = new Scene();
  scene.irc("NAMES #tea", "WHOIS zo__m");
  assert.deepEqual(scene.lines.filter((line) => / (353|311) /.test(line)), [
    ":parley.local 353 ann = #tea :@ann Zo__M max",
    ":parley.local 311 ann Zo__M parley n1.parley * :Zo\u00eb M",
  ]);
  scene.zoe.write(frames("/msg ann hi", "hello"));
  assert.deepEqual(scene.lines, [
    ":Zo__M!parley@n1.parley PRIVMSG ann :hi",
    ":Zo__M!parley@n1.parley PRIVMSG #tea :hello",
  ]);
  const other = scene.wire.connect(ircDialect());
  other.write(encode("NICK Zo__M\r\nUSER a 0 * :A\r\n"));
  assert.match(decode(other.read()), / 433 \* Zo__M :/);
});

Deno.test("a text of several lines, or a long one, is several messages in IRC", () => {
  const scene = new Scene();
  scene.json("message", "#tea", `one\n${"é".repeat(300)}`);
  const lines = scene.lines;
  assert.equal(lines[0], ":max!parley@n1.parley PRIVMSG #tea :one");
  const parts = lines.slice(1).map((line) => line.replace(/^.*#tea :/, ""));
  assert.equal(parts.join(""), "é".repeat(300));
  assert(parts.length === 2 && lines.every((line) => encode(line).length <= 510));
});

Deno.test("a broadcast is a notice to everybody, and what the server says is one from the server", () => {
  const scene = new Scene();
  scene.json("broadcast", "*", "all");
  scene.wire.hub.tell(scene.wire.hub.user("ann")!, "just you");
  assert.deepEqual(scene.lines, [
    ":max!parley@n1.parley NOTICE $* :all",
    ":parley.local NOTICE ann :just you",
  ]);
});

Deno.test("modes hold for users of other dialects, who read why", () => {
  const scene = new Scene();
  scene.irc("MODE #tea +m");
  scene.zoe.write(frames("hi"));
  scene.json("message", "#tea", "hi");
  assert.deepEqual(scene.frames, ["Cannot speak in tea: it is moderated."]);
  assert.deepEqual(scene.messages.at(-1)?.at(-1), "Cannot speak in tea: it is moderated");
  scene.irc("MODE #tea -m+k key", "KICK #tea Zo__M :calm down", "KICK #tea max");
  assert.deepEqual(scene.frames, [
    "[server to you] ann removed you from the channel tea: calm down",
  ]);
  scene.zoe.write(frames("/create milk", "/join tea", "hi", "/join tea key", "back"));
  assert.deepEqual(scene.frames, ["Cannot enter tea: it needs a key."]);
  scene.json("join", "#tea", "");
  scene.json("join", "#tea", "key");
  assert.deepEqual(scene.messages.slice(-2).map(([action]) => action), ["error", "joined"]);
  scene.irc("MODE #tea +bi max!*@*");
  scene.lines;
  scene.json("message", "#tea", "hi");
  assert.match(String(scene.messages.at(-1)?.at(-1)), /an operator of the channel has banned you/);
  assert.deepEqual(scene.lines, []);
});

Deno.test("the founder of a channel is its operator, whatever the dialect", () => {
  const scene = new Scene();
  scene.zoe.write(frames("/create milk"));
  scene.irc("JOIN #milk");
  assert(scene.lines.some((line) => line.endsWith(" 353 ann = #milk :@Zo__M ann")));
});

Deno.test("a channel whose name has a comma can be entered in IRC", () => {
  const scene = new Scene();
  scene.zoe.write(frames("/create a,b"));
  scene.irc("JOIN #a_b", "PRIVMSG #a_b :hi");
  assert.deepEqual(scene.frames, ["ann has joined", "[ann] hi"]);
});

Deno.test("users of other dialects learn of a secret channel only when they are in it", () => {
  const scene = new Scene();
  scene.irc("JOIN #milk", "MODE #milk +s");
  const names = () => {
    scene.zoe.write(frames("/list"));
    scene.json("channels", "server", "");
    return [...scene.frames, ...jsonLines(scene.max).map(({ body }) => body)];
  };
  assert.deepEqual(names(), ["tea", ["#tea"]]);
  scene.zoe.write(frames("/who milk"));
  scene.json("users", "#milk", "");
  assert.deepEqual(scene.frames, ["There is no channel named milk."]);
  assert.deepEqual(scene.messages.map(([action]) => action), ["error"]);
  scene.zoe.write(frames("/join milk"));
  scene.json("join", "#milk", "");
  for (const client of [scene.zoe, scene.max]) client.read();
  assert.deepEqual(names(), ["tea\nmilk", ["#tea", "#milk"]]);
});
