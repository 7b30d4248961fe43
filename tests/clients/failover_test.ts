import assert from "node:assert/strict";
import { Backoff } from "../../lib/clients/shared/backoff.ts";
import type { ServerAddress } from "../../lib/clients/shared/connect.ts";
import { Failover } from "../../lib/clients/shared/failover.ts";
import { Reconnector } from "../../lib/clients/shared/reconnect.ts";
import { RemovedError } from "../../lib/clients/shared/removed_error.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";

const TRUST = { ca: undefined, fingerprint: "ab".repeat(32) };
const CONNECTION = { finish: () => Promise.resolve() };
const FIRST: ServerAddress = { host: "a", port: 1, trust: TRUST };

/** Returns the servers in the order in which a client tries them all. */
async function tried(failover: Failover): Promise<string[]> {
  const servers: string[] = [];
  const problem = new ExpectedError("down");
  await assert.rejects(
    failover.connect(({ host, port, trust }) => {
      // What the user trusts counts for all servers.
      assert.equal(trust, TRUST);
      servers.push(`${host}:${port}`);
      return Promise.reject(problem);
    }),
    problem,
  );
  return servers;
}

Deno.test("a client tries the other servers in any order, and its own last", async () => {
  const numbers = [0.9, 0.1, 0.5];
  const failover = new Failover(FIRST, () => numbers.shift()!);
  assert.deepEqual(await tried(failover), ["a:1"]);
  failover.learn(["a:1", "b:2", "c:3", "d:4"]);
  assert.deepEqual(await tried(failover), ["c:3", "d:4", "b:2", "a:1"]);
});

Deno.test("a client knows its own server although the list has another address of it", async () => {
  const failover = new Failover(FIRST);
  failover.learn(["10.0.0.1:1", "b:2"]);
  assert.deepEqual(await tried(failover), ["b:2", "a:1"]);
});

Deno.test("a client that has changed servers goes back to the first one if need be", async () => {
  const failover = new Failover(FIRST, () => 0);
  failover.learn(["a:1", "b:2"]);
  await failover.connect(({ host }) =>
    host === "b" ? Promise.resolve(CONNECTION) : Promise.reject(new ExpectedError("down"))
  );
  assert.equal(failover.outcome, "Lost the server at a:1: connected to b:2");
  failover.learn(["b:2", "c:3"]);
  assert.deepEqual(await tried(failover), ["c:3", "b:2", "a:1"]);
  failover.learn([]);
  assert.deepEqual(await tried(failover), ["c:3", "b:2", "a:1"]);
  await failover.connect(({ host }) =>
    host === "b" ? Promise.resolve(CONNECTION) : Promise.reject(new ExpectedError("down"))
  );
  assert.equal(failover.outcome, "Reconnected");
});

const MALFORMED = [
  "",
  "b",
  "b:",
  "b:0",
  "b:65536",
  "b:1e3",
  "b: 2",
  " b:2",
  "b:2/path",
  "ann@b:2",
  "ann:secret@b:2",
  "http://b:2",
  "b c:2",
  "\x1b[31mb:2",
  "b\n:2",
  "-b:2",
  "b?:2",
  "[b]:2",
  "[::1%eth0]:2",
  "::1:2:3",
  "999.1.1.1:2",
  `${"b".repeat(300)}:2`,
];

Deno.test("malformed addresses in a list are left out", async () => {
  const failover = new Failover(FIRST);
  for (const address of MALFORMED) {
    failover.learn(["a:1", address]);
    assert.deepEqual(await tried(failover), ["a:1"], JSON.stringify(address));
    assert.equal(failover.hasOthers, false);
  }
  failover.learn(["a:1", "[::1]:2"]);
  assert.deepEqual(await tried(failover), ["::1:2", "a:1"]);
});

Deno.test("a client takes 128 servers from a list at most", async () => {
  const failover = new Failover(FIRST);
  failover.learn(Array.from({ length: 100_000 }, (_, index) => `b${index}:2`));
  assert.equal((await tried(failover)).length, 128);
});

Deno.test("a server that does not want the user ends the attempts on all", async () => {
  const failover = new Failover(FIRST);
  failover.learn(["a:1", "b:2", "c:3"]);
  const removed = new RemovedError("kicked by an operator");
  let attempts = 0;
  const connect = () => {
    attempts++;
    return Promise.reject(removed);
  };
  await assert.rejects(failover.connect(connect), removed);
  assert.equal(attempts, 1);
});

Deno.test("a server that takes too long to log the user in is left", async () => {
  const failover = new Failover(FIRST);
  failover.learn(["a:1", "b:2"]);
  const late = Promise.withResolvers<typeof CONNECTION>();
  const connection = await failover.connect(({ host }) =>
    host === "b" ? late.promise : Promise.resolve(CONNECTION)
  );
  assert.equal(connection, CONNECTION);
  assert.equal(failover.outcome, "Reconnected");
  // Its connection is ended when it comes after all.
  const finished = Promise.withResolvers<void>();
  late.resolve({
    finish: () => {
      finished.resolve();
      return Promise.resolve();
    },
  });
  await finished.promise;
});

Deno.test("a client has patience with its own server, also after it has changed servers", async () => {
  const failover = new Failover(FIRST, () => 0);
  failover.learn(["a:1", "b:2"]);
  const limits = new Map<string, number | undefined>();
  const connect = ({ host, connectTimeoutMs }: ServerAddress) => {
    limits.set(host, connectTimeoutMs);
    return host === "b" ? Promise.resolve(CONNECTION) : Promise.reject(new ExpectedError("down"));
  };
  await failover.connect(connect);
  assert.deepEqual([...limits], [["b", 3000]]);
  failover.learn(["b:2", "c:3"]);
  limits.clear();
  await failover.connect(connect);
  assert.deepEqual([...limits], [["c", 3000], ["b", undefined]]);
});

/** A reconnector with other servers, on which connections never last. */
function restless(connect: () => Promise<string>) {
  const printed: string[] = [];
  let pauses = 0;
  const backoff = new class extends Backoff {
    override next(): number {
      pauses++;
      return 0;
    }
  }({ random: () => 0, now: () => 0 });
  const reconnector = new Reconnector({
    connect,
    hasOthers: () => true,
    print: (text) => void printed.push(text),
    backoff,
  });
  return { reconnector, printed, pauses: () => pauses };
}

Deno.test("a loss is not told if another server takes the place at once", async () => {
  const { reconnector, printed } = restless(() => Promise.resolve("connected"));
  assert.equal(await reconnector.reconnect("The server at a:1 closed the connection"), "connected");
  assert.deepEqual(printed, []);
});

Deno.test("a loss is told once if no server takes the place", async () => {
  const answers = ["down", "down", undefined];
  const { reconnector, printed } = restless(() => {
    const problem = answers.shift();
    return problem ? Promise.reject(new ExpectedError(problem)) : Promise.resolve("connected");
  });
  assert.equal(await reconnector.reconnect("lost"), "connected");
  assert.deepEqual(printed, ["lost", "Reconnecting in 1 s …", "down. Still trying …"]);
});

Deno.test("a client that loses one server after the other pauses between them", async () => {
  const { reconnector, pauses } = restless(() => Promise.resolve("connected"));
  for (let lost = 0; lost < 10; lost++) await reconnector.reconnect("lost");
  assert.equal(pauses(), 7);
});
