import assert from "node:assert/strict";
import { parseCommandLine } from "../../lib/command_line/arguments.ts";
import type { FlagTable } from "../../lib/command_line/flag.ts";
import { type ProgramName, PROGRAMS } from "../../release/programs.ts";
import { scenesInNamespaces } from "../support/namespaces.ts";
import { type Block, blocksOf, PAGES } from "./blocks.ts";
import { Machine } from "./machine.ts";

/** Pages and languages of blocks that are not run here, and the reason: most have their own test. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  "docs/demonstration.md": "tests/end_to_end/demonstration_test.ts types and compares every line",
  text: "a session that a test in tests/end_to_end compares byte for byte",
  ...Object.fromEntries(
    ["ann", "server", "tim"].map((
      user,
    ) => [user, "tests/end_to_end/teaching_test.ts types and compares every line"]),
  ),
  ben: "tests/docs/cluster_test.ts types and compares every line",
  nats: "tests/docs/cluster_test.ts runs three NATS nodes on it",
  ini: "tests/docs/operations_test.ts runs systemd on it",
  haproxy: "tests/docs/operations_test.ts runs haproxy on it, where it is installed",
  nginx: "tests/docs/operations_test.ts runs nginx on it, where it is installed",
  jsonl: "tests/docs/operations_test.ts",
  yaml: "a configuration for Prometheus",
  "ts ignore": "tests/end_to_end/messenger_bots_test.ts runs it",
  ts: "an outline; deno task test checks its types",
};

/** Commands that this test does not run, and why. It still parses those of Parley's programs. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [
    /^(curl|irm) .*raw\.githubusercontent\.com/,
    "installs from the internet: tests/release/install_test.ts does so locally",
  ],
  [
    / test -P( |$)|^deno task (ok|test|fuzz|soak|bench)/,
    "runs for a minute or longer, and runs anyway: .ci/run runs it",
  ],
  [
    /^deno task (compile|man|pictures)|^deno run -A release/,
    "writes into the checkout: tests/release and tests/docs do so in other folders",
  ],
  [/^(git|gh) /, "needs the project's repository on GitHub"],
  [
    / --start /,
    "needs the server of a student: tests/end_to_end/check_starts_server_test.ts has one",
  ],
  [/^exec /, "tests/end_to_end/stopping_by_program_test.ts runs these"],
  [/^(systemd-analyze|systemctl|journalctl) /, "changes this machine, which may have no systemd"],
  [/^nats-server | --cluster /, "needs NATS: tests/docs/cluster_test.ts has it"],
  [/^client\.ts localhost:5555\d -u /, "waits for its user: tests/docs/cluster_test.ts types"],
  [/^nsc /, "needs nsc: tests/cluster/nats_access_test.ts makes such credentials itself"],
  [/\| source$/, "needs fish: tests/command_line/completions_test.ts"],
  [/^sysctl /, "changes this machine: tests/faults/half_open_test.ts does so in a namespace"],
  [/^(cp|man) | \/var\/lib\b/, "changes this machine"],
  [/^tail -f/, "never ends: tests/end_to_end/messenger_scripts_test.ts feeds lines through a pipe"],
  [
    /chat\.example\.org/,
    "needs a certificate from an authority: tests/end_to_end/tls_client_test.ts",
  ],
];

/** Registers the name ann. */
const REGISTER_ANN = [
  "exec 3<>/dev/tcp/127.0.0.1/55555; printf '%s\\n'",
  `'{"action":"login","source":"ann","destination":"server","body":""}'`,
  `'{"action":"command","source":"","destination":"server","body":"/register tea-for-two"}'`,
  ">&3; head -n 2 <&3",
].join(" ");

/** Commands that need another one to run first, which is not on their page. */
const PREREQUISITES: readonly (readonly [RegExp, string])[] = [
  [/python3 client\.py/, "cp tests/clients/check_client/fixture_channel.py client.py"],
  [
    /submissions/,
    "mkdir -p submissions/ann && cp tests/clients/check_client/fixture_channel.py submissions/ann/client.py",
  ],
  [/--to bob/, "parley-client listen -u bob --join ops"],
  [/--channel tea$/, "parley-client listen --join tea"],
  // Only registered names can be operators.
  [/operators add/, REGISTER_ANN],
  [/curl .*:9464/, "parley-server 55555 --metrics 9464"],
  [
    /fullchain\.pem/,
    "parley-server --tls-self-signed --tls-cert fullchain.pem --tls-key privkey.pem",
  ],
];

/** A command line of one of Parley's programs: the program's name and its arguments. */
const PROGRAM =
  /(?:^|\| )(?:(?:npx --yes deno@2|deno) run -A )?(?:parley-)?(server|client|crds)(?:\.ts)?((?: .*)?)$/;

/** A command on a page, and the output that the page shows. */
interface Command {
  readonly command: string;
  readonly expected: readonly string[];
  readonly location: string;
}

function commandsOf({ language, lines, location }: Block): Command[] {
  // Scripts are files of their own, and another test compares these with the block.
  if (lines[0]!.startsWith("#!")) return [];
  if (language !== "console") {
    const commands = lines.filter((line) => line !== "" && !line.startsWith("#"));
    return commands.map((command) => ({ command, expected: [], location }));
  }
  const starts = lines.flatMap((line, index) => line.startsWith("$ ") ? [index] : []);
  return starts.map((start, index) => ({
    command: lines[start]!.slice("$ ".length),
    expected: lines.slice(start + 1, starts[index + 1]),
    location,
  }));
}

const reasonFor = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];
const isShell = ({ language }: Block) => ["sh", "console", "powershell"].includes(language);
const COMMANDS = new Map(
  PAGES.filter((page) => !(page in TESTED_ELSEWHERE)).map((page) => [
    page,
    blocksOf(page).filter(isShell).flatMap(commandsOf),
  ]),
);

Deno.test("every code block of the documentation has a test, or a known reason to have none", () => {
  for (const block of PAGES.flatMap(blocksOf)) {
    const isKnown = isShell(block) || block.language in TESTED_ELSEWHERE ||
      block.location.split(":")[0]! in TESTED_ELSEWHERE;
    assert(isKnown, `${block.location}: no test knows the language "${block.language}"`);
  }
});

Deno.test("every command of the documentation has valid arguments", () => {
  for (const { command, location } of Array.from(COMMANDS.values()).flat()) {
    const [, name, words] = PROGRAM.exec(command) ?? [];
    if (name === undefined) continue;
    const args = words!.replace(/\s#.*/, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
    try {
      parseCommandLine<FlagTable>(PROGRAMS[name as ProgramName].command, args);
    } catch (error) {
      assert.fail(`${location}: ${command}: ${(error as Error).message}`);
    }
  }
});

Deno.test("every reason to skip a command applies to a command", () => {
  const commands = Array.from(COMMANDS.values()).flat().map(({ command }) => command);
  for (const [pattern] of NOT_RUN) {
    assert(commands.some((command) => reasonFor(command) && pattern.test(command)), `${pattern}`);
  }
});

const scene = scenesInNamespaces("the commands of the documentation print what the pages show");

// Each page has its own machine. Those with the most commands take longest, so they start first.
const RUNNABLE = Array.from(COMMANDS, ([page, commands]) => ({
  page,
  commands: commands.filter(({ command }) => reasonFor(command) === undefined),
})).filter(({ commands }) => commands.length > 0)
  .sort((a, b) => b.commands.length - a.commands.length);

for (const { page, commands } of RUNNABLE) scene(page, () => runPage(commands));

/** Runs the commands of a page in order. */
async function runPage(commands: readonly Command[]): Promise<void> {
  await using machine = await Machine.start();
  // Most pages assume that a server and a directory are running.
  await machine.run("parley-server 55555");
  await machine.run("parley-crds");
  for (const { command, expected, location } of commands) {
    try {
      const prerequisites = PREREQUISITES.filter(([pattern]) => pattern.test(command));
      for (const [, prerequisite] of prerequisites) await machine.run(prerequisite);
      await machine.run(command, expected);
    } catch (error) {
      throw new Error(`${location}: ${command}: ${(error as Error).message}`, { cause: error });
    }
  }
}
