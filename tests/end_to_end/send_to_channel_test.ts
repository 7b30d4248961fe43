import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { ForeignServer } from "../support/foreign_server.ts";
import { line } from "../support/messenger_peer.ts";

Deno.test("send enters a channel of a server that lets nobody speak there from outside", async () => {
  const asked: string[][] = [];
  await using server = new ForeignServer(async (conn) => {
    const lines = conn.readable.pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const text of lines) {
      const complete = (rest + text).split("\n");
      rest = complete.pop()!;
      for (const line of complete) {
        const { action, destination, body } = JSON.parse(line);
        asked.push([action, destination, body]);
        await conn.write(new TextEncoder().encode(answerTo(action)));
      }
    }
  });
  await using client = new ClientProcess(
    ...["send", "-p", `${server.port}`, "--to", "#tea", "-u", "cron"],
  );
  await client.type("one\ntwo\n");
  await client.endInput();
  assert.equal(await client.exitCode, 0);
  assert.equal(client.errors.text, "");
  assert.deepEqual(asked.slice(1), [
    ["post", "#tea", "one"],
    ["join", "#tea", ""],
    ["message", "#tea", "one"],
    ["message", "#tea", "two"],
    ["logout", "server", ""],
  ]);
});

function answerTo(action: string): string {
  const answers: Record<string, string> = {
    login: "welcome",
    post: "error",
    join: "joined",
    message: "delivered",
    logout: "goodbye",
  };
  const source = action === "join" ? "cron" : "server";
  return line(answers[action]!, { source, destination: "cron" });
}
