import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TextOutput } from "../support/text_output.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

/** Starts `client.ts send` or `listen`. */
function start(way: string, port: number, ...args: string[]): ClientProcess {
  return new ClientProcess(way, "-a", "127.0.0.1", "-p", `${port}`, ...args);
}

/** Returns a client's exit code and output. */
async function end(client: ClientProcess) {
  const code = await client.exitCode;
  return { code, output: client.output.text, errors: client.errors.text };
}

const DONE = { code: 0, output: "", errors: "" };

Deno.test("send delivers to a user, a channel and everybody before it ends", async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  for (
    const [to, words, heard] of [
      ["ann", ["good", "morning"], [
        line("message", { source: "script", destination: "ann", body: "good morning" }),
      ]],
      ["#tea", ["one\ntwo"], [
        line("message", { source: "script", destination: "#tea", body: "one\ntwo" }),
      ]],
      ["all", ["--", "-x"], [
        line("broadcast", { source: "script", destination: "*", body: "-x" }),
      ]],
    ] as const
  ) {
    await using client = start("send", server.port, "--to", to, ...words);
    assert.deepEqual(await end(client), DONE);
    assert.deepEqual((await ann.hear(heard.length)).map((text) => `${text}\n`), heard);
  }
});

Deno.test("send reads a message a line from standard input, and does not enter the channel", async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  await using client = start("send", server.port, "--to", "#tea", "-u", "cron");
  await server.log.waitFor(/is cron/);
  await ann.say(line("users", { destination: "#tea" }));
  const [names] = await ann.hear(1);
  assert.deepEqual(JSON.parse(names!).body, ["ann"]);
  await client.type("one\n\n  \ntw");
  assert.deepEqual(
    (await ann.hear(1)).map((text) => JSON.parse(text)).map(({ action, source, body }) => [
      action,
      source,
      body,
    ]),
    [["message", "cron", "one"]],
  );
  await client.type("o");
  await client.endInput();
  assert.deepEqual(await end(client), DONE);
  assert.deepEqual((await ann.hear(1)).map((text) => JSON.parse(text).body), ["two"]);
});

Deno.test("send says on standard error why a message was not delivered, with exit code 1", async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "ann");
  for (
    const [args, errors] of [
      [["--to", "nobody", "hi"], 'No user named "nobody" is here\n'],
      [["--to", "#nix", "hi"], 'No channel named "#nix" exists\n'],
      [["--to", "ann", "-u", "ann", "hi"], 'The name "ann" is taken\n'],
    ] as const
  ) {
    await using client = start("send", server.port, ...args);
    assert.deepEqual(await end(client), { code: 1, output: "", errors });
  }
});

Deno.test("send ends with exit code 1 when the server disconnects while it waits for input", async () => {
  await using server = await ServerProcess.start();
  await using client = start("send", server.port, "--to", "all");
  await server.log.waitFor(/is script/);
  await server.stop();
  const errors = `The server at 127.0.0.1:${server.port} closed the connection\n`;
  assert.deepEqual(await end(client), { code: 1, output: "", errors });
});

Deno.test("listen prints messages with the speaker in each line", WITH_SIGNALS, async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  await using client = start("listen", server.port, "--join", "tea");
  await ann.hear(1);
  await ann.say(
    line("message", { destination: "#tea", body: "one\n\x1btwo" }) +
      line("message", { destination: "script", body: "psst" }) +
      line("broadcast", { body: "oyez" }) + line("leave", { destination: "#tea" }),
  );
  await client.output.waitFor(/has left #tea\n/);
  client.signal("SIGTERM");
  assert.deepEqual(await end(client), {
    code: 0,
    output: "[ann] one\n[ann] ␛two\n[ann to you] psst\n[ann to all] oyez\nann has left #tea\n",
    errors: "",
  });
});

Deno.test(
  "listen --json prints the messages as sent, from the welcome on",
  WITH_SIGNALS,
  async () => {
    await using server = await ServerProcess.start();
    await using ann = await logIn(server.port, "script", "#tea");
    await using client = start("listen", server.port, "--json", "--join", "#tea");
    await ann.hear(1);
    const said = line("message", { source: "script", destination: "#tea", body: "one\ntwo\x1b" });
    await ann.say(said);
    await client.output.waitFor(/one.*\n/);
    client.signal("SIGINT");
    assert.deepEqual(await end(client), {
      code: 0,
      output: line("welcome", {
        source: "server",
        destination: "script_2",
        body: "Welcome to Parley, script_2",
      }) + line("joined", { source: "script_2", destination: "#tea" }) + said,
      errors: "",
    });
  },
);

Deno.test("listen creates a channel that does not exist", async () => {
  await using server = await ServerProcess.start();
  await using client = start("listen", server.port, "-u", "ears", "--json", "--join", "tea");
  await client.output.waitFor(/"joined","source":"ears","destination":"#tea"/);
  await using ann = await logIn(server.port, "ann");
  await ann.say(line("channels"));
  const [channels] = await ann.hear(1);
  assert.deepEqual(JSON.parse(channels!).body, ["#tea"]);
});

Deno.test("listen says why it ends when the server refuses or disconnects, with exit code 1", async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "ann");
  for (
    const [args, errors] of [
      [["-u", "ann"], 'The name "ann" is taken\n'],
      [
        ["--join", "a b"],
        'Cannot use "#a b" as a channel: expected # and one word of at most 180 bytes\n',
      ],
    ] as const
  ) {
    await using client = start("listen", server.port, ...args);
    assert.deepEqual(await end(client), { code: 1, output: "", errors });
  }
  await using client = start("listen", server.port, "--no-reconnect");
  await server.log.waitFor(/is script\b[^]*is script\b/);
  await server.stop();
  const errors = `The server at 127.0.0.1:${server.port} closed the connection\n`;
  assert.deepEqual(await end(client), { code: 1, output: "", errors });
});

Deno.test(
  "listen connects again after a restart of the server, and enters its channel",
  WITH_SIGNALS,
  async () => {
    await using first = await ServerProcess.startReplaceable();
    const { port } = first;
    await using client = start("listen", port, "-u", "ears", "--join", "tea");
    await first.log.waitFor(/is ears/);
    await using ann = await logIn(port, "ann", "#tea");
    await ann.say(line("join", { destination: "#tea" }));
    // Only a listener that is in its channel has started: an earlier failure is final.
    while (!client.output.text.includes("[ann] hi")) {
      await ann.say(line("message", { destination: "#tea", body: "hi" }));
      await ann.hear(1);
    }
    await first.stop();
    await client.errors.waitFor(/closed the connection\nReconnecting in 1 s …\n/);
    await using second = await ServerProcess.start("-p", String(port));
    await client.errors.waitFor(/\nReconnected as ears\n$/);
    await using bob = await logIn(port, "bob");
    await bob.say(line("join", { destination: "#tea" }));
    await bob.say(line("message", { destination: "#tea", body: "hi" }));
    await client.output.waitFor(/\[bob\] hi\n$/);
    await second.stop();
    await client.errors.waitFor(/closed the connection\n[^]*closed the connection\n/);
    client.signal("SIGTERM");
    assert.equal(await client.exitCode, 0);
  },
);

Deno.test("listen takes its name back from the connection that it has lost", async () => {
  await using server = await ServerProcess.start();
  using relay = new Relay(server.port);
  await using client = start("listen", relay.port, "-u", "ears", "--json");
  await client.output.waitFor(/"welcome".*\n/);
  await using ann = await logIn(server.port, "ann");
  await ann.say(line("message", { destination: "ears", body: "hi" }));
  await client.output.waitFor(/"hi"\}\n/);
  relay.loseClients();
  await client.errors.waitFor(/\nReconnected as ears\n$/);
  await server.log.waitFor(/ears left: its owner has connected again\n/);
});

Deno.test({
  name: "listen ends silently when its output is closed",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await ServerProcess.start();
    await using ann = await logIn(server.port, "ann");
    const client = programCommand("client", DENY_USER_ENV).map((word) => `"${word}"`).join(" ");
    const listen = `${client} listen --json -p ${server.port}`;
    const shell = new Deno.Command("sh", {
      args: ["-c", `{ ${listen}; echo "exit $?" >&2; } | head -n 1`],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const [output, errors] = [new TextOutput(shell.stdout), new TextOutput(shell.stderr)];
    await output.waitFor(/\n/);
    // It notices at a write, some time after the reader has gone.
    while (errors.text === "") {
      await ann.say(line("broadcast", { body: "hi" }));
      await ann.hear(1);
    }
    await Promise.all([output.ended, errors.ended, shell.status]);
    assert.match(output.text, /^\{"action":"welcome"[^\n]+\n$/);
    assert.equal(errors.text, "exit 0\n");
  },
});

Deno.test("scripts that start at the same time all get a name", async () => {
  await using server = await ServerProcess.start();
  const clients = Array.from({ length: 8 }, () => start("send", server.port, "--to", "all"));
  await server.log.waitFor(/( is script\w*[^]*){8}/);
  for (const client of clients) {
    await client.endInput();
    assert.deepEqual(await end(client), DONE);
    await client[Symbol.asyncDispose]();
  }
});

Deno.test("scripts get an explanation of a wrong command line, with exit code 2", async () => {
  for (
    const [args, error] of [
      [["send", "hi"], NO_RECIPIENT],
      [["send", "--to"], "Cannot use --to without a value. Write --to USER."],
      [["send", "--to", "a", "--json", "hi"], "Cannot use --json with send. See --help."],
      [["send", "--to", "ann", " "], 'Cannot send " ": the text is blank. See --help.'],
      [["listen", "tea"], 'Unexpected argument "tea": use flags instead. See --help.'],
      [
        ["listen", "-p", "x"],
        'Cannot use "x" for --port: expected a whole number from 1 to 65535. See --help.',
      ],
      [["messenger", "--strict"], "Cannot use --strict with messenger. See --help."],
      [
        ["send", "localhost", "1"],
        'Cannot send without --to. To chat as "send", write client.ts channel send localhost 1',
      ],
      [["Panda", "localhost", "1", "--to", "a"], "Cannot use --to with channel. See --help."],
    ] as const
  ) {
    await using client = new ClientProcess(...args);
    const { code, output, errors } = await end(client);
    assert.deepEqual([code, output], [2, ""]);
    const name = args[0] === "Panda" ? "NAME HOST PORT" : args[0];
    assert(errors.startsWith(`${error}\nUsage: client.ts `), errors);
    assert(errors.includes(`client.ts ${name}`) && errors.split("\n").length <= 5, errors);
  }
});

const NO_RECIPIENT = "Cannot send without --to. Write --to with a user, a #channel or all.";

Deno.test("client --help shows each subcommand with an example", async () => {
  await using client = new ClientProcess("--help");
  const { code, output } = await end(client);
  assert.equal(code, 0);
  const [usage, examples] = output.split("Examples:\n");
  for (
    const way of [
      "NAME HOST PORT",
      "channel",
      "direct",
      "messenger",
      "rooms",
      "doctor",
      "send",
      "listen",
    ]
  ) {
    assert(usage!.includes(`client.ts ${way}`), way);
    if (way !== "NAME HOST PORT") assert(examples!.includes(`client.ts ${way}`), way);
  }
});
