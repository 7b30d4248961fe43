import { onServer } from "../on_server.ts";
import { Terminal } from "../terminal.ts";

/** Three tutors chat in a channel before the first day of class. */
export const channel = onServer(
  "Panda and Alice chat in the channel 168_tas, each in a terminal",
  async (port) => {
    await using panda = await enter("Panda", port);
    await panda.send("/create 168_tas");
    // The server does not reply to /create. The reply to /who shows that the channel exists.
    await panda.send("/who");
    await panda.shows("Panda");

    await using alice = await enter("Alice", port);
    await alice.send("/list");
    await alice.shows("168_tas");
    await alice.send("/join 168_tas");
    await panda.shows("Alice has joined");

    await using bob = await enter("Bob", port);
    await bob.send("/join 168_tas");
    await Promise.all([panda, alice].map((terminal) => terminal.shows("Bob has joined")));

    const all = { Panda: panda, Alice: alice, Bob: bob };
    await say(all, "Alice", "Hi! What do we do on day one?");
    await say(all, "Bob", "Sockets. It is always sockets.");
    await say(all, "Panda", "And cookies! How many of us come?");
    await alice.send("/who");
    await alice.shows("Bob");
    await say(all, "Alice", "Three, so thirty cookies.");
    await alice.send("/msg Panda Bob turns 30 that day!");
    await panda.shows("[Alice to you] Bob turns 30 that day!");
    await panda.type("/msg Alice Then I bring a cake, too. Sh");
    await say(all, "Bob", "Why is it so quiet in here?");

    return [
      {
        title: "Panda",
        screen: panda.screen(),
        caption: "Bob’s message arrived in the middle of a word",
      },
      {
        title: "Alice",
        screen: alice.screen(),
        caption: "Bob does not see the private message to Panda",
      },
    ];
  },
);

async function enter(name: string, port: number): Promise<Terminal> {
  const terminal = await Terminal.open(name);
  await terminal.send(`deno run -A client.ts ${name} localhost ${port}`, "[Me] ");
  return terminal;
}

/** Sends a message as one user, and waits until all others have received it. */
async function say(all: Record<string, Terminal>, name: string, text: string): Promise<void> {
  await all[name]!.send(text);
  const others = Object.keys(all).filter((other) => other !== name);
  await Promise.all(others.map((other) => all[other]!.shows(`[${name}] ${text}`)));
}
