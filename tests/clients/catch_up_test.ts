import assert from "node:assert/strict";
import { Conversation } from "../../lib/clients/messenger/conversation.ts";
import { Display } from "../../lib/clients/messenger/display.ts";
import { Login } from "../../lib/clients/messenger/login.ts";
import { MessengerConnection } from "../../lib/clients/messenger/messenger_connection.ts";
import { ConnectionError } from "../../lib/clients/shared/connection_error.ts";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import type { Message } from "../../lib/framing/messages.ts";
import type { Console } from "../../lib/terminal/console.ts";
import { line } from "../support/messenger_peer.ts";

/** A message in the history of a scripted server. */
type Said = readonly [id: number, source: string, text: string];

/** A server that does what a test says, and serves one connection after the other. */
class ScriptedServer implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #conn: Deno.TcpConn | undefined;
  said: Said[] = [];
  /** The most messages in an answer. */
  pageSize = 1000;
  /** Whether the server knows the past. */
  knowsPast = true;
  /** What others say between a request for the past and its answer. */
  meanwhile: Said[] = [];
  /** Whether the server disconnects instead of the next answer about the past. */
  isCutOff = false;
  #written: Promise<unknown> = Promise.resolve();
  /** Gets the messages of the client; by default the server confirms them. */
  onMessage = (_text: string): void => this.say("delivered", { body: ["9", TIME] });

  readonly port = this.#listener.addr.port;

  async accept(): Promise<void> {
    const conn = this.#conn = await this.#listener.accept();
    this.#serve(conn).catch(() => {});
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    const decoder = new TextDecoderStream();
    let rest = "";
    for await (const text of conn.readable.pipeThrough(decoder)) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#answer(JSON.parse(line));
    }
  }

  #answer({ action, source, destination, body }: Message): void {
    switch (action) {
      case "login":
        return this.say("welcome", { destination: source });
      case "join":
        return this.say("joined", { source: "ann", destination });
      case "message":
        return this.onMessage(String(body));
      case "history":
        return this.#past(body as string[]);
    }
  }

  #past([word, ...values]: readonly string[]): void {
    for (const message of this.meanwhile.splice(0)) this.speak(message);
    if (this.isCutOff) return void this.#written.then(() => this.cut());
    if (!this.knowsPast) return this.say("error", { body: 'Unknown action "history": use one of' });
    const place = word === "last" ? 0 : Number(values.shift());
    const count = Math.min(this.pageSize, Number(values[0]));
    const rest = this.said.filter(([id]) => id > place);
    const page = word === "after" ? rest.slice(0, count) : rest.slice(-count);
    for (const [id, source, text] of page) {
      this.say("past", { source, destination: "#tea", body: [text, `${id}`, TIME] });
    }
    const before = this.said.indexOf(page[0]!);
    const counts = [before < 0 ? this.said.length : before];
    counts.push(page.length > 0 ? this.said.length - page.length - counts[0]! : 0);
    this.say("history", { destination: "#tea", body: counts.map(String) });
  }

  /** Has somebody say something now. */
  speak(message: Said): void {
    this.said.push(message);
    const [id, source, text] = message;
    this.say("message", { source, destination: "#tea", body: [text, `${id}`, TIME] });
  }

  say(action: string, rest: Partial<Message>): void {
    const text = line(action, { source: "server", destination: "ann", ...rest });
    const conn = this.#conn!;
    this.#written = this.#written.then(() => conn.write(new TextEncoder().encode(text)));
  }

  cut(): void {
    try {
      this.#conn!.close();
    } catch {
      // It is closed already.
    }
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    this.cut();
  }
}

const TIME = "2020-01-31T10:30:00.000Z";

/** A user of a scripted server, and what the user reads. */
class Scene implements Disposable {
  readonly server = new ScriptedServer();
  readonly rows: string[] = [];
  conversation!: Conversation;
  connection!: MessengerConnection;

  static async open(): Promise<Scene> {
    const scene = new Scene();
    const terminal = {
      print: (text: string, from?: { isPast?: boolean }) =>
        void scene.rows.push(from?.isPast ? `past ${text}` : text),
    } as Console;
    const parts = { terminal, bell: "off" as const, transcript: undefined };
    const display = new Display({ ...parts, isInteractive: true });
    display.ownName = "ann";
    scene.connection = await scene.connect();
    scene.conversation = new Conversation({
      ...{ connection: scene.connection, display },
      blocks: await BlockList.open({ onProblem: assert.fail }),
    });
    return scene;
  }

  async connect(): Promise<MessengerConnection> {
    const server = { host: "127.0.0.1", port: this.server.port };
    const [connection] = await Promise.all([
      MessengerConnection.connect(server, {
        onEvent: (message) => this.conversation.onEvent(message),
        ready: () => Promise.resolve(),
      }),
      this.server.accept(),
    ]);
    await new Login(connection, undefined, "secret", true).try("ann");
    return connection;
  }

  /** Enters the channel, and forgets the rows about that. */
  async join(): Promise<void> {
    await this.conversation.join("tea");
    // The server has answered the request for the past before this one.
    await this.connection.ask({ action: "join", destination: "#other" });
    this.rows.length = 0;
  }

  /** Loses the connection, and comes back after `meanwhile`. */
  async lose(meanwhile: () => void = () => {}): Promise<string[]> {
    this.server.cut();
    await assert.rejects(this.connection.failed, ConnectionError);
    meanwhile();
    this.connection = await this.connect();
    await this.conversation.goOnWith(this.connection, "Reconnected");
    return this.rows.splice(0);
  }

  [Symbol.dispose](): void {
    this.server[Symbol.dispose]();
    this.connection.failed.catch(() => {});
  }
}

const BACK = "Reconnected, and back in #tea";
const missed = (count: string) => `── ${count} while you were away ──`;

Deno.test("what was said before stands above what comes between the request and its answer", async () => {
  using scene = await Scene.open();
  scene.server.said = [[1, "bob", "old"]];
  scene.server.meanwhile = [[2, "bob", "new"]];
  await scene.conversation.join("tea");
  await scene.connection.ask({ action: "join", destination: "#other" });
  assert.deepEqual(scene.rows, [
    "You are in #tea now",
    "── 1 message, none before them ──",
    "past [bob] old",
    "── new ──",
    "[bob] new",
  ]);
});

Deno.test("what was missed is shown once, page by page, and live messages follow it", async () => {
  using scene = await Scene.open();
  scene.server.said = [[1, "bob", "old"]];
  await scene.join();
  scene.server.speak([2, "bob", "seen"]);
  await scene.connection.ask({ action: "join", destination: "#other" });
  assert.deepEqual(scene.rows.splice(0), ["[bob] seen"]);
  const rows = await scene.lose(() => {
    scene.server.said.push([3, "bob", "a"], [4, "eve", "b"], [5, "bob", "c"]);
    scene.server.pageSize = 2;
    scene.server.meanwhile = [[6, "bob", "live"]];
  });
  assert.deepEqual(rows, [
    BACK,
    missed("3 messages"),
    ...["past [bob] a", "past [eve] b", "past [bob] c"],
    "── new ──",
    "[bob] live",
  ]);
  assert.deepEqual(await scene.lose(), [BACK]);
});

Deno.test("an own message counts as delivered if the history has it, and else as doubtful", async () => {
  using scene = await Scene.open();
  await scene.join();
  scene.server.onMessage = () => {};
  for (const text of ["same", "same", "lost"]) scene.conversation.say(text);
  const rows = await scene.lose(() => {
    scene.server.said.push([3, "ann", "same"], [4, "bob", "same"]);
  });
  assert.deepEqual(rows, [
    BACK,
    missed("2 messages"),
    ...["past [ann] same", "past [bob] same"],
    "── new ──",
    "Perhaps not delivered: same",
    "Perhaps not delivered: lost",
  ]);
});

Deno.test("a confirmed message is not shown again", async () => {
  using scene = await Scene.open();
  await scene.join();
  scene.server.onMessage = (text) => {
    scene.server.said.push([7, "ann", text]);
    scene.server.say("delivered", { destination: "#tea", body: ["7", TIME] });
  };
  scene.conversation.say("mine");
  await scene.connection.ask({ action: "join", destination: "#other" });
  const rows = await scene.lose(() => scene.server.said.push([8, "bob", "yes"]));
  assert.deepEqual(rows, [BACK, missed("1 message"), "past [bob] yes", "── new ──"]);
});

Deno.test("of very many missed messages the last are shown, with the number of the others", async () => {
  using scene = await Scene.open();
  scene.server.said = [[1, "bob", "old"]];
  await scene.join();
  const rows = await scene.lose(() => {
    for (let id = 2; id <= 5001; id++) scene.server.said.push([id, "bob", `${id}`]);
  });
  assert.equal(rows[1], "── 200 messages while you were away, and 4800 before them: /history ──");
  assert.deepEqual([rows[2], rows.at(-2), rows.length], [
    "past [bob] 4802",
    "past [bob] 5001",
    203,
  ]);
});

Deno.test("a server without a past is left in peace, and nothing waits for it", async () => {
  using scene = await Scene.open();
  scene.server.knowsPast = false;
  await scene.join();
  scene.server.speak([2, "bob", "hi"]);
  scene.conversation.ownChannel()!.history("");
  await scene.connection.ask({ action: "join", destination: "#other" });
  assert.deepEqual(scene.rows.splice(0), [
    "[bob] hi",
    "The server does not know /history: it is an older one",
  ]);
  assert.deepEqual(await scene.lose(), [BACK]);
});

Deno.test("a message that waited when the connection was lost again is not lost", async () => {
  using scene = await Scene.open();
  await scene.join();
  scene.server.speak([2, "bob", "seen"]);
  await scene.connection.ask({ action: "join", destination: "#other" });
  scene.rows.length = 0;
  // The connection is lost between a live message and the answer, and the server has forgotten both.
  const { server } = scene;
  [server.isCutOff, server.meanwhile] = [true, [[3, "bob", "waiting"]]];
  await assert.rejects(scene.lose(), ConnectionError);
  [server.isCutOff, server.said] = [false, [[4, "bob", "later"]]];
  scene.rows.push(...await scene.lose());
  assert.deepEqual(scene.rows, [
    BACK,
    BACK,
    missed("2 messages"),
    ...["past [bob] waiting", "past [bob] later"],
    "── new ──",
  ]);
});
