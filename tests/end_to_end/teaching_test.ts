import assert from "node:assert/strict";
import { clientOnTerminal } from "../support/client_terminal.ts";
import { freePorts } from "../support/free_ports.ts";
import { PageReader } from "../support/page_reader.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { portOf, SERVER, serverOnTerminal } from "../support/server_terminal.ts";
import { endsWith } from "../support/screen.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PAGE = "docs/teaching.md";
const PASSWORD = "tea-for-two";

Deno.test("the session in docs/teaching.md is what its people type and read", {
  ignore: !HAS_PTY,
}, async () => {
  using folder = new TemporaryFolder();
  const store = folder.file("class.db");
  // Nobody else gets the port while the server is down.
  const { pty, port } = await serverOnTerminal("--store", store, "-p", `${freePorts(1)[0]}`);
  await using _pty = pty;
  await using annsTerminal = await clientOnTerminal(port, "ann");
  const ann = new PageReader(PAGE, "ann", annsTerminal);
  await ann.play(async (row) => {
    if (!/^(New password|The same again):$/.test(row)) return;
    await endsWith(annsTerminal, row);
    annsTerminal.type(`${PASSWORD}\r`);
  });
  const server = new PageReader(PAGE, "server", pty);
  await server.play();
  await ann.play();
  await using bob = await clientOnTerminal(port, "bob");
  await using eve = await clientOnTerminal(port, "eve");
  for (const terminal of [bob, eve]) {
    terminal.type("/join lab\r");
    await endsWith(terminal, "#lab>");
  }
  await ann.play(async (row) => {
    if (row !== "[bob] which page?") return;
    await endsWith(bob, "[ann] Read chapter 3 first", "#lab>");
    bob.type("which page?\r");
  });
  await using timsTerminal = await clientOnTerminal(port, "tim");
  const tim = new PageReader(PAGE, "tim", timsTerminal);
  await tim.play();
  ann.begin();
  Deno.kill(pty.pid, "SIGKILL");
  await annsTerminal.waitFor((screen) => screen.some((row) => row.startsWith("Reconnecting")), "");
  await using again = await Pty.start([...SERVER, `${port}`, "--store", store]);
  await ann.play();
  assert.equal(portOf(again), port);
  for (const reader of [ann, server, tim]) reader.end();
});
