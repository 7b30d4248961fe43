/**
 * Tests that the programs work together: `deno run -A release/smoke.ts FOLDER` for the binaries in a
 * folder, `deno run -A release/smoke.ts` for the programs of this checkout. Binaries are released
 * only after this has passed on the systems that they are for.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import assert from "node:assert/strict";
import { binaryName } from "../lib/product/names.ts";
import { PipedProcess } from "../tests/support/piped_process.ts";
import { programCommand } from "../tests/support/programs.ts";
import { type ProgramName, PROGRAMS } from "./programs.ts";

const folder = Deno.args[0];

function start(name: ProgramName, ...args: string[]): PipedProcess {
  const command = folder === undefined ? programCommand(name) : [
    `${folder}/${binaryName(PROGRAMS[name].command)}${Deno.build.os === "windows" ? ".exe" : ""}`,
  ];
  return new PipedProcess([...command, ...args]);
}

async function checkVersions(): Promise<void> {
  for (const name of Object.keys(PROGRAMS) as ProgramName[]) {
    await using program = start(name, "--version");
    assert.equal(await program.exitCode, 0, program.errors.text);
    const version = `${binaryName(PROGRAMS[name].command)} ${config.version}`;
    assert(program.output.text.startsWith(version), program.output.text);
    // The build adds the commit to binaries.
    if (folder !== undefined) assert.match(program.output.text, / \([0-9a-f]{7,}\)\n$/);
    console.log(program.output.text.trim());
  }
}

async function chat(): Promise<void> {
  await using server = start("server", "-a", "127.0.0.1", "-p", "0");
  const [, port] = await server.output.waitFor(/^Server is on: listening on 127\.0\.0\.1:(\d+)\s/);
  await using alice = start("client", "--no-store", "Alice", "127.0.0.1", port!);
  await alice.type("/create tea\n/list\n");
  await alice.output.waitFor(/tea\n/);
  await using script = start("client", "listen", "-p", port!, "-u", "script", "--join", "tea");
  await alice.output.waitFor(/script has joined/);
  await using panda = start("client", "--no-store", "Panda", "127.0.0.1", port!);
  await panda.type("/join tea\n");
  await alice.output.waitFor(/Panda has joined/);
  await alice.type("Who is there? 世界\n");
  await panda.output.waitFor(/\[Alice\] Who is there\? 世界/);
  await panda.type("Me\n");
  await alice.output.waitFor(/\[Panda\] Me/);
  await script.output.waitFor(/\[Alice\] Who is there\? 世界[^]*\[Panda\] Me/);
  await using send = start("client", "send", "-p", port!, "--to", "script", "All is well");
  assert.equal(await send.exitCode, 0, send.errors.text);
  await script.output.waitFor(/All is well/);
  for (const client of [alice, panda]) {
    await client.endInput();
    assert.equal(await client.exitCode, 0, client.errors.text);
  }
  console.log("Users and scripts can chat");
}

async function listRoom(): Promise<void> {
  const store = await Deno.makeTempDir({ prefix: "parley-" });
  try {
    await using crds = start("crds", "-a", "127.0.0.1", "-p", "0", "--store", `${store}/rooms`);
    const [, port] = await crds.output.waitFor(/listening on port (\d+)\.\.\./);
    await using rooms = start("client", "rooms", "--no-store", "127.0.0.1", port!);
    await rooms.type("makeroom lobby\ngetdir\n");
    await rooms.output.waitFor(/lobby +239\./);
  } finally {
    await Deno.remove(store, { recursive: true });
  }
  console.log("The directory lists a room");
}

await checkVersions();
await chat();
await listRoom();
