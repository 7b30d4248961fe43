import assert from "node:assert/strict";
import { parseCommandLine } from "../../lib/command_line/arguments.ts";
import type { FlagTable } from "../../lib/command_line/flag.ts";
import { type ProgramName, PROGRAMS } from "../../release/programs.ts";
import { testInNamespaces } from "../support/namespaces.ts";
import { type Block, blocksOf, PAGES } from "./blocks.ts";
import { Machine } from "./machine.ts";

/** Pages and languages that other tests compare with what happens. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "docs/demonstration.md": "tests/end_to_end/demonstration_test.ts types and compares all of it",
  text: "a session that a test of tests/end_to_end compares byte for byte",
  ini: "tests/docs/operations_test.ts has systemd read it",
  jsonl: "tests/docs/operations_test.ts",
  yaml: "is for Prometheus",
  "ts ignore": "tests/end_to_end/messenger_bots_test.ts runs it",
  ts: "a sketch; deno task test checks its types",
};

/** Commands that are not run, and why; those of our programs are parsed. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [
    /^(curl|irm) .*raw\.githubusercontent\.com/,
    "installs from the internet: tests/release/install_test.ts does without",
  ],
  [
    / test -P$|^deno task (ok|test|fuzz|soak|bench)/,
    "runs for minutes, and some of it is this test: .ci/run runs it",
  ],
  [
    /^deno task (compile|man|pictures)|^deno run -A release/,
    "writes into the checkout: tests/release and tests/docs do it elsewhere",
  ],
  [/^(git|gh) /, "needs the project's repository on GitHub"],
  [/^(systemd-analyze|systemctl|journalctl) /, "changes this machine, which may have no systemd"],
  [/\| source$/, "is for fish: tests/command_line/completions_test.ts"],
  [/^sysctl /, "changes this machine: tests/faults/half_open_test.ts does it to one of its own"],
  [/^(cp|man) /, "changes this machine"],
  [/^tail -f/, "never ends: tests/end_to_end/messenger_scripts_test.ts has lines come from a pipe"],
  [
    /chat\.example\.org/,
    "needs a certificate of an authority: tests/end_to_end/tls_client_test.ts",
  ],
];

/** What has to run before a command makes sense that is not on its page. */
const NEEDS: readonly (readonly [RegExp, string])[] = [
  [/--to bob/, "parley-client listen -u bob --join ops"],
  [/curl .*:9464/, "parley-server 55555 --metrics 9464"],
  [
    /fullchain\.pem/,
    "parley-server --tls-self-signed --tls-cert fullchain.pem --tls-key privkey.pem",
  ],
];

/** A command of one of our programs, and its arguments. */
const PROGRAM =
  /(?:^|\| )(?:(?:npx --yes deno@2|deno) run -A )?(?:parley-)?(server|client|crds)(?:\.ts)?((?: .*)?)$/;

/** A command and what it prints, as a page has it. */
interface Command {
  readonly command: string;
  readonly expected: readonly string[];
  readonly place: string;
}

function commandsOf({ language, lines, place }: Block): Command[] {
  // A whole script is a file, which is compared with its block.
  if (lines[0]!.startsWith("#!")) return [];
  if (language !== "console") {
    const typed = lines.filter((line) => line !== "" && !line.startsWith("#"));
    return typed.map((command) => ({ command, expected: [], place }));
  }
  const starts = lines.flatMap((line, index) => line.startsWith("$ ") ? [index] : []);
  return starts.map((start, index) => ({
    command: lines[start]!.slice("$ ".length),
    expected: lines.slice(start + 1, starts[index + 1]),
    place,
  }));
}

const reasonFor = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];
const isShell = ({ language }: Block) => ["sh", "console", "powershell"].includes(language);
const COMMANDS = new Map(
  PAGES.filter((page) => !(page in ELSEWHERE)).map((page) => [
    page,
    blocksOf(page).filter(isShell).flatMap(commandsOf),
  ]),
);

Deno.test("every block of the documentation is a test's, or says what it is", () => {
  for (const block of PAGES.flatMap(blocksOf)) {
    const isKnown = isShell(block) || block.language in ELSEWHERE ||
      block.place.split(":")[0]! in ELSEWHERE;
    assert(isKnown, `${block.place} is of the language "${block.language}"`);
  }
});

Deno.test("every command of the documentation has flags that there are", () => {
  for (const { command, place } of Array.from(COMMANDS.values()).flat()) {
    const [, name, words] = PROGRAM.exec(command) ?? [];
    if (name === undefined) continue;
    const args = words!.replace(/\s#.*/, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
    try {
      parseCommandLine<FlagTable>(PROGRAMS[name as ProgramName].command, args);
    } catch (error) {
      assert.fail(`${place}: ${command}: ${(error as Error).message}`);
    }
  }
});

Deno.test("no reason not to run a command is out of date", () => {
  const commands = Array.from(COMMANDS.values()).flat().map(({ command }) => command);
  for (const [pattern] of NOT_RUN) {
    assert(commands.some((command) => reasonFor(command) && pattern.test(command)), `${pattern}`);
  }
});

testInNamespaces("the commands of the documentation do what it says", async () => {
  const runnable = Array.from(
    COMMANDS.values(),
    (commands) => commands.filter(({ command }) => reasonFor(command) === undefined),
  );
  // One machine a page, all at once: some commands listen for seconds.
  const results = await Promise.allSettled(
    runnable.filter((commands) => commands.length > 0).map(run),
  );
  const errors = results.flatMap((result) => result.status === "rejected" ? [result.reason] : []);
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join("\n"));
});

/** Runs the commands of a page, one after the other. */
async function run(commands: readonly Command[]): Promise<void> {
  await using machine = await Machine.start();
  // Most pages take a server and a directory for granted.
  await machine.run("parley-server 55555");
  await machine.run("parley-crds");
  for (const { command, expected, place } of commands) {
    try {
      const needed = NEEDS.filter(([pattern]) => pattern.test(command)).map(([, needed]) => needed);
      for (const command of needed) await machine.run(command);
      await machine.run(command, expected);
    } catch (error) {
      throw new Error(`${place}: ${command}: ${(error as Error).message}`, { cause: error });
    }
  }
}
