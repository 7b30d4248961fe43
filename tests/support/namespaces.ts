/**
 * Hosts of a network that is not there: network namespaces of Linux, as `unshare -rn` makes them for
 * root, and for users where the system lets them. Multicast in there reaches nobody outside.
 *
 * @module
 */
import { PipedProcess } from "./piped_process.ts";

/** Why there are no namespaces to test in, or `undefined` when there are. */
export const NO_NAMESPACES = probe();

/** The addresses of {@linkcode linkedHosts}. */
export const LEFT = "10.9.0.1";
export const RIGHT = "10.9.0.2";

function probe(): string | undefined {
  if (Deno.build.os !== "linux") return "they are Linux only";
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

/** A test that needs namespaces; where there are none, it is ignored. */
export function testInNamespaces(
  name: string,
  body: (test: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({ name, ignore: NO_NAMESPACES !== undefined }, body);
}

/** How many of a {@linkcode scenesInNamespaces} go on at a time: they wait for most of theirs. */
const SCENES_AT_ONCE = 4;

/**
 * A test whose steps, its scenes, go on at the same time: each has namespaces of its own.
 *
 * @returns What adds a scene; the module that is being loaded does, the test runs afterwards.
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
    await Promise.all(Array.from({ length: SCENES_AT_ONCE }, run));
  });
  // What one leaves behind is found at the end of the test.
  const sanitizers = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  return (name, fn) => scenes.push({ name, fn, ...sanitizers });
}

if (NO_NAMESPACES !== undefined) {
  console.warn(`Tests are ignored, as there are no network namespaces: ${NO_NAMESPACES}`);
}

/** A host, that is a network namespace. It ends with all that was started in it. */
export class Host implements AsyncDisposable {
  readonly #holder: PipedProcess;
  readonly #processes: PipedProcess[] = [];

  private constructor(holder: PipedProcess) {
    this.#holder = holder;
  }

  /**
   * Makes a host.
   *
   * @param setUp A shell script that makes its network.
   * @param beside A host that it shall be able to have a link to.
   */
  static async start(setUp: string, beside?: Host): Promise<Host> {
    const script = ["sh", "-ec", `${setUp}\necho ready\nexec cat`];
    const holder = new PipedProcess(
      beside ? [...beside.#enter("-U"), "unshare", "-n", ...script] : ["unshare", "-rn", ...script],
    );
    const host = new Host(holder);
    try {
      await holder.output.waitFor(/^ready\n/);
      return host;
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw new Error(`Cannot make a host: ${holder.errors.text}`, { cause: error });
    }
  }

  /** The process that keeps the namespace. */
  get pid(): number {
    return this.#holder.pid;
  }

  /** What starts a program here, for those who start it themselves and see to its end. */
  command(...command: readonly string[]): string[] {
    return [...this.#enter("-U", "-n"), ...command];
  }

  /** Starts a program. */
  spawn(...command: readonly string[]): PipedProcess {
    const process = new PipedProcess(this.command(...command));
    this.#processes.push(process);
    return process;
  }

  /** Runs a shell script to its end, and returns what it wrote. */
  async sh(script: string): Promise<string> {
    await using process = this.spawn("sh", "-ec", script);
    const code = await process.exitCode;
    if (code !== 0) throw new Error(`"${script}" ended with ${code}: ${process.errors.text}`);
    return process.output.text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of [...this.#processes, this.#holder]) await process[Symbol.asyncDispose]();
  }

  #enter(...namespaces: string[]): string[] {
    return ["nsenter", "-t", String(this.pid), ...namespaces, "--preserve-credentials"];
  }
}

/** A host without any network but its own loopback. */
export function loneHost(): Promise<Host> {
  return Host.start("ip link set lo up; ip route add 239.0.0.0/8 dev lo");
}

/** Two hosts with a cable between them. */
export interface LinkedHosts extends AsyncDisposable {
  readonly left: Host;
  readonly right: Host;
}

/** Two hosts with a cable between them: `eth0` at both, {@linkcode LEFT} and {@linkcode RIGHT}. */
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
