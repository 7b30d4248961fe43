import assert from "node:assert/strict";
import { SERVER_COMMANDS } from "../../lib/dialects/server_commands.ts";
import { ClientProcess } from "../support/client_process.ts";
import { closedPort, refusal } from "../support/connection_refused.ts";
import { line, logIn, shown } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";

const WELCOME = "Welcome to Parley, bob\n/help lists the commands\n";

/** Starts our client and logs in as bob. */
async function bobAt(port: number): Promise<ClientProcess> {
  const client = new ClientProcess("messenger", "-a", "localhost", "-p", `${port}`, "-u", "bob");
  await client.output.waitFor(/> $/);
  return client;
}

Deno.test("messenger client asks for name, address and port, and repeats a question after a refusal", async () => {
  await using server = await ServerProcess.start();
  await using _ = await logIn(server.port, "ann");
  await using client = new ClientProcess("messenger");
  await client.output.waitFor(/^Username: $/);
  await client.type(`\nann\n\n99999\n${server.port}\n`);
  await client.output.waitFor(/is taken\nUsername: $/);
  await client.type(" b b\nbob\n");
  await client.output.waitFor(/> $/);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(
    client.output.text.replace(/\r +\r/g, "<"),
    "Username: Username: Server address [127.0.0.1]: Server port [55555]: <" +
      'Cannot use "99999" for the port: expected a whole number from 1 to 65535\n' +
      'Server port [55555]: <The name "ann" is taken\nUsername: <' +
      'Cannot use the name "b b": expected one word of at most 1024 characters, without any of !@#$%^&*,\n' +
      `Username: <${WELCOME}> `,
  );
  assert.equal(client.errors.text, "");
});

Deno.test("messenger client does not ask for options that it was given", async () => {
  await using server = await ServerProcess.start();
  await using client = await bobAt(server.port);
  assert.equal(client.output.text, `${WELCOME}> `);
  await client.type("/quit\n");
  assert.equal(await client.exitCode, 0);
  await server.log.waitFor(/bob left: logged out\n/);
});

Deno.test("messenger client leaves at the end of input while a question is open", async () => {
  await using client = new ClientProcess("messenger", "-u", "bob");
  await client.output.waitFor(/^Server address \[127\.0\.0\.1\]: $/);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(client.errors.text, "");
});

Deno.test("messenger client runs each of its commands", async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  await using client = await bobAt(server.port);
  const says = async (text: string, answer: string) => {
    const before = client.output.text.length;
    await client.type(`${text}\n`);
    await client.output.waitUntil(
      (all) => shown(all.slice(before)) === answer && /> $/.test(all.slice(before)),
      `${JSON.stringify(answer)} to ${text}`,
    );
  };
  const inNone =
    "You are in no channel: enter one with /join CHANNEL, or make one with /create CHANNEL\n";
  await says("hello?", inNone);
  await says("/leave", inNone);
  await says("", "");
  await says(
    "/crate x",
    'Unknown command "/crate": did you mean "/create"? "/help" lists all commands\n',
  );
  await says(
    "/frobnicate now",
    'Unknown command "/frobnicate": type "/help" to list all commands\n',
  );
  await says("/msg ann", "Usage: /msg USER TEXT\n");
  await says("/join", "Usage: /join CHANNEL\n");
  await says("/join nix", 'No channel named "#nix" exists: make it with /create nix\n');
  await says("/create #tea", 'A channel named "#tea" exists already\n');
  await says("/join tea", "You are in #tea now\n");
  assert.match(client.output.text, /#tea> $/);
  await says("  hi  there ", "");
  await says("/msg ann psst", "");
  await says("/msg nobody psst", 'No user named "nobody" is here\n');
  await says("/broadcast to all of you", "[bob to all] to all of you\n");
  for (const who of ["/who", "/users"]) await says(who, "2 users: ann, bob\n");
  for (const list of ["/list", "/channels"]) await says(list, "1 channel: #tea\n");
  await says("/me waves", "* bob waves\n");
  await says("//etc/hosts", "");
  await says("/create coffee", "You are in #coffee now\n");
  await says("/who tea", "1 user in #tea: ann\n");
  await says("/who #coffee", "1 user in #coffee: bob\n");
  await says("/users nix", 'No channel named "#nix" exists\n');
  await says("/leave", "You have left #coffee\n");
  await says("/msg bob note", "[bob to you] note\n");
  await says("/reply hi", "Nobody has written to you alone yet\n");
  await says("/block bob", "You cannot block yourself\n");
  await client.type("/help\n");
  const [, help] = await client.output.waitFor(/\r(\/help[^>]*)> $/);
  assert.deepEqual(
    help!.split("\n").filter((row) => /^\/\w/.test(row)).map((row) => row.split("  ")[0])
      .filter((usage) => !SERVER_COMMANDS.some(({ name }) => usage!.split(" ")[0] === name)),
    "/help /join CHANNEL /create CHANNEL /leave /list /msg USER TEXT /history [N | since TIME] /search WORDS /reply TEXT /me TEXT /broadcast TEXT /block USER /unblock USER /blocked /quiet /quit"
      .split(/ (?=\/)/),
  );
  assert.match(help!, /^\/who \[CHANNEL\] /m);
  assert.match(help!, /^\/topic [^]*\nFor operators:\n[^]*\/kick /m);
  assert.match(help!, /client\.ts rooms .*client\.ts find[^]*client\.ts doctor/);

  const heard = (await ann.hear(7)).map((text) => `${text}\n`);
  assert.deepEqual(heard, [
    line("joined", { source: "bob", destination: "#tea" }),
    line("message", { source: "bob", destination: "#tea", body: "  hi  there " }),
    line("message", { source: "bob", destination: "ann", body: "psst" }),
    line("broadcast", { source: "bob", destination: "*", body: "to all of you" }),
    line("message", { source: "bob", destination: "#tea", body: "* bob waves" }),
    line("message", { source: "bob", destination: "#tea", body: "/etc/hosts" }),
    line("left", { source: "bob", destination: "#tea" }),
  ]);
  assert.equal(client.errors.text, "");
});

Deno.test("messenger client shows events and names the speaker in each line", async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  await using client = await bobAt(server.port);
  await client.type("/join tea\n");
  await client.output.waitFor(/#tea> $/);
  const start = client.output.text.length;
  await ann.say(
    line("message", { destination: "#tea", body: "one\n[eve] two" }) +
      line("message", { destination: "bob", body: "psst \x1b[2J" }) +
      line("broadcast", { body: "hear, hear" }) +
      line("leave", { destination: "#tea" }) +
      line("join", { destination: "#tea" }),
  );
  await client.output.waitFor(/has joined #tea\n#tea> $/);
  assert.equal(
    shown(client.output.text.slice(start)),
    "[ann] one\n[ann] [eve] two\n[ann to you] psst ␛[2J\n[ann to all] hear, hear\n" +
      "ann has left #tea\nann has joined #tea\n",
  );
});

Deno.test("messenger client sends all of its input and shows the answers before it ends", async () => {
  await using server = await ServerProcess.start();
  await using ann = await logIn(server.port, "ann", "#tea");
  await using client = await bobAt(server.port);
  const texts = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
  await client.type(`/join tea\n${texts.join("\n")}\n/users`);
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(shown(client.output.text), `${WELCOME}You are in #tea now\n2 users: ann, bob\n`);
  const heard = await ann.hear(1002);
  assert.deepEqual(heard.slice(1, -1).map((text) => JSON.parse(text).body), texts);
});

Deno.test("messenger client says on standard error that the server disconnected, with exit code 1", async () => {
  await using server = await ServerProcess.start();
  await using client = await bobAt(server.port);
  await server.stop();
  assert.equal(await client.exitCode, 1);
  assert.equal(shown(client.output.text), WELCOME);
  const gone = `The server at localhost:${server.port} closed the connection\n`;
  assert.equal(client.errors.text, gone);
});

Deno.test("messenger client says that it cannot connect, with exit code 1", async () => {
  const port = closedPort();
  await using client = new ClientProcess(
    "messenger",
    "-u",
    "b",
    "-a",
    "127.0.0.1",
    "-p",
    `${port}`,
  );
  assert.equal(await client.exitCode, 1);
  assert.equal(client.output.text, "");
  assert.equal(client.errors.text, `${refusal(port)}\n`);
});

Deno.test("messenger client says that the server speaks another dialect, with exit code 1", async () => {
  await using server = await ServerProcess.start("--dialect", "direct");
  await using client = new ClientProcess(
    ...["messenger", "-u", "b", "-a", "127.0.0.1", "-p", `${server.port}`],
  );
  assert.equal(await client.exitCode, 1);
  const error = `The server at 127.0.0.1:${server.port} speaks another dialect. ` +
    "Check the address and the port.\n";
  assert.equal(client.errors.text, error);
});

Deno.test("messenger client ends when the server has refused too many names", async () => {
  await using server = await ServerProcess.start();
  await using client = new ClientProcess(
    ...["messenger", "-u", "b b", "-a", "127.0.0.1", "-p", `${server.port}`],
  );
  await client.type("b b\n".repeat(9));
  assert.equal(await client.exitCode, 1);
  assert.match(
    shown(client.output.text),
    /^(Cannot use the name "b b": [^\n]+\n){10}too many[^\n]+\n$/,
  );
  assert.match(client.errors.text, / closed the connection\n$/);
});

Deno.test("messenger client shows messages that arrive together with the welcome after it", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await using client = new ClientProcess(
    ...["messenger", "-u", "bob", "-a", "127.0.0.1", "-p", `${port}`],
  );
  using server = await listener.accept();
  assert.notEqual(await server.read(new Uint8Array(1000)), null);
  await server.write(new TextEncoder().encode(
    line("welcome", { source: "server", destination: "bob", body: "Hello" }) +
      line("message", { source: "ann", destination: "bob", body: "hi" }),
  ));
  await client.output.waitFor(/^Hello\n\/help lists the commands\n\[ann to you\] hi\n/);
});
