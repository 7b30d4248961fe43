import assert from "node:assert/strict";
import { failuresOf, runCheck } from "../clients/check/run_check.ts";
import { SmallChannelServer } from "../clients/check/small_channel_server.ts";
import { freePort } from "../../lib/clients/check/checked_server.ts";
import { programCommand } from "../support/programs.ts";
import { runToEnd } from "../support/running_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { retried } from "../support/retried.ts";

/** Runs `client.ts check server` against a port. */
async function check(port: number, ...flags: string[]) {
  const words = ["check", "server", "127.0.0.1", `${port}`, ...flags];
  return await runToEnd([...programCommand("client"), ...words]);
}

Deno.test("Parley's server passes all cases of the channel dialect", async () => {
  await using server = await ServerProcess.start();
  await retried(async () => {
    const results = await runCheck("channel", server.port, { extra: true });
    assert.deepEqual(failuresOf(results), []);
    assert.deepEqual(results.filter(({ outcome }) => outcome === "skipped"), []);
  });
});

Deno.test("Parley's server passes all cases of the direct dialect", async () => {
  await using server = await ServerProcess.start("--max-clients", "60");
  await retried(async () => {
    const results = await runCheck("direct", server.port, { extra: true });
    assert.deepEqual(failuresOf(results), []);
    assert.deepEqual(results.filter(({ outcome }) => outcome === "skipped"), []);
  });
});

Deno.test("a check prints a line for each case and a summary, and succeeds", async () => {
  await using server = await ServerProcess.start();
  const flags = ["--dialect", "channel", "--only", "message-to-others,unicode-*", "--seed", "7"];
  const { output } = await retried(async () => {
    const result = await check(server.port, ...flags);
    assert.equal(result.code, 0);
    return result;
  });
  assert.match(output, /^Checking the server at 127\.0\.0\.1:\d+ \(channel dialect\)\n/);
  assert.match(output, /^✓ must {4}message-to-others {2}All other members /m);
  assert.match(output, /^must 1 of 1 · should 1 of 1 \(seed 7\)\n$/m);
});

Deno.test("a failed must shows what was sent, expected and received, and fails the check", async () => {
  await using server = new SmallChannelServer("a full stop too many");
  const flags = ["--dialect", "channel", "--only", "create-without-channel"];
  const { code, output } = await check(server.port, ...flags);
  assert.match(output, /^✗ must {4}create-without-channel /m);
  assert.match(
    output,
    /^ {4}sent:\n {6}(ann\w+) → "\1" \+ \d+ spaces\n {6}\1 → "\/create" \+ 193 /m,
  );
  assert.match(output, /^ {6}ann\w+ ← "\/create command must .* to create"\n/m);
  assert.match(output, /^ {6}ann\w+ ← "\/create command must .* to create\." \+ \d+ spaces\n/m);
  assert.match(output, /^ {6}ann\w+ → 61 6e 6e .*20×\d+ ‖ 2f 63 72 65 61 74 65 20×193\n/m);
  assert.match(output, /^ {4}see https:.*channel\.md#what-the-server-sends\n/m);
  assert.match(output, /^must 0 of 1 /m);
  assert.equal(code, 1);
});

Deno.test("a check prints JSON, TAP and JUnit for programs", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start();
  const only = ["--dialect", "direct", "--only", "hello,second-hello"];
  const json = JSON.parse((await check(server.port, ...only, "--json")).output);
  assert.deepEqual(json.summary.must, { passed: 1, total: 1, skipped: 0 });
  const [{ name, level, outcome, rule, sent, expected, received }] = json.cases;
  assert.deepEqual([name, level, outcome], ["hello", "must", "passed"]);
  assert.match(rule, /^HELLO-FROM /);
  assert.match(sent, /^ann\w+ → "HELLO-FROM ann\w+␊"$/);
  assert.match(expected, /^ann\w+ ← "HELLO ann\w+"\nann\w+ ← nothing more$/);
  assert.match(received, /^ann\w+ ← "HELLO ann\w+␊"$/);
  const file = folder.file("results.xml");
  const { output, code } = await check(server.port, ...only, "--tap", "--junit", file);
  assert.match(
    output,
    /^TAP version 14\n1\.\.2\nok 1 - hello: .*\nok 2 - second-hello: .*\n# must/,
  );
  assert.match(
    Deno.readTextFileSync(file),
    /<testcase classname="must" name="hello" time="[\d.]+"\/>/,
  );
  assert.equal(code, 0);
});

Deno.test("a check of nobody is a mistake in the command line", async () => {
  const { code, error } = await check(freePort(), "--dialect", "channel");
  assert.match(error, /^Cannot check the server: Nobody accepts connections at 127\.0\.0\.1:\d+: /);
  assert.equal(code, 2);
});

Deno.test("--list prints the cases of a dialect without a server", async () => {
  const words = ["check", "server", "--list", "--dialect", "direct", "--only", "send-*"];
  const { code, output } = await runToEnd([...programCommand("client"), ...words]);
  assert.match(output, /^must {4}send-with-spaces +A message of several words arrives whole\n/m);
  assert.equal(code, 0);
});

/** Command lines that make no sense, and the errors. */
const MISTAKES: [words: string[], error: RegExp][] = [
  [["check"], /^Expected what to check\. Write: client\.ts check server/],
  [["check", "serve", "localhost", "1"], /^Cannot check "serve": /],
  [["check", "server", "localhost"], /^Expected exactly a host and a port\. /],
  [["check", "server", "localhost", "1"], /^Cannot check without --dialect\. /],
  [
    ["check", "server", "localhost", "1", "--dialect", "direct", "--json", "--tap"],
    /^Cannot use --tap with --json: /,
  ],
  [
    ["check", "server", "localhost", "1", "--dialect", "direct", "--only", "nonsense"],
    /^Cannot use "nonsense" for --only: no case has that name\. List the cases with --list\./,
  ],
  [
    ["check", "server", "localhost", "1", "--dialect", "direct", "--start", "a 'b"],
    /^Cannot read the command "a 'b": a quote in it does not end\. /,
  ],
];

for (const [words, expected] of MISTAKES) {
  Deno.test(`client.ts ${words.join(" ")} says what is wrong`, async () => {
    const { code, error } = await runToEnd([...programCommand("client"), ...words]);
    assert.match(error, expected);
    assert.equal(code, 2);
  });
}
