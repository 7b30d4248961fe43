import assert from "node:assert/strict";
import {
  helpOnServer,
  serverCommandsBeside,
  type ServerCommandTarget,
} from "../../lib/clients/shared/server_commands.ts";
import { candidatesFor, runCommand } from "../../lib/clients/shared/commands.ts";

const OWN = [{ name: "/who", arguments: "", help: "" }];
const COMMANDS = serverCommandsBeside(OWN);

function client(sent: string[] = []): ServerCommandTarget {
  return {
    userNames: ["ann", "bob"],
    channelNames: ["#tea"],
    sendCommand: (line) => void sent.push(line),
  };
}

/** Lines of the user, and what the client sends for them, or why it does not. */
const CASES: readonly (readonly [line: string, sent: string[], problem?: string])[] = [
  ["/kick bob", ["/kick bob"]],
  ["/kick  bob  being rude:  again ", ["/kick bob being rude:  again"]],
  ["/ban 192.0.2.0/24 1h30m flooding", ["/ban 192.0.2.0/24 1h30m flooding"]],
  ["/topic", ["/topic"]],
  ["/topic tea and  milk", ["/topic tea and  milk"]],
  ["/kick", [], "Usage: /kick NAME [REASON]"],
  ["/kik bob", [], 'Unknown command "/kik": did you mean "/kick"? "/help" lists all commands'],
];

for (const [line, expected, problem] of CASES) {
  Deno.test(`a client sends ${expected[0] ?? "nothing"} for the line "${line}"`, async () => {
    const sent: string[] = [];
    assert.equal(await runCommand(COMMANDS, client(sent), line), problem);
    assert.deepEqual(sent, expected);
  });
}

Deno.test("a client completes the server's commands, and names behind them", () => {
  assert.deepEqual(candidatesFor(COMMANDS, client(), "/unm"), ["/unmute"]);
  assert.deepEqual(candidatesFor(COMMANDS, client(), "/mute b"), ["bob"]);
  assert.deepEqual(candidatesFor(COMMANDS, client(), "/close te"), ["#tea"]);
  assert.deepEqual(candidatesFor(COMMANDS, client(), "/announce a"), []);
});

Deno.test("a client's own command comes before the server's of that name", () => {
  assert.equal(COMMANDS.some(({ name }) => name === "/who"), false);
});

Deno.test("the help has the commands for operators in a part of their own, on 80 columns", () => {
  const { users, operators } = helpOnServer(OWN);
  assert.match(users, /^\/topic /m);
  assert.doesNotMatch(users, /^\/kick /m);
  assert.match(operators, /^\/kick .* Disconnect a user$/m);
  assert.match(operators, /^\/who \[--all\]/m);
  for (const line of `${users}\n${operators}`.split("\n")) assert(line.length <= 80, line);
});
