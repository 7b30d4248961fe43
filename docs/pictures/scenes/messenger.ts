import { onServer } from "../on_server.ts";
import { Terminal } from "../terminal.ts";

/** Two lab managers chat in the client that starts by default. */
export const messenger = onServer(
  "ann and ben log in and chat in the channel #lab, each in a terminal",
  async (port) => {
    await using ann = await logIn("ann", port);
    await ann.send("/join lab", "There is no #lab yet. Make it? [y/n] ");
    await ann.send("y", "#lab> ");
    await ann.shows("You are in #lab now");

    await using ben = await logIn("ben", port);
    await ben.send("/join lab", "#lab> ");
    await ben.shows("You are in #lab now");
    await ann.shows("ben has joined #lab");

    await ann.send("Which rack is the new one in?");
    await ben.shows("[ann] Which rack is the new one in?");
    await ben.send("The one that hums in B flat.");
    await ann.shows("[ben] The one that hums in B flat.");
    await ann.send("/msg ben Then I know it");
    await ben.shows("[ann to you] Then I know it");
    await ann.type("/broadcast Tea in t");
    await ben.send("It has a kettle on it, too.");
    await ann.shows("[ben] It has a kettle on it, too.");

    return [
      {
        title: "ann",
        screen: ann.screen(),
        caption: "A message arrived in the middle of a word",
      },
      { title: "ben", screen: ben.screen(), caption: "Tab completes commands and names" },
    ];
  },
);

async function logIn(name: string, port: number): Promise<Terminal> {
  const terminal = await Terminal.open(name);
  await terminal.send(`deno run -A client.ts localhost:${port}`, `Username [${name}]: `);
  await terminal.send("", "> ");
  return terminal;
}
