import assert from "node:assert/strict";
import { makeDialects } from "../../../lib/dialects/dialects.ts";
import { PlainText } from "../../../lib/dialects/irc/plain_text.ts";
import { MemoryHistory } from "../../../lib/history/memory_history.ts";
import { frame } from "../../support/frame_client.ts";
import { Wire, type WireClient } from "../wire.ts";

const DIALECTS = makeDialects({ maxLine: 10_000, strict: false });
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function messengerLine([action, source, destination, body]: string[]): Uint8Array {
  return encode(`${JSON.stringify({ action, source, destination, body })}\n`);
}

/** A channel with readers of every dialect and form, and what they have read. */
class Scene {
  readonly history = new MemoryHistory({ maxCount: 100, now: () => 0 });
  readonly #wire = new Wire({ history: this.history });
  readonly #clients = new Map<string, WireClient>();

  constructor(senderCapabilities: string) {
    this.#irc("ann", senderCapabilities);
    this.#irc("bob");
    this.#irc("eve", "server-time message-tags");
    this.#irc("joe", "server-time account-tag");
    this.#open("flo", "channel", frame("flo"), frame("/join tea"));
    const requests = [["login", "mia", "server", ""], ["join", "mia", "#tea", ""]];
    this.#open("mia", "messenger", ...requests.map(messengerLine));
    this.heard();
  }

  /** Sends lines in turn, and returns what each client reads. Those of others start with their names. */
  send(lines: readonly string[], privmsg: string): string[] {
    return lines.flatMap((text) => {
      const [, name = "ann", line = ""] = /^(?:(\w+)> )?(.*)$/s.exec(text)!;
      const bytes = encode(`${line.replace(/^PRIVMSG/, privmsg)}\r\n`);
      this.#clients.get(name)!.write(bytes);
      return this.heard();
    });
  }

  heard(): string[] {
    return Array.from(this.#clients, ([name, client]) => `${name}: ${decode(client.read())}`);
  }

  #irc(name: string, capabilities = ""): void {
    const request = capabilities === "" ? "" : `CAP REQ :${capabilities}\r\nCAP END\r\n`;
    const login = `${request}NICK ${name}\r\nUSER ${name} 0 * :Real\r\n`;
    this.#open(name, "irc", encode(`${login}JOIN #tea\r\n`));
  }

  #open(name: string, dialect: keyof typeof DIALECTS, ...input: Uint8Array[]): void {
    const client = this.#wire.connect(DIALECTS[dialect]);
    this.#clients.set(name, client);
    for (const bytes of input) client.write(bytes);
  }
}

const LINES: Record<string, readonly string[]> = {
  "words": ["PRIVMSG #tea :hi  there", "PRIVMSG #tea :: "],
  "the name of the channel in other letters": ["PRIVMSG #TEA :hi"],
  "a text that has to be cut": [`PRIVMSG #tea :${"x".repeat(490)}`],
  "a line that is too long": [
    `PRIVMSG #tea :${"x".repeat(498)}`,
    `PRIVMSG #tea :${"x".repeat(497)}`,
  ],
  "a text that is not ASCII": ["PRIVMSG #tea :grüezi", "PRIVMSG #tea :\u0301"],
  "requests and formats": ["PRIVMSG #tea :\x01ACTION waves\x01", "PRIVMSG #tea :\x02bold\x02 \x7f"],
  "no text": ["PRIVMSG #tea :", "PRIVMSG #tea", "PRIVMSG #", "PRIVMSG # :", "PRIVMSG"],
  "other ways to write the parameters": [
    "PRIVMSG #tea hi",
    "PRIVMSG  #tea :hi",
    "PRIVMSG #tea  :hi",
  ],
  "several targets": ["PRIVMSG #tea,bob :hi", "PRIVMSG #tea,#rum :hi"],
  "a channel that does not exist": ["PRIVMSG #rum :hi"],
  "channels in turns": ["JOIN #rum", "PRIVMSG #rum :1", "PRIVMSG #tea :2", "PRIVMSG #rum :3"],
  "a new nick": ["PRIVMSG #tea :1", "NICK ann2", "PRIVMSG #tea :2"],
  "a moderated channel": ["bob> JOIN #rum", "bob> MODE #rum +m", "PRIVMSG #rum :hi"],
  "a channel for members only": ["bob> JOIN #rum", "bob> MODE #rum +n", "PRIVMSG #rum :hi"],
  "a bot with tags": ["MODE ann +B", "PRIVMSG #tea :beep"],
  "tags of the client": ["@+a=b PRIVMSG #tea :hi", "@label=x PRIVMSG #tea :hi"],
};

for (const [fact, lines] of Object.entries(LINES)) {
  for (const capabilities of ["", "echo-message server-time", "labeled-response batch"]) {
    Deno.test(`everybody reads the same, decoded or not: ${fact} (${capabilities})`, () => {
      // A command in small letters is always decoded.
      const [plain, decoded] = [new Scene(capabilities), new Scene(capabilities)];
      assert.deepEqual(plain.send(lines, "PRIVMSG"), decoded.send(lines, "privmsg"));
      const part = { before: Infinity, count: 100 };
      assert.deepEqual(plain.history.page("tea", part), decoded.history.page("tea", part));
    });
  }
}

Deno.test("a plain message reaches every dialect", () => {
  const heard = new Scene("").send(["PRIVMSG #tea :hi you"], "PRIVMSG").join("");
  assert.match(heard, /bob: :ann!ann@\S+ PRIVMSG #tea :hi you\r\n/);
  assert.match(heard, /eve: @time=1970[^ ]*;msgid=\d+ :ann!ann@\S+ PRIVMSG #tea :hi you\r\n/);
  assert.match(heard, /flo: \[ann\] hi you +mia: \{.*"hi you"/);
});

Deno.test("the messages of a read do not share their bytes", () => {
  const scene = new Scene("");
  const lines = Array.from({ length: 300 }, (_, at) => `PRIVMSG #tea :${at} ${"x".repeat(at)}`);
  const [all] = scene.send([lines.join("\r\n")], "PRIVMSG").filter((it) => it.startsWith("bob: "));
  const texts = all!.slice(5).split("\r\n").slice(0, -1).map((line) => line.replace(/^.* :/, ""));
  assert.deepEqual(texts, lines.map((line) => line.replace(/^.* :/, "")));
});

Deno.test("a line whose start leaves no room for a text is cut", async () => {
  const { User } = await import("../../../lib/chat/user.ts");
  const { Channel } = await import("../../../lib/chat/channel.ts");
  const text = new PlainText();
  text.bytes = encode("hi");
  const line = text.line("", new User("ann"), new Channel("x".repeat(600)));
  assert.equal(line.length, 512);
  assert(decode(line).endsWith("x\r\n"));
});
