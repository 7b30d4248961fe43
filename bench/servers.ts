/**
 * The servers that are compared, each started anew for each measurement.
 *
 * @module
 */
import { ExpectedError } from "../lib/errors/expected_error.ts";
import { startProgram, stopProgram, waitFor } from "./processes.ts";

/** A server that takes part. */
export interface Contender {
  readonly name: string;
  /** What the load generator speaks with it. */
  readonly protocol: string;
  /** What else the load generator has to know of it. */
  readonly settings?: Readonly<Record<string, number>>;
  start(): Promise<RunningServer>;
}

/** A server that runs, on a port of 127.0.0.1. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Parley's server as it stands in a checkout, started as its task `server` does. */
export function parley(name: string, checkout: string): Contender {
  const config = JSON.parse(Deno.readTextFileSync(`${checkout}/deno.json`));
  const [, ...args] = config.tasks.server.command.split(" ") as string[];
  args.push("--address=127.0.0.1", "--quiet");
  return {
    name,
    protocol: "channel",
    start: () => startAnnounced(Deno.execPath(), args, checkout),
  };
}

/** The bare relay: what no chat server can be much faster than. */
export function floor(program: string): Contender {
  return { name: "floor", protocol: "bare", start: () => startAnnounced(program, []) };
}

/** The same in Deno, which does not even look at what it passes on: what the runtime costs. */
export function relay(program: string): Contender {
  return {
    name: "deno",
    protocol: "bare",
    start: () => startAnnounced(Deno.execPath(), ["run", "--allow-net", program]),
  };
}

/** A server of others. */
export function ngircd(program: string, folder: string): Contender {
  return {
    name: "ngircd",
    protocol: "irc",
    // It leaves Nagle's algorithm on and so waits for acknowledgements, which usually come late.
    // When they come at once, it is up to seven times as fast.
    settings: { "quick-ack": 1 },
    async start() {
      const port = freePort();
      const config = `${folder}/ngircd.conf`;
      await Deno.writeTextFile(config, ngircdConfig(port));
      const child = startProgram(program, ["--nodaemon", "--config", config]);
      // It tells what it does, and would stop when nobody takes it.
      child.stdout.pipeTo(new WritableStream());
      child.stderr.pipeTo(new WritableStream());
      await waitFor("ngircd", () => canConnect(port));
      return { pid: child.pid, port, stop: () => stopProgram(child) };
    },
  };
}

/** As fast as it can be configured: it asks nobody about its clients, and never slows them down. */
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

/** Starts a server that prints a line that ends in its port. */
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

function freePort(): number {
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
