import {
  type Host,
  LEFT,
  linkedHosts,
  NO_NAMESPACES,
  RIGHT,
} from "../../../tests/support/namespaces.ts";
import { programCommand } from "../../../tests/support/programs.ts";
import { HAS_PTY } from "../../../tests/support/pty.ts";
import type { Scene } from "../screen.ts";
import { Terminal } from "../terminal.ts";

/** Wider than the default, so that addresses fit. */
const SIZE = { columns: 54, rows: 16 };

/** Ann and Bob chat from two machines on one network. The directory runs on Ann's machine. */
export const rooms: Scene = {
  description: "Ann and Bob find a room in the directory, and chat in it from machine to machine",
  skipReason: HAS_PTY ? NO_NAMESPACES : "this system has no pseudo-terminals",

  async play() {
    await using hosts = await linkedHosts();
    await using directory = hosts.left.spawn(...programCommand("crds"));
    await directory.output.waitFor(/^Chat Room Directory Server listening/);

    await using ann = await connect("Ann", hosts.left);
    await ann.send("makeroom lobby 239.1.2.3 5000");
    await ann.shows("Made the room lobby at 239.1.2.3 port 5000");
    await ann.send("chat lobby", "lobby> ");
    await ann.shows(`* You are in lobby as Ann, on eth0 (${LEFT}): Ctrl+] or /exit leaves`);

    await using bob = await connect("Bob", hosts.right);
    await bob.send("getdir");
    await bob.shows("lobby  239.1.2.3  5000");
    await bob.send("chat lobby", "lobby> ");
    await bob.shows(`* You are in lobby as Bob, on eth0 (${RIGHT}): Ctrl+] or /exit leaves`);

    await bob.send("Hi Ann, do you hear me?");
    await ann.shows("Bob: Hi Ann, do you hear me?");
    await ann.send("Loud and clear!");
    await bob.shows("Ann: Loud and clear!");
    await ann.type("Where is the serv");
    await bob.send("There is none between us.");
    await ann.shows("Bob: There is none between us.");

    return [
      { title: "Ann", screen: ann.screen(), caption: "The directory runs on her machine" },
      {
        title: "Bob",
        screen: bob.screen(),
        caption: "Messages bypass the directory, by multicast",
      },
    ];
  },
};

async function connect(name: string, host: Host): Promise<Terminal> {
  const terminal = await Terminal.open(name, { host, size: SIZE });
  await terminal.send(`deno run -A client.ts rooms ${LEFT}`, "crds> ");
  await terminal.shows(`Connected to the room directory at ${LEFT}:50000`);
  await terminal.send(`name ${name}`);
  await terminal.shows(`You are ${name}`);
  return terminal;
}
