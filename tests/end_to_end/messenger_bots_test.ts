import assert from "node:assert/strict";
import { line, logIn } from "../support/messenger_peer.ts";
import { PipedProcess } from "../support/piped_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TextOutput } from "../support/text_output.ts";

/** A bot from the documentation, and its server. */
class Bot implements AsyncDisposable {
  readonly output: TextOutput;
  readonly errors: TextOutput;
  readonly #process: Deno.ChildProcess;
  readonly #server: ServerProcess;

  constructor(server: ServerProcess, command: string, ...args: string[]) {
    this.#server = server;
    this.#process = new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.output = new TextOutput(this.#process.stdout);
    this.errors = new TextOutput(this.#process.stderr);
  }

  /** Stops the server, which ends all of the bot's processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.#process.status;
    await Promise.all([this.output.ended, this.errors.ended]);
  }
}

for (const file of ["echo.ts", "clock.sh"]) {
  Deno.test(`docs/bots.md shows the whole of docs/bots/${file}`, async () => {
    const [text, code] = await Promise.all(
      ["docs/bots.md", `docs/bots/${file}`].map((path) => Deno.readTextFile(path)),
    );
    const blocks = text!.matchAll(/^```[^\n]+\n(.*?)^```$/gms);
    assert(Array.from(blocks, ([, block]) => block).includes(code));
  });
}

Deno.test("docs/bots/echo.ts answers in its channel", async () => {
  await using server = await ServerProcess.start();
  await using bot = new Bot(
    server,
    Deno.execPath(),
    ...["run", "--allow-net", "docs/bots/echo.ts", "127.0.0.1", `${server.port}`, "tea"],
  );
  await bot.output.waitFor(/^Listening in #tea\n/);
  await using ann = await logIn(server.port, "ann");
  await ann.say(line("join", { destination: "#tea" }));
  await ann.hear(1);
  const ask = async (body: string) => {
    await ann.say(line("message", { destination: "#tea", body }));
    const answers = (await ann.hear(2)).map((text) => JSON.parse(text));
    return answers.find(({ source }) => source === "echo")?.body;
  };
  assert.equal(await ask("!echo hello  there"), "hello  there");
  assert.match(await ask("!time"), /^\d\d:\d\d:\d\d/);
  await server.stop();
  await bot.errors.waitFor(/^The server has closed the connection\n$/);
});

Deno.test("docs/bots/echo.ts comes back with --reconnect after a restart of the server", async () => {
  const first = await ServerProcess.startReplaceable();
  const { port } = first;
  const args = ["docs/bots/echo.ts", "127.0.0.1", `${port}`, "tea", "--reconnect"];
  await using bot = new PipedProcess([Deno.execPath(), "run", "--allow-net", ...args]);
  await bot.output.waitFor(/^Listening in #tea\n/);
  await first.stop();
  await bot.errors.waitFor(/^The server has closed the connection\n/);
  await first[Symbol.asyncDispose]();
  await using _second = await ServerProcess.start("-p", String(port));
  await bot.output.waitFor(/^Listening in #tea\nListening in #tea\n/);
});

Deno.test({
  name: "docs/bots/clock.sh answers in its channel",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await ServerProcess.start();
    await using _ = new Bot(
      server,
      "sh",
      "docs/bots/clock.sh",
      "127.0.0.1",
      `${server.port}`,
      "tea",
    );
    await server.log.waitFor(/is clock/);
    await server.log.waitFor(/is script/);
    await using ann = await logIn(server.port, "ann");
    await ann.say(line("join", { destination: "#tea" }));
    let [answer] = await ann.hear(1);
    while (JSON.parse(answer!).action === "error") {
      // The bot is about to make the channel.
      await ann.say(line("join", { destination: "#tea" }));
      [answer] = await ann.hear(1);
    }
    await ann.say(line("message", { destination: "#tea", body: "!time" }));
    const heard = (await ann.hear(2)).map((text) => JSON.parse(text));
    const said = heard.find(({ source, action }) => source === "clock" && action === "message");
    assert.match(said.body, /^It is \d\d:\d\d$/);
    await server.stop();
  },
});
