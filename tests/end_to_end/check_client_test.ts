import assert from "node:assert/strict";
import { changedProgram, HAS_PYTHON } from "../clients/check_client/checked_program.ts";
import { DEADLINE_MS } from "../support/deadline.ts";
import { checkCommand } from "../support/check_command.ts";
import { programCommand } from "../support/programs.ts";
import { RunningProcess, runToEnd } from "../support/running_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { retried } from "../support/retried.ts";

Deno.test("a failed case says what was sent, what should have come and what came", async () => {
  const words = ["sh", "-c", "printf '[Me] '", "{host}", "{port}"];
  const flags = ["--only", "name-frame,prompt-at-start", "--timeout", "1"];
  const { code, output } = await runToEnd(checkCommand("channel", flags, words));
  assert.equal(code, 1);
  assert.match(
    output,
    /✗ must {4}name-frame .*\n {4}The client did not connect\. The program has ended with code 0\.\n/,
  );
  assert.match(output, /The assignment: The first message .* is the user's name\./);
  assert.match(output, /expected:\n {6}a connection\n/);
  assert.match(output, /received:\n {6}screen ← "\[Me\] "\n/);
  assert.match(output, /see https:.*channel\.md#the-client\n/);
  assert.match(output, /\nmust 0 of 2/);
});

Deno.test({
  name: "a client that keeps its output to itself on a pipe is checked on a terminal",
  ignore: !HAS_PYTHON,
  async fn() {
    const words = changedProgram("channel", [
      ["SIZE = 200", 'SIZE = 200\nsys.stdout = open(1, "w", buffering=8192, closefd=False)'],
      ["    sys.stdout.flush()", "    os.isatty(1) and sys.stdout.flush()"],
    ]);
    const only = "line-is-a-frame,no-echo,prompt-*,shows-*,message-*,strips-*,split-*,flushed-*";
    const flags = ["--json", "--timeout", "2", "--only", only];
    await retried(async () => {
      const { code, output } = await runToEnd(checkCommand("channel", flags, words));
      const failed = JSON.parse(output).cases
        .filter(({ outcome }: { outcome: string }) => outcome === "failed")
        .map(({ name }: { name: string }) => name);
      assert.deepEqual(failed, ["flushed-on-a-pipe"]);
      assert.equal(code, 0);
    });
  },
});

/** Clients that misbehave, each so that a careless check would not go on. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ["ends at once", "exit 3"],
  ["prints without end", "yes [Me]"],
  ["kills itself", "kill -9 $$"],
];

for (const [what, script] of HOSTILE) {
  Deno.test(`a client that ${what} fails its cases, and the check goes on`, async () => {
    const flags = [
      "--only",
      "welcome,login,quit,terminal-shows-delivery",
      "--timeout",
      "1",
      "--json",
    ];
    const words = ["sh", "-c", script, "{port}"];
    const { code, output } = await runToEnd(checkCommand("direct", flags, words));
    assert.equal(code, 1);
    const { cases } = JSON.parse(output);
    assert.equal(cases.length, 4);
    assert(cases.every(({ outcome }: { outcome: string }) => outcome === "failed"));
  });
}

Deno.test("a client that hangs is killed with everything that it has started", async () => {
  using folder = new TemporaryFolder();
  const pids = folder.file("pids");
  const script = `trap '' HUP INT TERM; sleep 1000 & echo $$ $! >> "${pids}"; wait; sleep 1000`;
  const flags = ["--only", "welcome,terminal-shows-delivery", "--timeout", "1"];
  const words = ["sh", "-c", script, "{port}"];
  const { code } = await runToEnd(checkCommand("direct", flags, words));
  assert.equal(code, 1);
  const started = Deno.readTextFileSync(pids).trim().split(/\s+/).map(Number);
  // Two for each case, and two for the start that shows how the client behaves.
  assert.equal(started.length, 6);
  await Promise.all(started.map(waitForEnd));
});

/** Waits until a process has ended: its new parent may take a moment to notice that. */
async function waitForEnd(pid: number): Promise<void> {
  for (const deadline = performance.now() + DEADLINE_MS; performance.now() < deadline;) {
    const { output } = await runToEnd(["ps", "-o", "stat=", "-p", `${pid}`]);
    if (/^(Z|$)/.test(output.trim())) return;
  }
  assert.fail(`The process ${pid} still runs`);
}

Deno.test("a check that is interrupted leaves no process behind", async () => {
  using folder = new TemporaryFolder();
  const pids = folder.file("pids");
  const script = `echo $$ >> "${pids}"; sleep 1000`;
  const command = checkCommand("direct", ["--timeout", "30"], ["sh", "-c", script, "{port}"]);
  await using process = new RunningProcess(command);
  let pid = 0;
  while (pid === 0) {
    pid = Number(await Deno.readTextFile(pids).catch(() => "0"));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.signal("SIGINT");
  assert.equal(await process.exitCode, 130);
  await waitForEnd(pid);
});

Deno.test("--points adds up the points of a table, in text, TAP and JSON", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("points.txt");
  const run = async (table: string, ...flags: string[]) => {
    Deno.writeTextFileSync(file, table);
    const words = [
      "sh",
      "-c",
      "echo 'Welcome to Chat Client. Enter your login:'",
      "{port}",
    ];
    const all = ["--points", file, "--only", "welcome,quit", "--timeout", "1", ...flags];
    return await runToEnd(checkCommand("direct", all, words));
  };
  const table = "# first lab\n\nwelcome 1.5\nquit\t2\n";
  assert.match((await run(table)).output, /\nmust 1 of 2 .*\npoints 1\.5 of 3\.5\n$/);
  assert.match((await run(table, "--tap")).output, /\n# points 1\.5 of 3\.5\n$/);
  const { points, cases } = JSON.parse((await run(table, "--json")).output);
  assert.deepEqual(points, { earned: 1.5, total: 3.5 });
  assert.deepEqual(cases.map(({ points }: { points: number }) => points), [1.5, 2]);
  const wrong = [
    [
      "welcome",
      `Cannot use line 1 of "${file}" for --points: expected the name of a case and its points`,
    ],
    ["quit 1\nquit 2", `Cannot use line 2 of "${file}" for --points: "quit" stands there twice`],
    ["tea 1", 'Cannot give points for "tea": no such case is run'],
  ] as const;
  for (const [table, expected] of wrong) {
    const { code, error } = await run(table);
    assert.equal(code, 1);
    assert(error.startsWith(expected), error);
  }
});

const WRONG: readonly (readonly [words: string[], error: RegExp])[] = [
  [["client", "--dialect", "channel"], /^Expected the command that starts the client\. Write: /],
  [["client", "--", "x"], /^Cannot check without --dialect\./],
  [["client", "--dialect", "raw", "--", "x"], /^Cannot check with --dialect raw\./],
  [
    ["client", "--dialect", "channel", "--", "x", "{host}"],
    /^Cannot check "x \{host\}": the command has no \{port\}\./,
  ],
  [
    ["client", "--dialect", "direct", "--", "./missing", "{port}"],
    /^Cannot start "\.\/missing \d+": no such file or directory\. Check the command after --\./,
  ],
  [["client", "--dialect", "direct", "--only", "tea", "--", "x"], /^Cannot use "tea" for --only/],
  [["chat"], /^Cannot check "chat": expected "server" or "client"\./],
];

for (const [words, expected] of WRONG) {
  Deno.test(`check ${words.join(" ")} is refused`, async () => {
    const { code, error } = await runToEnd([...programCommand("client"), "check", ...words]);
    assert.equal(code, 2, error);
    assert.match(error, expected);
  });
}

Deno.test("check client --list names the cases of a dialect without a client", async () => {
  for (const dialect of ["channel", "direct"]) {
    const words = ["check", "client", "--dialect", dialect, "--list"];
    const { code, output } = await runToEnd([...programCommand("client"), ...words]);
    assert.equal(code, 0);
    const names = output.trimEnd().split("\n").map((line) => line.split(/ +/)[1]);
    assert(names.length >= 40);
    assert.equal(new Set(names).size, names.length);
  }
});
