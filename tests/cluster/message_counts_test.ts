import assert from "node:assert/strict";
import { ClusterServer } from "./cluster_server.ts";
import { FakeEngine } from "./fake_bus.ts";
import { SPEECHES, Talker } from "./server_pairs.ts";

/** What ann says on the first server, to bob on the second one or to everybody, in IRC. */
const MESSAGES: Record<string, string> = {
  "to a channel": "PRIVMSG #tea :hello\r\n",
  "to a user": "PRIVMSG bob :hello\r\n",
  "to a user of the same server": "PRIVMSG cat :hello\r\n",
};

/** The messages, and their deliveries, that the servers count. */
const COUNTS: Record<keyof typeof MESSAGES, readonly (readonly [number, number])[]> = {
  "to a channel": [[1, 1], [0, 1]],
  "to a user": [[1, 0], [0, 1]],
  "to a user of the same server": [[1, 1], [0, 0]],
};

for (const [name, line] of Object.entries(MESSAGES)) {
  Deno.test(`a message ${name} is counted where it was sent, and delivered where it is read`, async () => {
    const irc = SPEECHES.find(({ name }) => name === "irc")!;
    const engine = new FakeEngine();
    await using one = await ClusterServer.start(engine, "10.0.0.1:5000");
    await using two = await ClusterServer.start(engine, "10.0.0.2:5000");
    await using ann = await Talker.logIn(one.chat.port, irc, "ann");
    await using cat = await Talker.logIn(one.chat.port, irc, "cat");
    await using bob = await Talker.logIn(two.chat.port, irc, "bob");
    for (const talker of [ann, cat, bob]) {
      await talker.do(new TextEncoder().encode("JOIN #tea\r\n"));
      await talker.client.waitFor(" 366 ");
    }
    for (const other of ["cat", "bob"]) await ann.client.waitFor(`:${other}!`);
    const counts = () =>
      [one, two].map(({ chat }) => {
        const { messages, deliveries } = chat.server.server.shared.counters;
        return [messages, deliveries];
      });
    const before = counts();
    await ann.do(new TextEncoder().encode(line));
    const reader = name.endsWith("same server") ? cat : bob;
    await reader.client.waitFor(":hello");
    const difference = counts().map((now, at) => now.map((it, part) => it - before[at]![part]!));
    assert.deepEqual(difference, COUNTS[name]);
  });
}
