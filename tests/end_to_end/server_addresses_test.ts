import assert from "node:assert/strict";
import { LEFT, linkedHosts, testInNamespaces } from "../support/namespaces.ts";
import { programCommand } from "../support/programs.ts";

testInNamespaces("server prints the command with which other machines reach it", async () => {
  await using hosts = await linkedHosts();
  await using server = hosts.left.spawn(...programCommand("server"), "5000");
  await server.output.waitFor(/^Others reach it with: .*\n/m);
  assert.equal(
    server.output.text,
    "Server is on: listening on 0.0.0.0:5000\n" +
      `Others reach it with: client.ts messenger -a ${LEFT} -p 5000\n`,
  );
  const send = ["send", "-a", LEFT, "-p", "5000", "--to", "all", "hi"];
  await using client = hosts.right.spawn(...programCommand("client"), ...send);
  assert.equal(await client.exitCode, 0, client.errors.text);
});
