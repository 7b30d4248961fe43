import type { LineClient } from "../support/line_client.ts";
import { until } from "./bus_support.ts";
import { ClusterServer } from "./cluster_server.ts";
import { FakeEngine } from "./fake_bus.ts";

/** Everything that changes what a client reads. */
export const ALL_CAPABILITIES =
  "account-notify account-tag away-notify batch echo-message extended-join extended-monitor " +
  "message-tags multi-prefix server-time setname userhost-in-names";

/** A client of IRC that is logged in. */
export class IrcClient {
  #tokens = 0;

  constructor(readonly nick: string, readonly client: LineClient) {}

  /** Sends lines, and returns what has come once the server has carried all of them out. */
  async act(...lines: readonly string[]): Promise<string[]> {
    const token = `done-${++this.#tokens}`;
    await this.client.say([...lines, `PING ${token}`].map((line) => `${line}\r\n`).join(""));
    return (await this.until(` PONG `, `:${token}`)).slice(0, -1);
  }

  /** Returns the lines up to one that has all these parts. */
  async until(...parts: readonly string[]): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = (await this.client.hear(1))[0]!.replace(/\r$/, "");
      lines.push(line);
      if (parts.every((part) => line.includes(part))) return lines;
    }
  }
}

/** Servers of a cluster in this process, with clients of IRC. */
export class IrcStage implements AsyncDisposable {
  readonly engine = new FakeEngine();
  readonly servers: ClusterServer[] = [];
  readonly #clients: LineClient[] = [];

  static async start(count = 2): Promise<IrcStage> {
    const stage = new IrcStage();
    while (stage.servers.length < count) await stage.addServer();
    return stage;
  }

  async addServer(): Promise<ClusterServer> {
    const address = `10.0.0.${this.servers.length + 1}:55555`;
    const server = await ClusterServer.start(this.engine, address);
    this.servers.push(server);
    // The others may ask a server once more that has just started.
    const probe = await this.connect(`probe${this.servers.length}`, this.servers.length - 1);
    await probe.client[Symbol.asyncDispose]();
    await until(() => this.servers.every(({ hub }) => !hub.userByNick(probe.nick)), "no probe");
    return server;
  }

  /** Opens a connection to one of the servers, for any dialect. */
  async open(server: number): Promise<LineClient> {
    const client = await this.servers[server]!.connect();
    this.#clients.push(client);
    return client;
  }

  /** Logs a client of IRC in, and waits until all servers know of it. */
  async connect(nick: string, server: number, capabilities = ""): Promise<IrcClient> {
    const client = new IrcClient(nick, await this.open(server));
    const lines = [`NICK ${nick}`, `USER u${nick} 0 * :Real ${nick}`];
    if (capabilities !== "") lines.unshift(`CAP REQ :${capabilities}`);
    if (capabilities !== "") lines.push("CAP END");
    await client.client.say(lines.map((line) => `${line}\r\n`).join(""));
    await client.until(" 422 ");
    await until(() => this.servers.every(({ hub }) => hub.userByNick(nick)), nick);
    return client;
  }

  /** Waits until all servers know of these members of a channel. */
  async meet(channel: string, members: number): Promise<void> {
    await until(
      () => this.servers.every(({ hub }) => hub.channelByForm(channel)?.members.size === members),
      `${members} members of #${channel} on all servers`,
    );
  }

  /** Disconnects all clients, and waits until no server knows of any. */
  async clear(): Promise<void> {
    for (const client of this.#clients.splice(0)) await client[Symbol.asyncDispose]();
    await until(() => this.servers.every(({ hub }) => hub.users.size === 0), "no users");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
    for (const server of this.servers) await server[Symbol.asyncDispose]();
  }
}

/** Runs cases on two servers, one after the other: it takes seconds until servers know each other. */
export function testOnStage(
  fact: string,
  cases: Readonly<Record<string, (stage: IrcStage) => Promise<void>>>,
): void {
  Deno.test(fact, async (context) => {
    await using stage = await IrcStage.start();
    for (const [name, play] of Object.entries(cases)) {
      // The servers go on: the test as a whole is checked for leaks.
      const options = { name, sanitizeOps: false, sanitizeResources: false };
      await context.step({ ...options, fn: () => play(stage).finally(() => stage.clear()) });
    }
  });
}
