import { onServer } from "../on_server.ts";
import { Terminal } from "../terminal.ts";

/** Two students send each other messages on the evening before a deadline. */
export const direct = onServer(
  "alice and bob send each other messages, each in a terminal",
  async (port) => {
    await using alice = await logIn("alice", port);
    await using bob = await logIn("bob", port);
    await alice.send("!who");
    await alice.shows("bob");

    await sendTo(alice, "bob", "Does your client pass the tests?");
    await bob.shows("From alice: Does your client pass the tests?");
    await sendTo(bob, "alice", "All but one. And yours?");
    await alice.shows("From bob: All but one. And yours?");
    await sendTo(alice, "bob", "All! Shall I come over?");
    await bob.shows("From alice: All! Shall I come over?");
    await bob.send("@carol Can you come, too?");
    await bob.shows("The destination user does not exist");
    await alice.type("@bob I bring cof");
    await sendTo(bob, "alice", "Please do. And coffee?");
    await alice.shows("From bob: Please do. And coffee?");

    return [
      {
        title: "alice",
        screen: alice.screen(),
        caption: "A message arrived in the middle of a word",
      },
      {
        title: "bob",
        screen: bob.screen(),
        caption: "The server confirms each message",
      },
    ];
  },
);

async function logIn(name: string, port: number): Promise<Terminal> {
  const terminal = await Terminal.open(name);
  await terminal.send(`deno run -A client.ts direct -p ${port}`, "");
  await terminal.shows("Welcome to Chat Client. Enter your login:");
  await terminal.send(name);
  await terminal.shows(`Successfully logged in as ${name}!`);
  return terminal;
}

async function sendTo(from: Terminal, to: string, text: string): Promise<void> {
  await from.send(`@${to} ${text}`);
  await from.shows("The message was sent successfully");
}
