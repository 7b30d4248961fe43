import { arrive, type TestCluster, type TestServer } from "./servers.ts";

/** Claims a name, and returns how that went. */
export async function claim({ names }: TestServer, name: string): Promise<string> {
  const refusal = await names.claim(name);
  return refusal ? refusal.code : "granted";
}

/** Claims a name, and lets time pass until there is an answer. */
export async function claimLater(cluster: TestCluster, server: TestServer, name: string) {
  const start = cluster.servers[0]!.clock.now();
  let answer: string | undefined;
  void claim(server, name).then((it) => answer = it);
  await arrive();
  while (answer === undefined) await cluster.pass(250);
  return { answer, afterMs: cluster.servers[0]!.clock.now() - start };
}

/** Returns the number of records of names. */
export function records({ engine }: TestCluster): number {
  return engine.buckets.names.size;
}
