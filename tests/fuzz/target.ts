import type { ListeningProcess } from "../support/listening_process.ts";
import type { Attack, Doors } from "./attack.ts";
import type { HealthyClients } from "./healthy_clients.ts";
import { processUsage } from "./process_usage.ts";
import { runAttack } from "./run_attack.ts";

/** How long a healthy client may wait for an answer or a message. */
const MAX_LATENCY_MS = 10_000;

/** How much memory a program may use, and how many descriptors. */
const MAX_MEMORY_MIB = 700;
const MAX_DESCRIPTORS = 1000;

/** How long a program may take to close what the attackers have left open. */
const CLEAN_UP_MS = 15_000;
/** How many descriptors more than at the start are no leak. */
const MAX_LEFT_DESCRIPTORS = 5;

/** The parts of a {@linkcode Target}. */
export interface TargetParts {
  readonly name: string;
  readonly doors: Doors;
  readonly process: ListeningProcess;
  readonly metricsPort: number;
  readonly clients: readonly HealthyClients[];
  /** Matches the lines that the attacks may cause in the log. */
  readonly notices: RegExp;
}

/** A program under attack. */
export class Target implements AsyncDisposable {
  readonly name: string;
  readonly doors: Doors;
  readonly #parts: TargetParts;
  readonly #startDescriptors: number;
  #maxMemoryMib = 0;
  #maxDescriptors = 0;

  constructor(parts: TargetParts) {
    this.name = parts.name;
    this.doors = parts.doors;
    this.#parts = parts;
    this.#startDescriptors = processUsage(parts.process.pid).descriptors;
  }

  get summary(): string {
    const work = this.#parts.clients.map(({ summary }) => summary).join(", ");
    const usage = this.#maxMemoryMib
      ? `, at most ${this.#maxMemoryMib} MiB and ${this.#maxDescriptors} descriptors`
      : "";
    return `${this.name}: ${work}, slowest in ${Math.round(this.#latencyMs)} ms${usage}`;
  }

  /** Runs an attack to its end. */
  async suffer(attack: Attack): Promise<void> {
    const { process: { port }, metricsPort } = this.#parts;
    await runAttack(attack, { port, metricsPort });
  }

  /** Returns a problem of the program or its healthy clients, if there is one. */
  check(): string | undefined {
    const { clients, process, notices } = this.#parts;
    const { memoryMib, descriptors } = processUsage(process.pid);
    this.#maxMemoryMib = Math.max(this.#maxMemoryMib, memoryMib);
    this.#maxDescriptors = Math.max(this.#maxDescriptors, descriptors);
    const log = process.log.text.replace(notices, "");
    if (log !== "") return `It logged: ${log}`;
    const problem = clients.find((client) => client.problem !== undefined)?.problem;
    if (problem !== undefined) return problem;
    if (this.#latencyMs > MAX_LATENCY_MS) {
      return `A healthy client waited ${Math.round(this.#latencyMs)} ms`;
    }
    if (memoryMib > MAX_MEMORY_MIB) return `It uses ${memoryMib} MiB of memory`;
    if (descriptors > MAX_DESCRIPTORS) return `It uses ${descriptors} descriptors`;
  }

  /** Stops the healthy clients and the program, and returns a problem if there is one. */
  async stop(): Promise<string | undefined> {
    const { clients, process } = this.#parts;
    try {
      for (const client of clients) await client.settle();
    } catch (error) {
      return this.check() ?? (error as Error).message;
    }
    const problem = this.check() ?? await this.#findLeak();
    for (const client of clients) await client[Symbol.asyncDispose]();
    const code = await process.stop(Deno.build.os === "windows" ? "SIGKILL" : "SIGTERM");
    if (problem === undefined && code !== 0 && Deno.build.os !== "windows") {
      return `Its exit code is ${code}`;
    }
    return problem ?? this.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#parts.clients) await client[Symbol.asyncDispose]();
    await this.#parts.process[Symbol.asyncDispose]();
  }

  get #latencyMs(): number {
    return Math.max(...this.#parts.clients.map(({ maxLatencyMs }) => maxLatencyMs));
  }

  /** Waits until the program has closed the descriptors of the attackers, who are gone. */
  async #findLeak(): Promise<string | undefined> {
    const max = this.#startDescriptors + MAX_LEFT_DESCRIPTORS;
    const deadline = performance.now() + CLEAN_UP_MS;
    for (;;) {
      const { descriptors } = processUsage(this.#parts.process.pid);
      if (descriptors <= max) return undefined;
      if (performance.now() > deadline) {
        return `It still has ${descriptors} descriptors, after ${this.#startDescriptors} at the start`;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
