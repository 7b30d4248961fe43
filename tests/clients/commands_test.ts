import assert from "node:assert/strict";
import { type ChatCommand, helpOn, runCommand } from "../../lib/clients/shared/commands.ts";
import { helpText, MESSENGER_COMMANDS } from "../../lib/clients/messenger/messenger_commands.ts";
import type { Conversation } from "../../lib/clients/messenger/conversation.ts";
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
  for (const [line, word] of [["/xyzzy is it", "/xyzzy"], ["/", "/"], ["/msgbob hi", "/msgbob"]]) {
    assert.equal(await run(line!), `Unknown command "${word}": type "/help" to list all commands`);
  }
});

Deno.test("runCommand knows a command by its other names", async () => {
  const calls: string[][] = [];
  const commands = [{
    ...{ name: "/list", aliases: ["/channels"], arguments: "[CHANNEL]", help: "List channels" },
    run: (it: string[][], ...args: string[]) => void it.push(args),
  }];
  for (const line of ["/list", "/channels", "/channels tea"]) {
    assert.equal(await runCommand(commands, calls, line), undefined);
  }
  assert.deepEqual(calls, [[], [], ["tea"]]);
  assert.equal(helpOn(commands), "/list [CHANNEL]  List channels");
});

Deno.test("runCommand guesses which command was meant", async () => {
  const guesses = {
    "/jion tea": "/join",
    "/broad hi": "/broadcast",
    "/unblok bob": "/unblock",
    "/exit": "/quit",
    "/channel": "/channels",
    "/b": "/ban",
    "/": undefined,
    [`/${"x".repeat(10_000)}`]: undefined,
  };
  for (const [line, guess] of Object.entries(guesses)) {
    const problem = await runCommand(MESSENGER_COMMANDS, {} as Conversation, line);
    const [, guessed] =
      /^Unknown command "[^"]*": did you mean "([^"]*)"\? "\/help" lists/.exec(problem!) ?? [];
    assert.equal(guessed, guess, problem);
  }
});

Deno.test("helpOn has a line on each command", () => {
  assert.equal(helpOn(COMMANDS), "/who            List users\n/msg USER TEXT  Send");
});

Deno.test("the help on all commands fits a terminal of 80 columns", () => {
  const texts = [helpText(), helpOn(ROOMS_COMMANDS)];
  for (const line of texts.join("\n").split("\n")) assert(line.length <= 80, line);
});
