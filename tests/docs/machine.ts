import assert from "node:assert/strict";
import { PROGRAMS, runtimeFlags } from "../../release/programs.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { Host } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { assertTranscript } from "./transcript.ts";

/** Gives the machine the address that the pages use. */
const NETWORK = `
ip link set lo up
ip link add eth0 type veth peer name cable
ip addr add 192.168.1.20/24 dev eth0
ip link set cable up
ip link set eth0 up
ip route add 239.0.0.0/8 dev eth0`;

/** Gives the machine the name that the pages use. */
const SET_HOSTNAME = "echo panda > /proc/sys/kernel/hostname";

/**
 * Where a machine has its checkout. It is the same folder on all of them, so that Deno, which caches
 * modules by their paths, compiles each module once and not once for each page.
 */
const CHECKOUT = "/mnt";

/** The commands that run until a signal, and the first output of each: it is ready then. */
const READY: Readonly<Record<string, { readonly command: RegExp; readonly output: RegExp }>> = {
  server: {
    command: /\b(parley-server|server\.ts)\b(?! store)/,
    output: /^Server is on: listening on .*\n/,
  },
  crds: {
    command: /\b(parley-crds|crds\.ts)\b/,
    output: /^Chat Room Directory Server listening on port \d+\.\.\.\n/,
  },
  wire: { command: / wire \d/, output: /^Wire is on: .*\n/ },
};

/** The lines of an `nc` session that the person types; the server sends the others. */
const TYPED =
  /^(HELLO-FROM .*|LIST|SEND .*|(getdir|makeroom|deleteroom|bye)( .*)?|{"action":("login"|"\w+","source":"").*)$/;

/**
 * A simulated machine with the programs installed and a checkout. It has its own namespaces, so all
 * ports and addresses can be those of the documentation.
 */
export class Machine implements AsyncDisposable {
  readonly #host: Host;
  readonly #folder: TemporaryFolder;
  readonly #servers = new Map<string, PipedProcess>();

  private constructor(host: Host, folder: TemporaryFolder) {
    this.#host = host;
    this.#folder = folder;
  }

  /** Starts a machine on which no program runs yet. */
  static async start(): Promise<Machine> {
    const folder = new TemporaryFolder();
    const machine = new Machine(await Host.start(NETWORK), folder);
    const [bin, work] = [machine.#path("bin"), machine.#path("work")];
    await machine.#host.sh(`mkdir -p "${bin}/else" "${work}"`);
    for (const [name, script] of Object.entries(shims())) {
      await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    }
    // Files that a command writes stay out of the real checkout.
    // Deno may read the files of a program only where they are.
    await machine.#host.sh(
      `cp -r "$PWD/lib" "$PWD"/*.ts "${work}"; ln -s "$PWD"/* "${work}" || true`,
    );
    return machine;
  }

  /**
   * Runs a command exactly as a page has it, and waits until it ends. A server and `listen` keep
   * running: the method waits until they are ready. A new server replaces one of its kind.
   *
   * @param expected The lines that the command must print; an empty array allows any output.
   */
  async run(command: string, expected: readonly string[] = []): Promise<void> {
    const server = Object.keys(READY).find((name) => READY[name]!.command.test(command));
    if (server !== undefined) return await this.#serve(server, command, expected);
    const process = this.#spawn(command);
    if (/\blisten\b/.test(command)) await this.#waitForChannel(command);
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
    const set = `${SET_HOSTNAME}; mount --bind "$1" ${CHECKOUT}; cd ${CHECKOUT}; ` +
      `PATH="$2:$PATH:$2/else"; XDG_CONFIG_HOME=${CHECKOUT}/.config; USER=ann`;
    const script =
      `${set}; export PATH XDG_CONFIG_HOME USER; unset PARLEY_PASSWORD; exec bash -c "$3"`;
    const [work, bin] = [this.#path("work"), this.#path("bin")];
    return this.#host.spawn("unshare", "-mu", "sh", "-ec", script, "sh", work, bin, command);
  }

  async #finish(
    process: PipedProcess,
    command: string,
    expected: readonly string[],
  ): Promise<void> {
    if (command.startsWith("nc ")) return await this.#playSession(process, expected);
    await process.endInput();
    const code = await process.exitCode;
    assert.equal(
      code,
      0,
      `it exited with code ${code}: ${process.output.text}${process.errors.text}`,
    );
    if (expected.length > 0) assertTranscript(process.output.text, expected);
  }

  /** Types the person's lines of a session, each once the server has sent all lines before it. */
  async #playSession(process: PipedProcess, session: readonly string[]): Promise<void> {
    const received: string[] = [];
    for (const line of session) {
      if (TYPED.test(line)) await process.type(`${line}\n`);
      else received.push(line);
      await process.output.waitUntil((text) => text.split("\n").length > received.length, line);
    }
    assertTranscript(process.output.text, received);
    // Some versions of nc do not exit at the end of input.
    process.signal("SIGTERM");
    await process.exitCode;
  }

  async #serve(name: string, command: string, expected: readonly string[]): Promise<void> {
    const previous = this.#servers.get(name);
    previous?.signal("SIGTERM");
    await previous?.exitCode;
    const server = this.#spawn(command);
    this.#servers.set(name, server);
    await server.output.waitFor(READY[name]!.output).catch((error) => {
      throw new Error(`${error.message}: ${server.errors.text}`);
    });
    await server.output.waitUntil((text) => text.split("\n").length > expected.length, command);
    if (expected.length > 0) assertTranscript(server.output.text, expected);
  }

  /** Waits until the channel of a `listen` command exists: only then can others send to it. */
  async #waitForChannel(command: string): Promise<void> {
    const [, channel] = /--join (\S+)/.exec(command)!;
    const ask = `parley-client send --to '#${channel}' 'Is anybody here?'`;
    await this.#finish(this.#spawn(`for try in {1..50}; do ${ask} && exit; done; exit 1`), ask, []);
  }
}

/** Returns scripts for the programs that the machine has in addition to the system's, by name. */
function shims(): Record<string, string> {
  const programs = Object.entries(PROGRAMS).flatMap(([name, program]) => {
    const flags = runtimeFlags(program).map((flag) => `"${flag}"`).join(" ");
    const script = `exec deno run ${flags} ${program.entry} "$@"`;
    return [[program.entry, script], [`parley-${name}`, script]];
  });
  return {
    ...Object.fromEntries(programs),
    deno: `exec "${Deno.execPath()}" "$@"`,
    // npx would download Deno, so the Deno that runs the tests takes its place.
    npx: `[ "$1 $2" = "--yes deno@2" ] && shift 2 && exec deno "$@"`,
    // For systems without sqlite3.
    "else/sqlite3":
      `exec deno eval 'import { DatabaseSync } from "node:sqlite"; new DatabaseSync(Deno.args[0]).exec("VACUUM INTO \\"backup.db\\"")' "$1"`,
    // For systems without nc. On SIGTERM it kills its children, which would keep its output open.
    "else/nc": [
      `exec 3<>"/dev/tcp/$1/$2"`,
      `trap 'kill $(jobs -p); exit' TERM`,
      `cat <&3 & cat <&0 >&3 & wait`,
    ].join("\n"),
  };
}
