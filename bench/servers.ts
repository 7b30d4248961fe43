/**
 * The servers that the benchmark compares. Each measurement starts its server anew.
 *
 * @module
 */
import { ExpectedError } from "../lib/errors/expected_error.ts";
import { startProgram, stopProgram, waitUntilReady } from "./processes.ts";

/** A server in the comparison. */
export interface Contender {
  readonly name: string;
  /** The protocol between the load generator and the server. */
  readonly protocol: string;
  /** The start of the names of the only workloads that it is for, if it is not for all. */
  readonly only?: string;
  /** Settings of the load generator that this server needs. */
  readonly settings?: Readonly<Record<string, number>>;
  /** Starts the server. Only Parley takes flags. */
  start(flags?: readonly string[]): Promise<RunningServer>;
}

/** A running server on a port of 127.0.0.1. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Parley's server in a checkout, started with the command of the task `server`. */
export function parley(name: string, checkout: string): Contender {
  const config = JSON.parse(Deno.readTextFileSync(`${checkout}/deno.json`));
  const [, ...args] = config.tasks.server.command.split(" ") as string[];
  args.push("--address=127.0.0.1", "--quiet");
  return {
    name,
    protocol: "channel",
    start: (flags = []) => startAnnounced(Deno.execPath(), [...args, ...flags], checkout),
  };
}

/** The same server with a file for all messages, which is new for each measurement. */
export function stored(checkout: string, folder: string): Contender {
  const server = parley("stored", checkout);
  let files = 0;
  return {
    ...server,
    start: (flags = []) => server.start([...flags, `--store=${folder}/store${files++}.db`]),
  };
}

/** The same server without WebSockets, for the workloads that show what these cost. */
export function withoutWebSockets(checkout: string): Contender {
  return { ...parley("tcp", checkout), protocol: "messenger", only: "web-" };
}

/** The bare relay in C: no chat server can be much faster. */
export function floor(program: string): Contender {
  return { name: "floor", protocol: "bare", start: () => startAnnounced(program, []) };
}

/** The bare relay in Deno, which shows the cost of the runtime. */
export function relay(program: string): Contender {
  return {
    name: "deno",
    protocol: "bare",
    start: () => startAnnounced(Deno.execPath(), ["run", "--allow-net", program]),
  };
}

/** ngircd, an IRC server in C. */
export function ngircd(program: string, folder: string): Contender {
  return {
    name: "ngircd",
    protocol: "irc",
    // ngircd leaves Nagle's algorithm on, so it waits for acknowledgements, which usually come late.
    // With quick acknowledgements it is up to seven times as fast.
    settings: { "quick-ack": 1 },
    async start() {
      const port = freePort();
      const config = `${folder}/ngircd.conf`;
      await Deno.writeTextFile(config, ngircdConfig(port));
      return await startListening(program, ["--nodaemon", "--config", config], port);
    },
  };
}

/** The fastest configuration: no look-ups about clients, and no penalties that slow them down. */
function ngircdConfig(port: number): string {
  return `
[Global]
  Name = irc.bench.test
  Info = Benchmark
  Listen = 127.0.0.1
  Ports = ${port}
  MotdPhrase = Hello
[Limits]
  MaxConnections = 0
  MaxConnectionsIP = 0
  MaxPenaltyTime = 0
  PingTimeout = 3600
[Options]
  DNS = no
  Ident = no
  PAM = no
`;
}

/** InspIRCd, an IRC server in C++. */
export function inspircd(program: string, folder: string): Contender {
  return {
    name: "inspircd",
    protocol: "inspircd",
    // InspIRCd, too, leaves Nagle's algorithm on. It completes logins only once a second, so many have
    // to wait at the same time.
    settings: { "quick-ack": 1, pending: 1000 },
    async start() {
      const port = freePort();
      const config = `${folder}/inspircd.conf`;
      await Deno.writeTextFile(config, inspircdConfig(port, folder));
      const args = ["--nofork", "--nolog", "--runasroot", "--config", config];
      return await startListening(program, args, port);
    },
  };
}

/** The same for InspIRCd: no look-ups, and no limits that a fast sender reaches. */
function inspircdConfig(port: number, folder: string): string {
  return `
<server name="irc.bench.test" description="Benchmark" network="Bench">
<admin name="bench" nick="bench" email="bench@bench.test">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect allow="*" timeout="60" pingfreq="3600" hardsendq="1G" softsendq="512M" recvq="1M"
  threshold="1000000" commandrate="1000000000" fakelag="no" resolvehostnames="no"
  localmax="100000" globalmax="100000" limit="100000">
<performance somaxconn="4096" softlimit="100000" clonesonconnect="no" netbuffersize="65534">
<pid file="${folder}/inspircd.pid">
`;
}

/** nats-server, a message broker in Go. It has subjects instead of channels, and no names. */
export function nats(program: string): Contender {
  return {
    name: "nats",
    protocol: "nats",
    async start() {
      const port = freePort();
      return await startListening(program, ["--addr", "127.0.0.1", "--port", String(port)], port);
    },
  };
}

/** Ncat as a chat server, which passes on what anybody sends to everybody. */
export function ncat(program: string): Contender {
  return {
    name: "ncat",
    protocol: "ncat",
    async start() {
      const port = freePort();
      const args = ["--listen", "--chat", "127.0.0.1", String(port)];
      return await startListening(program, args, port);
    },
  };
}

/** Starts a server that listens on the given port. */
export async function startListening(
  program: string,
  args: string[],
  port: number,
): Promise<RunningServer> {
  const child = startProgram(program, args);
  // A server may block if nobody reads its output.
  child.stdout.pipeTo(new WritableStream());
  child.stderr.pipeTo(new WritableStream());
  await waitUntilReady(program, () => canConnect(port));
  return { pid: child.pid, port, stop: () => stopProgram(child) };
}

/** Starts a server that prints a line with its port. */
async function startAnnounced(
  program: string,
  args: string[],
  cwd?: string,
): Promise<RunningServer> {
  const child = startProgram(program, args, cwd);
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  const errors = new Response(child.stderr).text();
  let text = "";
  for await (const part of lines.values({ preventCancel: true })) {
    text += part;
    const port = /listening on \S+:(\d+)\n/.exec(text)?.[1];
    if (!port) continue;
    lines.pipeTo(new WritableStream()).catch(() => {});
    return { pid: child.pid, port: Number(port), stop: () => stopProgram(child) };
  }
  throw new ExpectedError(`Cannot start "${program}": ${(await errors).trim()}`);
}

/** Returns a port of 127.0.0.1 that was free a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function canConnect(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
