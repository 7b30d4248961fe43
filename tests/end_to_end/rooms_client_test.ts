import assert from "node:assert/strict";
import { type Host, loneHost, NO_NAMESPACES, testInNamespaces } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";

/** Starts the directory on its default port of a host. */
async function startDirectory(host: Host): Promise<PipedProcess> {
  const directory = host.spawn(...programCommand("crds"));
  await directory.output.waitFor(/^Chat Room Directory Server listening on port 50000\.\.\.\n/);
  return directory;
}

/** The client on pipes. */
class Client implements AsyncDisposable {
  readonly process: PipedProcess;
  #seen = 0;

  constructor(host: Host, ...args: string[]) {
    this.process = host.spawn(...programCommand("client"), "rooms", "--no-store", ...args);
  }

  /** Enters lines and waits for the answer. */
  async enter(text: string, answer: string | RegExp): Promise<void> {
    await this.process.type(`${text}\n`);
    await this.shows(answer);
  }

  /** Waits for text behind that of the last call. What follows it may be there already, too. */
  async shows(answer: string | RegExp): Promise<void> {
    const find = () => {
      const text = this.#text.slice(this.#seen);
      if (typeof answer !== "string") return answer.exec(text);
      return text.includes(answer) ? { 0: answer, index: text.indexOf(answer) } : null;
    };
    await this.process.output.waitUntil(() => find() !== null, String(answer));
    const { 0: found, index } = find()!;
    this.#seen += index + found.length;
  }

  get #text(): string {
    return this.process.output.text.replace(/\r +\r/g, "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
  }
}

testInNamespaces("rooms client explains a problem in a line and keeps its prompt", async () => {
  await using host = await loneHost();
  await using client = new Client(host);
  await client.enter(
    "connect",
    /Cannot connect to 127\.0\.0\.1:50000: connection refused\. Is .*\?\nparley> /,
  );
  await client.enter(
    "getdir",
    'You are not connected: type "connect [HOST [PORT]]" first\nparley> ',
  );
  await client.enter("chat", "Usage: chat ROOM\nparley> ");
  await client.enter("chat lobby", 'You have no name yet: type "name NAME" to set one\nparley> ');
  await client.enter("name a: b", /Cannot use "a: b" as a name: .*\nparley> /);
  await client.enter("name Ann Lee", "You are Ann Lee\nparley> ");
  await client.enter(
    "chat lobby",
    /Cannot connect to 127\.0\.0\.1:50000: connection refused\. Is .*\?\nparley> /,
  );
  await client.enter(
    "dance",
    'Unknown command "dance": type "help" to list all commands\nparley> ',
  );
  await client.enter("connect localhost x", /Cannot use "x" for the port: .*\nparley> /);

  await using _directory = await startDirectory(host);
  await client.enter(
    "connect localhost",
    "Connected to the room directory at localhost:50000\ncrds> ",
  );
  await client.enter("connect", 'You are already connected: type "bye" to disconnect\ncrds> ');
  await client.enter("chat lobby", 'No room named "lobby" is in the directory');
  await client.enter("makeroom lobby 239.1.2.3", "A room has both an address and a port");
  await client.enter("makeroom lobby 1.2.3.4 5000", /\n?.*239.*\ncrds> /);
  await client.enter("makeroom lobby 239.1.2.3 5000", "Made the room lobby at 239.1.2.3 port 5000");
  await client.enter("makeroom lobby", "A room named");
  await client.enter("makeroom 茶室 239.1.2.3 5001", "Made the room 茶室 at 239.1.2.3 port 5001");
  await client.enter(
    "getdir",
    "NAME   ADDRESS    PORT\nlobby  239.1.2.3  5000\n茶室   239.1.2.3  5001\n",
  );
  await client.enter("chat loby", 'did you mean "lobby"? "getdir" lists the rooms\ncrds> ');
  await client.enter("help", /chat ROOM +Enter a room/);
  await client.enter("quit", "");
  assert.equal(await client.process.exitCode, 0);
});

testInNamespaces("rooms client understands the commands of the other clients", async () => {
  await using host = await loneHost();
  await using _directory = await startDirectory(host);
  await using client = new Client(host, "127.0.0.1");
  const cases = [
    ["/help", /chat ROOM +Enter a room/],
    ["/list", "There are no rooms yet"],
    ["/create tea 239.1.2.3 5001", "Made the room tea"],
    ["create bar 239.1.2.3 5002", "Made the room bar"],
    ["list", /^tea +239\.1\.2\.3 +5001$/m],
    ["/dance", 'Unknown command "/dance"'],
    ["/name Ann", "You are Ann"],
    ["/block Ann", "You cannot block yourself"],
    ["/block Bob", "Bob is blocked until you leave"],
    ["/join tea", "You are in tea as Ann"],
    ["/exit\n/quit", ""],
  ] as const;
  for (const [line, answer] of cases) await client.enter(line, answer);
  assert.equal(await client.process.exitCode, 0);
});

testInNamespaces(
  "rooms client returns to the main prompt when the directory disconnects",
  async () => {
    await using host = await loneHost();
    await using directory = await startDirectory(host);
    await using client = new Client(host, "127.0.0.1");
    await client.shows("Connected to the room directory at 127.0.0.1:50000\ncrds> ");
    await client.enter("makeroom lobby 239.1.2.3 5000\nname Ann", "You are Ann\ncrds> ");
    Deno.kill(directory.pid, "SIGKILL");
    await client.shows("The server at 127.0.0.1:50000 closed the connection\nparley> ");
    // The last known rooms will do.
    await client.enter("chat lobby", "You are in lobby as Ann");
    await client.enter("\x1d\nblocked", "Nobody is blocked\nparley> ");
    await client.process.endInput();
    assert.equal(await client.process.exitCode, 0);
  },
);

testInNamespaces(
  "rooms client hides messages of blocked users and sends lines with a slash",
  async () => {
    await using host = await loneHost();
    await using _directory = await startDirectory(host);
    await using ann = new Client(host, "127.0.0.1");
    await using bob = new Client(host, "127.0.0.1");
    await ann.enter("makeroom lobby\nname Ann\nblock Carl\nchat lobby", "You are in lobby as Ann");
    await bob.enter("name Carl\nchat lobby", "You are in lobby as Carl");
    await bob.enter("hidden", "lobby> lobby> ");
    await bob.enter("/exit\nname Bob\nchat lobby", "You are in lobby as Bob");
    await bob.enter("/who is there?\n\nhello", "lobby> ");
    await ann.shows("Bob: /who is there?\n");
    await ann.shows("Bob: hello\n");
    await ann.enter("/exit\nblocked", "Carl: 1 message hidden");
    assert(!ann.process.output.text.includes("hidden\nlobby"));
    assert(!ann.process.output.text.includes("Carl: hidden"));
  },
);

/** Starts a directory, and the client on a terminal, on a host of their own. */
async function startOnTerminal(...words: string[]): Promise<Pty> {
  const [crds, client] = (["crds", "client"] as const)
    .map((name) => programCommand(name).map((word) => `"${word}"`).join(" "));
  const script = `ip link set lo up; ip route add 239.0.0.0/8 dev lo
    ${crds} >/dev/null 2>&1 &
    until (: </dev/tcp/127.0.0.1/50000) 2>/dev/null; do sleep 0.1; done
    exec ${client} rooms ${words.join(" ")} --no-store`;
  return await Pty.start(["unshare", "-rn", "bash", "-c", script], { columns: 80, rows: 20 });
}

Deno.test("rooms client leaves a room at once with Ctrl+] on a terminal", {
  ignore: !HAS_PTY || NO_NAMESPACES !== undefined,
}, async () => {
  await using pty = await startOnTerminal();
  const last = (text: string) => (screen: string[]) =>
    screen.filter((row) => row !== "").at(-1) === text;
  await pty.waitFor(last("parley>"), "the main prompt");
  pty.type("connect");
  pty.key("Enter");
  await pty.waitFor(last("crds>"), "the directory's prompt");
  pty.type("makeroom lobby");
  pty.key("Enter");
  pty.type("name Ann");
  pty.key("Enter");
  await pty.waitFor((screen) => screen.includes("You are Ann"), "the name");
  pty.type("chat lo");
  pty.key("Tab");
  await pty.waitFor(last("crds> chat lobby"), "the name of the room completed");
  pty.key("Enter");
  await pty.waitFor(last("lobby>"), "the room's prompt");
  pty.type("half of a li");
  await pty.waitFor(last("lobby> half of a li"), "the line being typed");
  pty.type("\x1d");
  await pty.waitFor(last("crds>"), "the prompt outside");
  pty.type("quit");
  pty.key("Enter");
  assert.equal(await pty.exit, 0);
  assert.equal(pty.settingsAfter, pty.settingsBefore);
});

Deno.test("rooms client helps a newcomer on a terminal", {
  ignore: !HAS_PTY || NO_NAMESPACES !== undefined,
}, async () => {
  await using pty = await startOnTerminal("127.0.0.1");
  const shows = (text: string) =>
    pty.waitFor((screen) => screen.join("\n").includes(text), `"${text}"`);
  const enter = (line: string) => {
    pty.type(line);
    pty.key("Enter");
  };
  await shows('Type "getdir" to see the rooms, "chat ROOM" to enter one');
  await shows("crds>");
  enter("makeroom tea");
  await shows("Made the room tea");
  // It asks for what is missing.
  enter("chat tea");
  await shows("Chat name");
  enter("Ann");
  await shows("* You are in tea as Ann");
  enter("/help");
  await shows('* "/help" goes to the room as a message: the only command here is /exit');
  enter("/exit");
  await shows("crds>");
  enter("quit");
  assert.equal(await pty.exit, 0);
});
