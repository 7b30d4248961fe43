import assert from "node:assert/strict";
import { PipedProcess } from "../support/piped_process.ts";
import { runToEnd } from "../support/running_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

Deno.test("a server starts from a checkout to which a symbolic link leads", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const link = folder.file("parley");
  assert.equal((await runToEnd(["ln", "-s", Deno.cwd(), link])).code, 0);
  const command = [Deno.execPath(), "run", "-A", `${link}/server.ts`, "-a", "127.0.0.1", "0"];
  await using server = new PipedProcess(command);
  await server.output.waitFor(/^Server is on: listening on 127\.0\.0\.1:\d+\n/);
});
