/**
 * Measures what the size of a cluster costs: its servers, users and channels. It counts messages,
 * requests and processor time, and not seconds, as everything shares this machine. With twice as many
 * users or channels, a row should double; with twice as many servers, NATS's messages should.
 *
 * @module
 */
import type { Arguments } from "../lib/command_line/arguments.ts";
import type { Command } from "../lib/command_line/command.ts";
import { integer } from "../lib/command_line/flag.ts";
import { runProgram } from "../lib/command_line/program.ts";
import { EXIT } from "../lib/errors/exit.ts";
import { ExpectedError } from "../lib/errors/expected_error.ts";
import { ChatUser, messengerLine } from "./floods/chat_user.ts";
import { findProgram } from "./load.ts";
import { killAll } from "./processes.ts";
import { processorSeconds, residentKilobytes } from "./process_usage.ts";
import { align } from "./report.ts";
import { freePort, parley, type RunningServer, startListening } from "./servers.ts";

const COMMAND = {
  name: "bench-cluster-size",
  usage: ["bench/cluster_size.ts [FLAGS]"],
  summary: "Measures what servers, users and channels of a cluster cost, all on this machine.",
  flags: {
    servers: integer({ value: "N", help: "Start N servers", min: 2, max: 127, default: 4 }),
    users: integer({ value: "N", help: "Log N users in", min: 1, max: 15_000, default: 1000 }),
    channels: integer({
      value: "N",
      help: "Let the users enter N channels, one each",
      ...{ min: 1, max: 10_000, default: 500 },
    }),
  },
  examples: ["bench/cluster_size.ts", "bench/cluster_size.ts --servers 8 --users 2000"],
} satisfies Command;

/** How many users log in, or enter a channel, at the same time. */
const AT_ONCE = 50;

/** How long the cluster is left alone, in milliseconds. */
const QUIET_MS = 10_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The CPU time in seconds and the counts so far, or between two moments. */
interface Usage {
  readonly servers: number;
  readonly nats: number;
  readonly messages: number;
  readonly requests: number;
}

/** NATS with its numbers, and the servers that act as one. */
class Cluster {
  readonly servers: RunningServer[] = [];
  readonly #nats: string;
  readonly #ports = { clients: freePort(), http: freePort() };
  readonly #store: string;
  readonly #parley = parley("parley", new URL("..", import.meta.url).pathname);
  #bus!: RunningServer;

  constructor(nats: string, store: string) {
    this.#nats = nats;
    this.#store = store;
  }

  async startNats(): Promise<void> {
    const { clients, http } = this.#ports;
    const ports = ["--port", String(clients), "--http_port", String(http)];
    const args = ["--addr", "127.0.0.1", ...ports, "--jetstream", "--store_dir", this.#store];
    this.#bus = await startListening(this.#nats, args, clients);
  }

  async stopNats(): Promise<void> {
    await this.#bus.stop();
  }

  /** Starts a server. Resolves once it serves. */
  async start(): Promise<void> {
    const server = await this.#parley.start([
      ...["--port", "0", "--rate", "0", "--cluster", `nats://127.0.0.1:${this.#ports.clients}`],
      ...["--cluster-name", "bench", "--max-pending", "20000", "--history", "1000"],
    ]);
    this.servers.push(server);
    const probe = await ChatUser.logIn(server.port, "messenger", `probe${server.port}`);
    probe.close();
  }

  async usage(): Promise<Usage> {
    const ask = async (path: string) =>
      await (await fetch(`http://127.0.0.1:${this.#ports.http}/${path}`)).json();
    const [{ in_msgs, out_msgs }, { api }] = await Promise.all([ask("varz"), ask("jsz")]);
    return {
      servers: this.servers.reduce((sum, { pid }) => sum + processorSeconds(pid), 0),
      nats: processorSeconds(this.#bus.pid),
      messages: in_msgs + out_msgs,
      requests: api.total,
    };
  }

  /** The memory of the largest server, in megabytes. */
  get memory(): number {
    return Math.max(...this.servers.map(({ pid }) => residentKilobytes(pid))) / 1024;
  }
}

const NOTHING: Usage = { servers: 0, nats: 0, messages: 0, requests: 0 };

/** Does something for each number below a limit, some at the same time. */
async function forEach(count: number, act: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, work));
}

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const [size, count, channels] = [args.get("servers"), args.get("users"), args.get("channels")];
  const nats = findProgram("nats-server");
  if (!nats) throw new ExpectedError("Cannot measure a cluster: nats-server is not installed");
  const folder = Deno.makeTempDirSync({ prefix: "parley-bench-" });
  const rows = [["", "servers, CPU s", "NATS, CPU s", "messages", "requests", "largest, MB"]];
  try {
    const cluster = new Cluster(nats, folder);
    await cluster.startNats();
    const measure = async (title: string, before: Usage, act: () => Promise<unknown>) => {
      await act();
      const after = await cluster.usage();
      rows.push([
        title,
        (after.servers - before.servers).toFixed(2),
        (after.nats - before.nats).toFixed(2),
        String(after.messages - before.messages),
        String(after.requests - before.requests),
        cluster.memory.toFixed(0),
      ]);
      return after;
    };
    const users: ChatUser[] = [];
    const logIn = async (n: number) => {
      const { port } = cluster.servers[n % size]!;
      users[n] = await ChatUser.logIn(port, "messenger", `user${n}`);
    };
    const enter = async (n: number) => {
      const channel = `#channel${n % channels}`;
      const bytes = messengerLine(n < channels ? "create" : "join", channel);
      // Its server may not know yet that another one has the channel.
      while (!(await users[n]!.ask(bytes, '"body":')).includes('"joined"')) await sleep(20);
      void users[n]!.readAll();
    };
    const start = () => Promise.all(Array.from({ length: size }, () => cluster.start()));
    let usage = await measure(`${size} servers start`, NOTHING, start);
    usage = await measure(`${count} users log in`, usage, () => forEach(count, logIn));
    usage = await measure(`they enter ${channels} channels`, usage, () => forEach(count, enter));
    usage = await measure("10 quiet seconds", usage, () => sleep(QUIET_MS));
    usage = await measure("another server starts", usage, () => cluster.start());
    await cluster.stopNats();
    const restarted = { ...NOTHING, servers: usage.servers };
    await measure("NATS restarts, and 10 seconds", restarted, async () => {
      await cluster.startNats();
      await sleep(QUIET_MS);
    });
    console.log(align(rows));
    for (const user of users) user.close();
    return EXIT.done;
  } finally {
    killAll();
    Deno.removeSync(folder, { recursive: true });
  }
}

await runProgram(COMMAND, Deno.args, main);
