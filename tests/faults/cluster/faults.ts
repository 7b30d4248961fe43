import { FAKETIME } from "../../support/faketime.ts";
import type { Cluster, ClusterServer } from "./cluster.ts";
import type { Random } from "../../fuzz/random.ts";

/** What a fault has to work with. */
export interface Scene {
  readonly cluster: Cluster;
  readonly random: Random;
  /** Whether to take as long as in earnest. */
  readonly isLong: boolean;
  sleep(ms: number): Promise<void>;
  /** Tells the reader of the report to what it happens. */
  tell(text: string): void;
  /** Waits until all clients are back in their channels. */
  recovered(): Promise<void>;
}

/** Something that goes wrong, and is well again when the promise resolves. */
export interface Fault {
  readonly name: string;
  /** Whether it can happen to this cluster. */
  fits(cluster: Cluster): boolean;
  happen(scene: Scene): Promise<void>;
}

/** The time before a server that ended is started again, in milliseconds. */
const RESTART_MS = 1000;

/** Longer than a server that says nothing is taken for alive, in milliseconds. */
const STOP_MS = 10_000;
const LONG_STOP_MS = 60_000;

/** Longer than a server takes to notice that it is cut off, in milliseconds. */
const CUT_MS = 9000;
const LONG_CUT_MS = 30_000;

function pickServer({ cluster, random, tell }: Scene): ClusterServer {
  const server = random.pick(cluster.servers);
  tell(server.address);
  return server;
}

const isCluster = ({ servers }: Cluster) => servers.length > 1;
const hasLinks = ({ servers }: Cluster) => servers.every(({ link }) => link !== undefined);

async function stopInOrder(server: ClusterServer): Promise<void> {
  const code = await server.stop("SIGTERM");
  if (code !== 0) throw new Error(`A server ended with ${code} after SIGTERM: ${server.log}`);
}

/** All faults by their names. */
export const FAULTS: readonly Fault[] = [
  {
    name: "kill",
    fits: () => true,
    async happen(scene) {
      const server = pickServer(scene);
      await server.stop("SIGKILL");
      await scene.sleep(RESTART_MS);
      await server.start();
    },
  },
  {
    name: "rolling-restart",
    fits: () => true,
    async happen({ cluster, sleep, recovered }) {
      for (const server of cluster.servers) {
        await stopInOrder(server);
        await sleep(RESTART_MS);
        await server.start();
        await recovered();
      }
    },
  },
  {
    name: "stop",
    fits: () => true,
    async happen(scene) {
      const server = pickServer(scene);
      server.signal("SIGSTOP");
      await scene.sleep(scene.isLong ? LONG_STOP_MS : STOP_MS);
      server.signal("SIGCONT");
    },
  },
  ...(["silence", "reset"] as const).map((how): Fault => ({
    name: `cut-by-${how}`,
    fits: (cluster) => isCluster(cluster) && hasLinks(cluster),
    async happen(scene) {
      const { link } = pickServer(scene);
      link!.cut(how);
      await scene.sleep(scene.isLong ? LONG_CUT_MS : CUT_MS);
      link!.mend();
    },
  })),
  {
    name: "clock",
    fits: () => FAKETIME !== undefined,
    async happen({ cluster, sleep }) {
      for (const offset of ["+1h", "-1h", "+0"]) {
        cluster.setClock(offset);
        await sleep(RESTART_MS);
      }
    },
  },
  {
    name: "node",
    fits: ({ nodes }) => nodes.length > 1,
    async happen({ cluster, random, sleep }) {
      const node = random.pick(cluster.nodes);
      await node.kill();
      await sleep(CUT_MS);
      await node.restart();
    },
  },
  {
    name: "nats",
    fits: ({ nodes }) => nodes.length > 0,
    async happen({ cluster, sleep, isLong }) {
      await Promise.all(cluster.nodes.map((node) => node.kill()));
      await sleep(isLong ? LONG_CUT_MS : CUT_MS);
      await Promise.all(cluster.nodes.map((node) => node.restart()));
    },
  },
];

/** The name of no fault at all. */
export const NO_FAULT = "none";

/** Returns the faults with these names that can happen to a cluster. */
export function chooseFaults(names: readonly string[], cluster: Cluster): Fault[] {
  const chosen = names.filter((name) => name !== NO_FAULT).map((name) => {
    const fault = FAULTS.find((fault) => fault.name === name);
    if (!fault) throw new Error(`There is no fault named "${name}"`);
    return fault;
  });
  return chosen.filter((fault) => fault.fits(cluster));
}
