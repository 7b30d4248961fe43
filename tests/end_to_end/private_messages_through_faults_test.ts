import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import type { LineClient } from "../support/line_client.ts";
import { ListedServers } from "../support/listed_servers.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { Relay } from "../support/relay.ts";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

/** A program that stays logged in as ben. */
interface Reader extends AsyncDisposable {
  /** Everything that it has shown. */
  text(): string;
  /** Waits until the text matches. */
  shows(pattern: RegExp): Promise<void>;
}

async function onTerminal(words: readonly string[]): Promise<Reader & { readonly pty: Pty }> {
  const command = [...programCommand("client", DENY_USER_ENV), ...words, "--no-store"];
  const pty = await Pty.start(command, { columns: 80, rows: 60 });
  const text = () => pty.transcript().join("\n");
  return {
    ...{ pty, text },
    shows: (pattern) => pty.waitFor(() => pattern.test(text()), String(pattern)),
    [Symbol.asyncDispose]: () => pty[Symbol.asyncDispose](),
  };
}

/** How each program of ours starts. It resolves when the program can come back without a loss. */
const READERS: Readonly<Record<string, (port: number, servers: ListedServers) => Promise<Reader>>> =
  {
    async messenger(port, servers) {
      const reader = await onTerminal([
        "messenger",
        "-a",
        "127.0.0.1",
        "-p",
        `${port}`,
        "-u",
        "ben",
      ]);
      await servers.has(0, "ben");
      return reader;
    },
    async channel(port, servers) {
      const reader = await onTerminal(["channel", "ben", "127.0.0.1", `${port}`]);
      await reader.shows(/\[Me\]/);
      reader.pty.type("/create tea\r");
      await servers.isAsked(0);
      return reader;
    },
    async listen(port, servers) {
      const words = ["-a", "127.0.0.1", "-p", `${port}`, "-u", "ben"];
      const client = new ClientProcess("listen", ...words);
      await servers.has(0, "ben");
      return {
        text: () => client.output.text,
        shows: async (pattern) => {
          const isAboutConnection = pattern.source.includes("Reconnected");
          await (isAboutConnection ? client.errors : client.output).waitFor(pattern);
        },
        [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
      };
    },
  };

/** Sends something until the server has taken it: ben may be between two sessions. */
async function deliver(ann: LineClient, request: string): Promise<void> {
  for (;;) {
    await ann.say(request);
    const answers = await ann.hear(request.includes('"broadcast"') ? 2 : 1);
    if (answers.at(-1)!.includes('"delivered"')) return;
  }
}

for (const [name, start] of Object.entries(READERS)) {
  Deno.test(
    `what is written to a dead connection reaches the ${name} client later, and nothing twice`,
    options,
    async () => {
      await using servers = new ListedServers({ count: 1 });
      using relay = new Relay(servers.port(0));
      await using ann = await logIn(servers.port(0), "ann");
      await using ben = await start(relay.port, servers);
      const said: string[] = [];
      const speak = async () => {
        for (let count = 0; count < 5; count++) {
          const text = `no. ${said.length};`;
          const isForAll = said.length % 3 === 2;
          const request = isForAll
            ? line("broadcast", { body: text })
            : line("message", { destination: "ben", body: text });
          said.push(text);
          await deliver(ann, request);
        }
      };
      for (let round = 1; round <= 2; round++) {
        await speak();
        await ben.shows(new RegExp(`no\\. ${said.length - 1};`));
        relay.loseClients();
        // The server takes the connection for alive.
        await speak();
        await ben.shows(new RegExp(`(Reconnected[^]*){${round}}`));
        await speak();
      }
      await ben.shows(new RegExp(`no\\. ${said.length - 1};`));
      const read: readonly string[] = ben.text().match(/no\. \d+;/g) ?? [];
      // While a client comes back, nothing orders private messages and broadcasts.
      for (const isForAll of [false, true]) {
        const isOfKind = (text: string) => said.indexOf(text) % 3 === 2 === isForAll;
        assert.deepEqual(read.filter(isOfKind), said.filter(isOfKind));
      }
    },
  );
}
