/**
 * The programs that the fuzzer attacks. Each has healthy clients that must not notice the attacks.
 *
 * @module
 */
import { CrdsProcess } from "../support/crds_process.ts";
import type { ListeningProcess } from "../support/listening_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveChannel } from "../live/live_channel.ts";
import { DirectoryUser } from "./directory_user.ts";
import { type Protocol, PROTOCOLS } from "./valid_stream.ts";

/** How long a healthy client may wait for an answer or a message. */
const MAX_LATENCY_MS = 10_000;

/** Limits of the server that the attacks reach again and again, and the notices about them. */
const LOW_LIMITS = ["--max-channels", "500", "--max-pending", "8"];
const NOTICES =
  /^(Removed the empty channel|Refused another channel|Closed a connection to) .*\n/gm;

/** How much memory a program may use. */
const MAX_MEMORY_MIB = 700;

/** Clients that use a program correctly. */
export interface HealthyClients extends AsyncDisposable {
  /** The first wrong or missing answer. */
  readonly problem: string | undefined;
  /** How long the slowest answer or message has taken. */
  readonly maxLatencyMs: number;
  /**
   * Stops, and waits for all outstanding answers and messages.
   *
   * @throws {Error} if some do not arrive.
   */
  settle(): Promise<void>;
  /** A summary of the work of the clients, for people. */
  readonly summary: string;
}

/** A program under attack. */
export class Target implements AsyncDisposable {
  readonly name: string;
  readonly protocols: readonly Protocol[];
  readonly process: ListeningProcess;
  readonly clients: HealthyClients;
  #maxMemoryMib = 0;

  private constructor(
    name: keyof typeof PROTOCOLS,
    process: ListeningProcess,
    clients: HealthyClients,
  ) {
    this.name = name;
    this.protocols = PROTOCOLS[name];
    this.process = process;
    this.clients = clients;
  }

  static async server(): Promise<Target> {
    const process = await ServerProcess.start("--quiet", "--debug", ...LOW_LIMITS);
    return new Target("server", process, membersOf(await LiveChannel.open(process)));
  }

  static async crds(): Promise<Target> {
    const process = await CrdsProcess.start("--quiet", "--debug", "--max-rooms", "100000");
    return new Target("crds", process, await DirectoryUser.connect(process.port));
  }

  get port(): number {
    return this.process.port;
  }

  get summary(): string {
    const { summary, maxLatencyMs } = this.clients;
    const memory = this.#maxMemoryMib ? `, memory at most ${this.#maxMemoryMib} MiB` : "";
    return `${this.name}: ${summary}, slowest in ${Math.round(maxLatencyMs)} ms${memory}`;
  }

  /** Returns a problem of the program or its healthy clients, if there is one. */
  check(): string | undefined {
    this.#maxMemoryMib = Math.max(this.#maxMemoryMib, residentMemoryMib(this.process.pid));
    const { clients, process } = this;
    const log = process.log.text.replace(NOTICES, "");
    if (log !== "") return `It logged: ${log}`;
    if (clients.problem !== undefined) return clients.problem;
    if (clients.maxLatencyMs > MAX_LATENCY_MS) {
      return `A healthy client waited ${Math.round(clients.maxLatencyMs)} ms`;
    }
    if (this.#maxMemoryMib > MAX_MEMORY_MIB) return `It uses ${this.#maxMemoryMib} MiB of memory`;
  }

  /** Stops the healthy clients and the program, and returns a problem if there is one. */
  async stop(): Promise<string | undefined> {
    try {
      await this.clients.settle();
    } catch (error) {
      return this.check() ?? (error as Error).message;
    }
    const problem = this.check();
    await this.clients[Symbol.asyncDispose]();
    const code = await this.process.stop(Deno.build.os === "windows" ? "SIGKILL" : "SIGTERM");
    if (problem === undefined && code !== 0 && Deno.build.os !== "windows") {
      return `Its exit code is ${code}`;
    }
    return problem ?? this.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clients[Symbol.asyncDispose]();
    await this.process[Symbol.asyncDispose]();
  }
}

function membersOf(channel: LiveChannel): HealthyClients {
  return {
    get problem() {
      return channel.problem;
    },
    get maxLatencyMs() {
      return channel.maxLatencyMs;
    },
    get summary() {
      return `${channel.counts.sent} messages sent, ${channel.counts.received} received`;
    },
    settle: () => channel.settle(),
    [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
  };
}

/** Returns the resident memory of a process, or 0 if the system does not report it. */
function residentMemoryMib(pid: number): number {
  if (Deno.build.os !== "linux") return 0;
  try {
    const [, size] = /^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Math.round(Number(size ?? 0) / 1024);
  } catch {
    return 0;
  }
}
