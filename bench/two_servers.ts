/**
 * Measures how much a second event loop could bring at most: two servers that share nothing, with
 * half of the members each, against one server with all of them. Real sharing would cost more, as
 * each message would have to pass between the loops, in order.
 *
 * ```sh
 * deno run -A bench/two_servers.ts
 * ```
 *
 * @module
 */
import { build, runLoad } from "./load.ts";
import { killAll } from "./processes.ts";
import { parley } from "./servers.ts";

const ROUNDS = 5;
const SETTINGS = { window: 16, warmup: 1000, duration: 3000 };

const folder = Deno.makeTempDirSync({ prefix: "parley-bench-" });
const load = await build(new URL("load/", import.meta.url), `${folder}/load`);
const server = parley("parley", new URL("..", import.meta.url).pathname);

/** Returns the deliveries a second of servers that run at the same time, added up. */
async function measure(servers: number, members: number, kind: string): Promise<number> {
  const running = await Promise.all(Array.from({ length: servers }, () => server.start()));
  const settings = { ...SETTINGS, members: members / servers, senders: 10 / servers };
  const results = await Promise.all(
    running.map((one) => runLoad(load, one, [kind, server.protocol], settings)),
  );
  await Promise.all(running.map((one) => one.stop()));
  return results.reduce((sum, { perSecond }) => sum + perSecond!, 0);
}

try {
  for (const kind of ["bursty", "even"]) {
    for (const members of [100, 1000]) {
      const ratios: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        ratios.push(await measure(2, members, kind) / await measure(1, members, kind));
      }
      const [least, median, most] = [0, ROUNDS >> 1, ROUNDS - 1].map((at) =>
        ratios.toSorted((a, b) => a - b)[at]!.toFixed(2)
      );
      console.log(`${kind}, ${members} members: ${median} times (${least} to ${most})`);
    }
  }
} finally {
  killAll();
  Deno.removeSync(folder, { recursive: true });
}
