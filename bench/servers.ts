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
  /** Settings of the load generator that this server needs. */
  readonly settings?: Readonly<Record<string, number>>;
  start(): Promise<RunningServer>;
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
    start: () => startAnnounced(Deno.execPath(), args, checkout),
  };
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
      const child = startProgram(program, ["--nodaemon", "--config", config]);
      // ngircd would block if nobody read its output.
      child.stdout.pipeTo(new WritableStream());
      child.stderr.pipeTo(new WritableStream());
      await waitUntilReady("ngircd", () => canConnect(port));
      return { pid: child.pid, port, stop: () => stopProgram(child) };
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
