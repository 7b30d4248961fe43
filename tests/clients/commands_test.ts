import assert from "node:assert/strict";
import { type ChatCommand, helpOn, runCommand } from "../../lib/clients/shared/commands.ts";
import { MESSENGER_COMMANDS } from "../../lib/clients/messenger/messenger_commands.ts";
import { ROOMS_COMMANDS } from "../../lib/clients/rooms/rooms_commands.ts";

const COMMANDS: ChatCommand<string[][]>[] = [
  { name: "/who", arguments: "", help: "List users", run: (it, ...args) => void it.push(args) },
  { name: "/msg", arguments: "USER TEXT", help: "Send", run: (it, ...args) => void it.push(args) },
];

/** Runs a line. Returns the arguments that the command got, or the problem. */
async function run(line: string): Promise<string[] | string | undefined> {
  const calls: string[][] = [];
  const problem = await runCommand(COMMANDS, calls, line);
  assert.equal(calls.length, problem === undefined ? 1 : 0);
  return problem ?? calls[0];
}

Deno.test("runCommand splits a line into arguments, and the last one takes the rest", async () => {
  assert.deepEqual(await run("/who"), []);
  assert.deepEqual(await run("/who is there"), []);
  assert.deepEqual(await run("/msg bob hi"), ["bob", "hi"]);
  assert.deepEqual(await run("/msg   bob \t hi  there, bob "), ["bob", "hi  there, bob"]);
});

Deno.test("runCommand shows the usage of a command when arguments are missing", async () => {
  for (const line of ["/msg", "/msg ", "/msg bob", "/msg bob  "]) {
    assert.equal(await run(line), "Usage: /msg USER TEXT");
  }
});

Deno.test("runCommand says that a command is unknown, and how to list all commands", async () => {
  for (const [line, word] of [["/what is it", "/what"], ["/", "/"], ["/msgbob hi", "/msgbob"]]) {
    assert.equal(await run(line!), `Unknown command "${word}": type "/help" to list all commands`);
  }
});

Deno.test("helpOn has a line on each command", () => {
  assert.equal(helpOn(COMMANDS), "/who            List users\n/msg USER TEXT  Send");
});

Deno.test("the help on all commands fits a terminal of 80 columns", () => {
  const texts = [helpOn(MESSENGER_COMMANDS), helpOn(ROOMS_COMMANDS)];
  for (const line of texts.join("\n").split("\n")) assert(line.length <= 80, line);
});
