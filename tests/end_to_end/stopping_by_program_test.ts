/**
 * Programs that start the server with the commands of docs/operations.md and stop it by a signal.
 *
 * @module
 */
import assert from "node:assert/strict";
import { RunningProcess } from "../support/running_process.ts";

const PAGE = await Deno.readTextFile("docs/operations.md");
const COMMANDS = Array.from(PAGE.matchAll(/^exec (.*server\.ts) 55555(.*)$/gm));

/** Whether npx finds Deno without the network. */
const HAS_NPX = await (async () => {
  if (Deno.build.os === "windows") return false;
  try {
    const args = ["--yes", "--offline", "--package", "deno@2", "-c", "deno --version"];
    return (await new Deno.Command("npx", { args }).output()).success;
  } catch {
    return false;
  }
})();

Deno.test("docs/operations.md has a command with npx and one without", () => {
  assert.deepEqual(COMMANDS.map(([, command]) => command!.split(" ")[0]), ["deno", "npx"]);
});

for (const [, command, end] of COMMANDS) {
  const needsNpx = command!.startsWith("npx");
  Deno.test({
    name: `SIGTERM stops a server that a shell starts with ${command}`,
    ignore: Deno.build.os === "windows" || needsNpx && !HAS_NPX,
    async fn() {
      // The directory of Deno comes first, so that "deno" is the one that runs the tests.
      const path = `export PATH="${Deno.execPath().replace(/\/[^/]*$/, "")}:$PATH"`;
      const script = `${path}\nexec ${command} 0 -a 127.0.0.1${end}`;
      await using shell = new RunningProcess(["sh", "-c", script]);
      await shell.output.waitFor(/^Server is on/m);
      shell.signal("SIGTERM");
      // This also waits for the end of its output, which a server that goes on would keep open.
      assert.equal(await shell.exitCode, 0);
    },
  });
}
