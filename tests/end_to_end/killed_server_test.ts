import assert from "node:assert/strict";
import { heardBy, listen, post } from "../support/listeners.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

Deno.test("ten listeners have each message once, although the server is killed while all talk", async () => {
  using folder = new TemporaryFolder();
  const flags = ["--store", folder.file("chat.db")];
  await using first = await ServerProcess.startReplaceable(...flags);
  const { port } = first;
  await using ann = await logIn(port, "ann", "#tea");
  const listeners = Array.from({ length: 10 }, (_, index) => listen(port, `ear${index}`));
  try {
    await ann.hear(listeners.length);
    const confirmed: string[] = [];
    const killed = Promise.withResolvers<number>();
    const talk = async (speaker: number) => {
      await using client = await logIn(port, `mouth${speaker}`);
      for (let count = 0;; count++) {
        const body = `${speaker}:${count}`;
        await client.say(line("post", { destination: "#tea", body }));
        const [answer] = await client.hear(1);
        if (JSON.parse(answer!).action === "delivered") confirmed.push(body);
        if (confirmed.length === 500) killed.resolve(await first.stop("SIGKILL"));
      }
    };
    // Each ends when the server is killed.
    await Promise.all(Array.from({ length: 10 }, (_, index) => talk(index).catch(() => {})));
    await killed.promise;
    await using second = await ServerProcess.start("-p", `${port}`, ...flags);
    await Promise.all(listeners.map(({ errors }) => errors.waitFor(/Reconnected as/)));
    await post(second.port, "end");
    await Promise.all(listeners.map(({ output }) => output.waitFor(/end\n/)));
    const heard = listeners.map(heardBy);
    for (const texts of heard) {
      assert.equal(new Set(texts).size, texts.length);
      assert.deepEqual(confirmed.filter((text) => !texts.includes(text)), []);
      // A message that some have seen just before the server was killed may be lost for others.
      const common = (texts: string[]) =>
        texts.filter((text) => heard.every((it) => it.includes(text)));
      assert.deepEqual(common(texts), common(heard[0]!));
    }
  } finally {
    for (const listener of listeners) await listener[Symbol.asyncDispose]();
  }
});
