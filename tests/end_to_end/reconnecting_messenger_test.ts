import assert from "node:assert/strict";
import { line, logIn } from "../support/messenger_peer.ts";
import { withDeadline } from "../support/deadline.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

function onTerminal(port: number): Promise<Pty> {
  const words = ["messenger", "--no-store", "-a", "127.0.0.1", "-p", String(port), "-u", "Panda"];
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...words]);
}

async function readText(conn: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(4096);
  return new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
}

/** Waits until the screen holds a row that matches. */
function showsRow(pty: Pty, row: RegExp): Promise<void> {
  return pty.waitFor((screen) => screen.some((line) => row.test(line)), String(row));
}

Deno.test("the default client survives a restart of the server", options, async () => {
  await using first = await ServerProcess.startReplaceable();
  const { port } = first;
  await using pty = await onTerminal(port);
  await showsRow(pty, /^>$/);
  pty.type("/create tea\r");
  await showsRow(pty, /^#tea>$/);
  await first.stop();
  await showsRow(pty, /^#tea \(offline\)>$/);
  pty.type("typed meanwhile\r");
  pty.type("half a line");
  await showsRow(pty, /^#tea \(offline\)> half a line$/);
  await using second = await ServerProcess.start("-p", String(port));
  await showsRow(pty, /^Reconnected, and created #tea again: it no longer existed$/);
  await showsRow(pty, /^#tea> half a line$/);
  await second.log.waitFor(/is Panda/);
  await using ann = await logIn(port, "ann");
  await ann.say(line("join", { destination: "#tea" }));
  await ann.hear(1);
  pty.key("Enter");
  const [heard] = await ann.hear(1);
  assert.equal(JSON.parse(heard!).body, "half a line");
});

Deno.test(
  "the default client also comes back if it loses the connection while it greets",
  options,
  async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await using pty = await onTerminal(listener.addr.port);
    const accept = () => withDeadline(listener.accept(), () => pty.screen().join("\n"));
    const first = await accept();
    assert.match(await readText(first), /"login"/);
    await first.write(new TextEncoder().encode(line("welcome", { destination: "Panda" })));
    assert.match(await readText(first), /"users"/);
    first.close();
    using second = await accept();
    assert.match(await readText(second), /"login"/);
  },
);

Deno.test("the default client takes its name back from a lost connection", options, async () => {
  await using server = await ServerProcess.start();
  using relay = new Relay(server.port);
  await using ann = await logIn(server.port, "ann", "#tea");
  await using pty = await onTerminal(relay.port);
  await showsRow(pty, /^>$/);
  pty.type("/join tea\r");
  await showsRow(pty, /^#tea>$/);
  await ann.hear(1);
  relay.loseClients();
  await showsRow(pty, /^Reconnected, and back in #tea$/);
  const heard = (await ann.hear(2)).map((text) => JSON.parse(text));
  assert.deepEqual(heard.map(({ action, source }) => `${action} ${source}`), [
    "left Panda",
    "joined Panda",
  ]);
});
