import assert from "node:assert/strict";
import type { Conversation } from "../../lib/clients/messenger/conversation.ts";
import { carryOut } from "../../lib/clients/messenger/session.ts";
import {
  SECRET_COMMANDS,
  type SecretCommandTarget,
} from "../../lib/clients/messenger/secret_commands.ts";
import { runCommand } from "../../lib/clients/shared/commands.ts";

/** Runs a command of a user who answers questions. Returns what was asked, printed and sent. */
async function run(line: string, answers?: string[]): Promise<string[]> {
  const log: string[] = [];
  const target: SecretCommandTarget = {
    print: (text) => void log.push(text),
    sendCommand: (line) => void log.push(`> ${line}`),
    askSecret: answers && ((question) => {
      log.push(`${question}?`);
      return Promise.resolve(answers.shift()!);
    }),
  };
  const problem = await runCommand(SECRET_COMMANDS, target, line);
  return problem === undefined ? log : [...log, problem];
}

const NEW = ["New password?", "The same again?"];

/** By command and answers: what happens. */
const CASES: [line: string, answers: string[] | undefined, log: string[]][] = [
  ["/register tea-for-two", undefined, ["> /register tea-for-two"]],
  ["/register", undefined, ["Usage: /register PASSWORD"]],
  ["/register", ["tea", "tea"], [...NEW, "> /register tea"]],
  ["/register", ["tea", "milk"], [...NEW, "The two passwords differ: nothing has changed"]],
  ["/register", ["", ""], [...NEW, "Nothing has changed"]],
  ["/password", undefined, ["Usage: /password OLD NEW"]],
  ["/password", ["tea", "milk", "milk"], ["Present password?", ...NEW, "> /password tea milk"]],
  ["/password tea milk", [], ["> /password tea milk"]],
  ["/unregister", ["tea"], ["Password?", "> /unregister tea"]],
  ["/unregister", [""], ["Password?", "Nothing has changed"]],
];

for (const [line, answers, log] of CASES) {
  const how = answers === undefined ? "on a pipe" : `with the answers ${answers.join(", ")}`;
  Deno.test(`${line} ${how}: ${log.at(-1)}`, async () => {
    assert.deepEqual(await run(line, answers && [...answers]), log);
  });
}

Deno.test("a password behind a space is said to nobody, and given back", async () => {
  const [rejected, said]: [string[], string[]] = [[], []];
  const conversation = {
    reject: (line: string) => void rejected.push(line),
    say: (text: string) => void said.push(text),
  } as unknown as Conversation;
  for (
    const text of [" /register tea", "\t/PASSWORD tea milk", " /registers", " tea /register x"]
  ) {
    await carryOut(conversation, { text, isLiteral: false });
  }
  assert.deepEqual(rejected, [" /register tea", "\t/PASSWORD tea milk"]);
  assert.deepEqual(said, [" /registers", " tea /register x"]);
});
