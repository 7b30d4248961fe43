/**
 * The programs that are attacked, each with clients that behave well and must not notice.
 *
 * @module
 */
import { CrdsProcess } from "../support/crds_process.ts";
import type { ListeningProcess } from "../support/listening_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveRoom } from "../live/live_room.ts";
import { DirectoryUser } from "./directory_user.ts";
import { type Language, LANGUAGES } from "./valid.ts";

/** How long what a healthy client waits for may take, in milliseconds. */
const LATE = 10_000;

/** How much memory a program may take, in MiB. */
const MOST_MEMORY = 700;

/** Clients that behave well. */
export interface Regulars extends AsyncDisposable {
  /** What is wrong with what they get, if anything is. */
  readonly problem: string | undefined;
  /** How long the slowest answer has taken, in milliseconds. */
  readonly slowest: number;
  /** Waits for all that is to come; throws when it does not. */
  settle(): Promise<void>;
  /** What they have done, for people. */
  readonly summary: string;
}

/** A program that is attacked. */
export class Target implements AsyncDisposable {
  readonly name: string;
  readonly languages: readonly Language[];
  readonly process: ListeningProcess;
  readonly regulars: Regulars;
  #mostMemory = 0;

  private constructor(
    name: keyof typeof LANGUAGES,
    process: ListeningProcess,
    regulars: Regulars,
  ) {
    this.name = name;
    this.languages = LANGUAGES[name];
    this.process = process;
    this.regulars = regulars;
  }

  static async server(): Promise<Target> {
    const process = await ServerProcess.start("--quiet", "--debug");
    return new Target("server", process, summarized(await LiveRoom.open(process)));
  }

  static async crds(): Promise<Target> {
    const process = await CrdsProcess.start("--quiet", "--debug", "--max-rooms", "100000");
    return new Target("crds", process, await DirectoryUser.connect(process.port));
  }

  get port(): number {
    return this.process.port;
  }

  get summary(): string {
    const { summary, slowest } = this.regulars;
    const memory = this.#mostMemory ? `, at most ${this.#mostMemory} MiB` : "";
    return `${this.name}: ${summary}, the slowest in ${Math.round(slowest)} ms${memory}`;
  }

  /** What is wrong with it, if anything is. */
  check(): string | undefined {
    this.#mostMemory = Math.max(this.#mostMemory, residentMemory(this.process.pid));
    const { regulars, process } = this;
    const log = process.log.text;
    if (log !== "") return `It complains: ${log}`;
    if (regulars.problem !== undefined) return regulars.problem;
    if (regulars.slowest > LATE) return `A healthy client has waited ${regulars.slowest} ms`;
    if (this.#mostMemory > MOST_MEMORY) return `It takes ${this.#mostMemory} MiB`;
  }

  /** The same, once everything is quiet; ends the program. */
  async checkEnd(): Promise<string | undefined> {
    try {
      await this.regulars.settle();
    } catch (error) {
      return this.check() ?? (error as Error).message;
    }
    const problem = this.check();
    await this.regulars[Symbol.asyncDispose]();
    const code = await this.process.stop(Deno.build.os === "windows" ? "SIGKILL" : "SIGTERM");
    if (problem === undefined && code !== 0 && Deno.build.os !== "windows") {
      return `It ends with ${code}`;
    }
    return problem ?? this.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.regulars[Symbol.asyncDispose]();
    await this.process[Symbol.asyncDispose]();
  }
}

function summarized(room: LiveRoom): Regulars {
  return {
    get problem() {
      return room.problem;
    },
    get slowest() {
      return room.slowest;
    },
    get summary() {
      return `${room.counts.heard} messages heard of ${room.counts.sent} sent`;
    },
    settle: () => room.settle(),
    [Symbol.asyncDispose]: () => room[Symbol.asyncDispose](),
  };
}

/** In MiB; 0 where it cannot be told. */
function residentMemory(pid: number): number {
  if (Deno.build.os !== "linux") return 0;
  try {
    const [, size] = /^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Math.round(Number(size ?? 0) / 1024);
  } catch {
    return 0;
  }
}
