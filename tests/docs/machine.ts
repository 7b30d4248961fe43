import assert from "node:assert/strict";
import { PROGRAMS, runtimeFlags } from "../../release/programs.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { Host } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { transcript } from "./transcript.ts";

/** The machine of the documentation: its address, and what it is called. */
const NETWORK = `
ip link set lo up
ip link add eth0 type veth peer name cable
ip addr add 192.168.1.20/24 dev eth0
ip link set cable up
ip link set eth0 up
ip route add 239.0.0.0/8 dev eth0`;
const NAMED = "echo panda > /proc/sys/kernel/hostname";

/** What says that a program is ready which goes on until it is ended. */
const READY: Readonly<Record<string, RegExp>> = {
  server: /^Server is on: listening on .*\n/,
  crds: /^Chat Room Directory Server listening on port \d+\.\.\.\n/,
};

/** What a person types into `nc`. */
const TYPED =
  /^(HELLO-FROM .*|LIST|SEND .*|(getdir|makeroom|deleteroom|bye)( .*)?|{"action":("login"|"\w+","source":"").*)$/;

/**
 * A machine on which the programs are installed, and a checkout too, in namespaces of its own: all
 * ports and addresses are as the documentation has them.
 */
export class Machine implements AsyncDisposable {
  readonly #host: Host;
  readonly #folder: TemporaryFolder;
  readonly #servers = new Map<string, PipedProcess>();

  private constructor(host: Host, folder: TemporaryFolder) {
    this.#host = host;
    this.#folder = folder;
  }

  static async start(): Promise<Machine> {
    const folder = new TemporaryFolder();
    const machine = new Machine(await Host.start(NETWORK), folder);
    const [bin, work] = [machine.#path("bin"), machine.#path("work")];
    await machine.#host.sh(`mkdir -p "${bin}/else" "${work}"`);
    for (const [name, script] of Object.entries(shims())) {
      await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    }
    // What a page has written stays out of the checkout.
    await machine.#host.sh(`ln -s "$PWD"/* "${work}"`);
    return machine;
  }

  /**
   * Runs a command as it is written, to its end. One that goes on runs until it is ready: a server
   * until another one of its kind is started, `listen` for good.
   *
   * @param expected What it prints; with nothing, that is not looked at.
   */
  async run(command: string, expected: readonly string[] = []): Promise<void> {
    const server = Object.keys(READY).find((name) => RegExp(`\\b${name}\\b`).test(command));
    if (server !== undefined) return await this.#serve(server, command, expected);
    const process = this.#spawn(command);
    if (/\blisten\b/.test(command)) await this.#isListening(command);
    else await this.#finish(process, command, expected);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }

  #path(name: string): string {
    return this.#folder.file(name);
  }

  #spawn(command: string): PipedProcess {
    const set = `${NAMED}; cd "$1"; PATH="$2:$PATH:$2/else"; XDG_CONFIG_HOME=/nowhere; USER=ann`;
    const script =
      `${set}; export PATH XDG_CONFIG_HOME USER; unset PARLEY_PASSWORD; exec bash -c "$3"`;
    const [work, bin] = [this.#path("work"), this.#path("bin")];
    return this.#host.spawn("unshare", "-u", "sh", "-c", script, "sh", work, bin, command);
  }

  async #finish(
    process: PipedProcess,
    command: string,
    expected: readonly string[],
  ): Promise<void> {
    if (command.startsWith("nc ")) return await this.#converse(process, expected);
    await process.endInput();
    const code = await process.exitCode;
    assert.equal(code, 0, `it ended with ${code}: ${process.output.text}${process.errors.text}`);
    if (expected.length > 0) transcript(process.output.text, expected);
  }

  /** Types what of a session a person has typed, each line when all before it has come. */
  async #converse(process: PipedProcess, session: readonly string[]): Promise<void> {
    const heard: string[] = [];
    for (const line of session) {
      if (TYPED.test(line)) await process.type(`${line}\n`);
      else heard.push(line);
      await process.output.waitUntil((text) => text.split("\n").length > heard.length, line);
    }
    transcript(process.output.text, heard);
    // Some do not end with their input.
    process.signal("SIGTERM");
    await process.exitCode;
  }

  async #serve(name: string, command: string, expected: readonly string[]): Promise<void> {
    const before = this.#servers.get(name);
    before?.signal("SIGTERM");
    await before?.exitCode;
    const server = this.#spawn(command);
    this.#servers.set(name, server);
    await server.output.waitFor(READY[name]!).catch((error) => {
      throw new Error(`${error.message}: ${server.errors.text}`);
    });
    await server.output.waitUntil((text) => text.split("\n").length > expected.length, command);
    if (expected.length > 0) transcript(server.output.text, expected);
  }

  /** Waits until the channel is there that a command listens in: only then others can speak in it. */
  async #isListening(command: string): Promise<void> {
    const [, channel] = /--join (\S+)/.exec(command)!;
    const ask = `parley-client send --to '#${channel}' 'Is anybody here?'`;
    await this.#finish(this.#spawn(`for try in {1..50}; do ${ask} && exit; done; exit 1`), ask, []);
  }
}

/** The programs that the machine has besides those of the system, as scripts. */
function shims(): Record<string, string> {
  const programs = Object.entries(PROGRAMS).flatMap(([name, program]) => {
    const flags = runtimeFlags(program).map((flag) => `"${flag}"`).join(" ");
    const script = `exec deno run ${flags} ${program.entry} "$@"`;
    return [[program.entry, script], [`parley-${name}`, script]];
  });
  return {
    ...Object.fromEntries(programs),
    deno: `exec "${Deno.execPath()}" "$@"`,
    // It would be fetched: the Deno that runs the tests stands in.
    npx: `[ "$1 $2" = "--yes deno@2" ] && shift 2 && exec deno "$@"`,
    // For systems without nc. When a test ends it, it ends its children, which hold its output open.
    "else/nc": [
      `exec 3<>"/dev/tcp/$1/$2"`,
      `trap 'kill $(jobs -p); exit' TERM`,
      `cat <&3 & cat <&0 >&3 & wait`,
    ].join("\n"),
  };
}
