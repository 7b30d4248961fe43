/**
 * A network of two hosts with an announced server and a room, and a third party that sends hostile
 * datagrams. It exists in namespaces of its own.
 *
 * @module
 */
import { announcedName, client, directory, server } from "../../discovery/programs.ts";
import { LEFT, linkedHosts, RIGHT } from "../../support/namespaces.ts";
import type { PipedProcess } from "../../support/piped_process.ts";
import type { HealthyClients } from "../healthy_clients.ts";
import { processUsage } from "../process_usage.ts";
import { Finder } from "./finder.ts";
import { RoomPair } from "./room_pair.ts";

const ROOM = { group: "239.1.2.3", port: "5000" };
const SERVER_NAME = "panda";

/** The programs that end when their input ends. All others end when they are told to. */
const MEMBERS: ReadonlySet<string> = new Set(["ann", "ben"]);

const MAX_MEMORY_MIB = 400;
const MAX_DESCRIPTORS = 200;

/** The log of an announced server without anything unexpected. */
const EXPECTED_LOG = `Announced on the local network as "${SERVER_NAME}"\n`;

/** The network under attack. */
export class Network implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #processes: Readonly<Record<string, PipedProcess>>;
  readonly #clients: readonly HealthyClients[];
  #maxMemoryMib = 0;

  private constructor(
    stack: AsyncDisposableStack,
    processes: Record<string, PipedProcess>,
    clients: readonly HealthyClients[],
  ) {
    this.#stack = stack;
    this.#processes = processes;
    this.#clients = clients;
  }

  /** Makes the network, and starts to attack it. */
  static async open(seed: number): Promise<Network> {
    await using stack = new AsyncDisposableStack();
    const { left, right } = stack.use(await linkedHosts());
    const processes = {
      server: await server(left, "--announce-as", SERVER_NAME),
      crds: await directory(left, "--quiet"),
      ann: client(left, "rooms", "--no-store", LEFT),
      ben: client(right, "rooms", "--no-store", LEFT),
    };
    const { ann, ben } = processes;
    await announcedName(processes.server);
    await ann.type(`name Ann\nmakeroom lobby ${ROOM.group} ${ROOM.port}\n`);
    await ann.output.waitFor(/Made the room lobby/);
    await ben.type("name Ben\n");
    for (const member of [ann, ben]) {
      await member.type("chat lobby\n");
      await member.output.waitFor(/^\* You are in lobby as .*\n/m);
    }
    const attacker = right.spawn(
      ...[Deno.execPath(), "run", "-A", `${import.meta.dirname}/attacker.ts`],
      ...[String(seed), RIGHT, ROOM.group, ROOM.port],
    );
    await attacker.output.waitFor(/^attacking\n/);
    const clients = [
      new RoomPair({ name: "Ann", process: ann }, { name: "Ben", process: ben }),
      new Finder(left, SERVER_NAME),
    ];
    return new Network(stack.move(), { ...processes, attacker }, clients);
  }

  get summary(): string {
    const datagrams = this.#processes.attacker!.output.text.trimEnd().split("\n").at(-1);
    const work = this.#clients.map(({ summary }) => summary).join(", ");
    const latencyMs = Math.max(...this.#clients.map(({ maxLatencyMs }) => maxLatencyMs));
    return `${datagrams} datagrams on the network: ${work}, slowest in ${
      Math.round(latencyMs)
    } ms, ` +
      `at most ${this.#maxMemoryMib} MiB`;
  }

  /** Returns a problem of a program or a healthy client, if there is one. */
  check(): string | undefined {
    for (const [name, process] of Object.entries(this.#processes)) {
      const { memoryMib, descriptors } = processUsage(process.pid);
      this.#maxMemoryMib = Math.max(this.#maxMemoryMib, memoryMib);
      const log = process.errors.text.replace(EXPECTED_LOG, "");
      if (log !== "") return `${name} logged: ${log}`;
      if (memoryMib > MAX_MEMORY_MIB) return `${name} uses ${memoryMib} MiB of memory`;
      if (descriptors > MAX_DESCRIPTORS) return `${name} uses ${descriptors} descriptors`;
    }
    return this.#clients.find(({ problem }) => problem !== undefined)?.problem;
  }

  /** Stops everything, and returns a problem if there is one. */
  async stop(): Promise<string | undefined> {
    for (const client of this.#clients) await client.settle();
    const problem = this.check();
    if (problem !== undefined) return problem;
    for (const [name, process] of Object.entries(this.#processes)) {
      if (name === "attacker") continue;
      if (MEMBERS.has(name)) await process.endInput();
      else process.signal("SIGTERM");
      const code = await process.exitCode;
      if (code !== 0) return `The exit code of ${name} is ${code}`;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
    await this.#stack.disposeAsync();
  }
}
