/**
 * Hosts of a simulated network: Linux network namespaces. `unshare -rn` makes them for root, and for
 * other users where the system allows that. Multicast traffic never leaves them.
 *
 * @module
 */
import { PipedProcess } from "./piped_process.ts";

/** Why tests cannot use namespaces here, or `undefined` if they can. */
export const NO_NAMESPACES = probe();

/** The addresses of the two {@linkcode linkedHosts}. */
export const LEFT = "10.9.0.1";
export const RIGHT = "10.9.0.2";

function probe(): string | undefined {
  if (Deno.build.os !== "linux") return "only Linux has them";
  const script = "ip link add near type veth peer name far && command -v nsenter python3";
  try {
    const args = ["-rn", "sh", "-c", script];
    const { success, stderr } = new Deno.Command("unshare", { args }).outputSync();
    if (success) return undefined;
    return new TextDecoder().decode(stderr).trim() || "nsenter or python3 is missing";
  } catch (error) {
    return (error as Error).message;
  }
}

/** Defines a test that needs namespaces, and that is ignored where there are none. */
export function testInNamespaces(
  name: string,
  body: (test: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({ name, ignore: NO_NAMESPACES !== undefined }, body);
}

/** How many scenes of one test run at a time. They spend most of their time waiting. */
const CONCURRENT_SCENES = 4;

/**
 * Defines a test whose steps, the scenes, run concurrently: each has namespaces of its own.
 *
 * @returns a function that adds a scene. A module calls it while it loads; the test runs later.
 */
export function scenesInNamespaces(
  name: string,
): (name: string, body: () => Promise<void>) => void {
  const scenes: Deno.TestStepDefinition[] = [];
  testInNamespaces(name, async (test) => {
    const left = scenes.values();
    const run = async () => {
      for (const scene of left) await test.step(scene);
    };
    await Promise.all(Array.from({ length: CONCURRENT_SCENES }, run));
  });
  // Steps run at the same time, so the sanitizers of one would report the resources of another. The
  // sanitizers of the test check all scenes.
  const sanitizers = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  return (name, fn) => scenes.push({ name, fn, ...sanitizers });
}

if (NO_NAMESPACES !== undefined) {
  console.warn(`Tests are ignored because there are no network namespaces: ${NO_NAMESPACES}`);
}

/** A host: a network namespace. Disposing of it kills the processes that run in it. */
export class Host implements AsyncDisposable {
  readonly #holder: PipedProcess;
  readonly #processes: PipedProcess[] = [];

  private constructor(holder: PipedProcess) {
    this.#holder = holder;
  }

  /**
   * Makes a host.
   *
   * @param setUp A shell script that sets up its network.
   * @param neighbour An existing host that it can be linked with.
   */
  static async start(setUp: string, neighbour?: Host): Promise<Host> {
    const script = ["sh", "-ec", `${setUp}\necho ready\nexec cat`];
    const holder = new PipedProcess(
      neighbour
        ? [...neighbour.#enter("-U"), "unshare", "-n", ...script]
        : ["unshare", "-rn", ...script],
    );
    const host = new Host(holder);
    try {
      await holder.output.waitFor(/^ready\n/);
      return host;
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw new Error(`Cannot make a host: ${holder.errors.text.trim()}`, { cause: error });
    }
  }

  /** The process that keeps the namespace alive. */
  get pid(): number {
    return this.#holder.pid;
  }

  /** Returns the command that runs a program on this host, for callers that start and end it. */
  command(...command: readonly string[]): string[] {
    return [...this.#enter("-U", "-n"), ...command];
  }

  /** Starts a program, which ends with the host. */
  spawn(...command: readonly string[]): PipedProcess {
    const process = new PipedProcess(this.command(...command));
    this.#processes.push(process);
    return process;
  }

  /** Runs a shell script to its end, and returns its output. */
  async sh(script: string): Promise<string> {
    await using process = this.spawn("sh", "-ec", script);
    const code = await process.exitCode;
    if (code !== 0) {
      throw new Error(`"${script}" ended with ${code}: ${process.errors.text.trim()}`);
    }
    return process.output.text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of [...this.#processes, this.#holder]) await process[Symbol.asyncDispose]();
  }

  #enter(...namespaces: string[]): string[] {
    return ["nsenter", "-t", String(this.pid), ...namespaces, "--preserve-credentials"];
  }
}

/** Makes a host whose only network is its own loopback. */
export function loneHost(): Promise<Host> {
  return Host.start("ip link set lo up; ip route add 239.0.0.0/8 dev lo");
}

/** Two hosts with a cable between them. */
export interface LinkedHosts extends AsyncDisposable {
  readonly left: Host;
  readonly right: Host;
}

/** Makes two hosts with a cable between them. On both, `eth0` has {@linkcode LEFT} or {@linkcode RIGHT}. */
export async function linkedHosts(): Promise<LinkedHosts> {
  const left = await Host.start("ip link set lo up");
  const right = await Host.start("ip link set lo up", left);
  await left.sh(`ip link add eth0 type veth peer name eth0 netns ${right.pid}`);
  for (const [host, address] of [[left, LEFT], [right, RIGHT]] as const) {
    await host.sh(
      `ip addr add ${address}/24 dev eth0; ip link set eth0 up; ip route add 239.0.0.0/8 dev eth0`,
    );
  }
  return {
    left,
    right,
    async [Symbol.asyncDispose]() {
      await right[Symbol.asyncDispose]();
      await left[Symbol.asyncDispose]();
    },
  };
}
