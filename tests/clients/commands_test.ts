import assert from "node:assert/strict";
import { type ChatCommand, helpOn, runCommand } from "../../lib/clients/shared/commands.ts";
import { MESSENGER_COMMANDS } from "../../lib/clients/messenger/messenger_commands.ts";
import { ROOMS_COMMANDS } from "../../lib/clients/rooms/rooms_commands.ts";

const COMMANDS: ChatCommand<string[][]>[] = [
  { name: "/who", arguments: "", help: "Lists them", run: (it, ...args) => void it.push(args) },
  { name: "/msg", arguments: "USER TEXT", help: "Tells", run: (it, ...args) => void it.push(args) },
];

/** What a line does: the arguments that arrive, or what is said about it. */
async function run(line: string): Promise<string[] | string | undefined> {
  const calls: string[][] = [];
  const mistake = await runCommand(COMMANDS, calls, line);
  assert.equal(calls.length, mistake === undefined ? 1 : 0);
  return mistake ?? calls[0];
}

Deno.test("runCommand cuts as many arguments as there are, and leaves the last one whole", async () => {
  assert.deepEqual(await run("/who"), []);
  assert.deepEqual(await run("/who is there"), []);
  assert.deepEqual(await run("/msg bob hi"), ["bob", "hi"]);
  assert.deepEqual(await run("/msg   bob \t hi  there, bob "), ["bob", "hi  there, bob"]);
});

Deno.test("runCommand says how a command is used when arguments are missing", async () => {
  for (const line of ["/msg", "/msg ", "/msg bob", "/msg bob  "]) {
    assert.equal(await run(line), "Usage: /msg USER TEXT");
  }
});

Deno.test("runCommand says that a command is unknown, and where to look", async () => {
  for (const [line, word] of [["/what is it", "/what"], ["/", "/"], ["/msgbob hi", "/msgbob"]]) {
    assert.equal(await run(line!), `${word} is not a command: /help lists them all`);
  }
});

Deno.test("helpOn has a line on each command", () => {
  assert.equal(helpOn(COMMANDS), "/who            Lists them\n/msg USER TEXT  Tells");
});

Deno.test("helpOn the clients' commands fits a terminal", () => {
  const texts = [helpOn(MESSENGER_COMMANDS), helpOn(ROOMS_COMMANDS)];
  for (const line of texts.join("\n").split("\n")) assert(line.length <= 80, line);
});
