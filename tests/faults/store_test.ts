import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { line, logIn } from "../support/messenger_peer.ts";
import { testInNamespaces } from "../support/namespaces.ts";
import { runToEnd } from "../support/running_process.ts";
import { metricsUrl, scrapeUntil } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { exportStore } from "../support/store_command.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** Two users in a channel, one of whom talks. */
class Pair implements AsyncDisposable {
  readonly said: string[] = [];

  private constructor(
    private readonly ann: Awaited<ReturnType<typeof logIn>>,
    private readonly bob: Awaited<ReturnType<typeof logIn>>,
  ) {}

  static async join({ port }: ServerProcess): Promise<Pair> {
    const ann = await logIn(port, "ann", "#tea");
    const bob = await logIn(port, "bob");
    await bob.say(line("join", { destination: "#tea" }));
    await Promise.all([ann.hear(1), bob.hear(1)]);
    return new Pair(ann, bob);
  }

  /** Sends messages one by one; each has to be confirmed and to arrive. */
  async talk(count: number, text = "x"): Promise<void> {
    for (let left = count; left > 0; left--) {
      const body = `${this.said.length} ${text}`;
      await this.ann.say(line("message", { destination: "#tea", body }));
      const [[answer], [heard]] = await Promise.all([this.ann.hear(1), this.bob.hear(1)]);
      assert.match(answer!, /"delivered"/);
      assert.equal(JSON.parse(heard!).body, body);
      this.said.push(body);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ann[Symbol.asyncDispose]();
    await this.bob[Symbol.asyncDispose]();
  }
}

const FAILED = /^The chat goes on, but messages wait in memory: Cannot write to the store/gm;

Deno.test("the chat goes on while another program has locked the store, which then gets everything", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  await using server = await ServerProcess.start("--store", file, "--metrics", "0");
  await using pair = await Pair.join(server);
  await pair.talk(10);
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  await pair.talk(200);
  await server.log.waitFor(/: another program is using it\n/);
  const url = await metricsUrl(server);
  await scrapeUntil(url, (now) => now.value("parley_store_failures_total") > 1);
  await scrapeUntil(url, (now) => now.value("parley_store_waiting_messages") === 200);
  other.exec("ROLLBACK");
  other.close();
  await server.log.waitFor(
    /^The store works again: 200 messages that waited are saved, 0 are lost$/m,
  );
  await pair.talk(10);
  assert.deepEqual((await exportStore(file)).map(({ text }) => text), pair.said);
  assert.equal(server.log.text.match(FAILED)?.length, 1);
});

Deno.test("a server whose store was removed says so, and says at its end what is lost", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  await using server = await ServerProcess.start("--store", file);
  await using pair = await Pair.join(server);
  await pair.talk(1);
  for (const suffix of ["", "-wal", "-shm"]) Deno.removeSync(file + suffix);
  while (!server.log.text.includes("somebody has removed or replaced it")) await pair.talk(1);
  await pair.talk(10);
  assert.equal(await server.stop(), 1);
  assert.match(server.log.text, /^Cannot save the last messages in ".*": \d+ are lost$/m);
  assert.doesNotMatch(server.log.text, /internal error/);
});

testInNamespaces("the chat goes on while the disk is full, and the store catches up", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  const flags = ["--store", file];
  await using server = await ServerProcess.startOnSmallDisk(folder.path, "1m", ...flags);
  /** Runs a shell script in the namespace that has the disk. */
  const runOnDisk = async (script: string) => {
    const enter = ["-t", String(server.pid), "-U", "-m", "--preserve-credentials"];
    const command = ["nsenter", ...enter, "sh", "-c", `cd "${folder.path}"; ${script}`];
    const { code, output, error } = await runToEnd(command);
    assert.equal(code, 0, error);
    return output;
  };
  await using pair = await Pair.join(server);
  await pair.talk(10);
  await runOnDisk("cat /dev/zero > ballast 2> /dev/null || true");
  while (!FAILED.test(server.log.text)) await pair.talk(10, "x".repeat(1000));
  assert.match(server.log.text, /: the disk is full$/m);
  await pair.talk(50, "x".repeat(1000));
  await runOnDisk("rm ballast");
  await server.log.waitFor(
    /^The store works again: \d+ messages that waited are saved, 0 are lost$/m,
  );
  await pair.talk(10);
  const copy = await runOnDisk(
    `"${Deno.execPath()}" run -A "${Deno.cwd()}/server.ts" store export "${file}"`,
  );
  const texts = copy.trim().split("\n").map((row) => JSON.parse(row).text);
  assert.deepEqual(texts, pair.said);
});

testInNamespaces("a server that starts on a full disk says so and ends", async () => {
  using folder = new TemporaryFolder();
  const script = [
    `mount -t tmpfs -o size=64k disk "${folder.path}"`,
    `cat /dev/zero > "${folder.path}/ballast" 2> /dev/null || true`,
    `"$@"`,
  ].join("\n");
  const { programCommand } = await import("../support/programs.ts");
  const command = [
    ...programCommand("server"),
    "-a",
    "127.0.0.1",
    "--store",
    folder.file("chat.db"),
  ];
  const { code, error } = await runToEnd(["unshare", "-rm", "sh", "-c", script, "sh", ...command]);
  assert.equal(code, 1);
  assert.match(error, /^Cannot open the store ".*chat\.db": .*(full|disk I\/O error)/);
});
