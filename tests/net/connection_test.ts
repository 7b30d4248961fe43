import assert from "node:assert/strict";
import { Addresses } from "../../lib/net/client_addresses.ts";
import { Connection, type Shared } from "../../lib/net/connection.ts";
import { Counters } from "../../lib/net/counters.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { Laggards, lagLimits } from "../../lib/net/slow_consumers.ts";
import { Rates } from "../../lib/net/rates.ts";

const PEER: Deno.NetAddr = { transport: "tcp", hostname: "127.0.0.1", port: 1 };

/** What connections have in common in these tests. */
function shared(onClosed = () => {}): Shared {
  return {
    flushPass: new FlushPass(),
    laggards: new Laggards(lagLimits(1024 * 1024)),
    counters: new Counters(),
    rates: new Rates(Infinity),
    onStatus() {},
    onClosed,
  };
}

const origin = () => ({ address: new Addresses().enter(PEER.hostname), isCrowded: false });

Deno.test("Connection hands on no more of a read while megabytes wait that the start of it led to", async () => {
  const end = Promise.withResolvers<number | null>();
  let size = 0;
  let answers = 0;
  const connection = new Connection(
    {
      remoteAddr: PEER,
      setNoDelay() {},
      setKeepAlive() {},
      // Reads are full until they are as large as they get; nothing is ever taken.
      read(buffer) {
        if (size === buffer.length) return end.promise;
        size = buffer.length;
        return Promise.resolve(size);
      },
      write: () => new Promise(() => {}),
      closeWrite: () => Promise.resolve(),
      close() {},
    },
    origin(),
    (connection) => ({
      receive(bytes) {
        if (size < 32 * 1024) return;
        for (let at = 0; at < bytes.length; at += 200) {
          answers++;
          connection.send(new Uint8Array(1024 * 1024));
        }
      },
      close() {},
      silent() {},
    }),
    shared(),
  );
  const run = connection.run();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert(answers > 0 && answers < 100, `${answers} answers of a megabyte`);
  connection.drop("the test is over");
  end.resolve(null);
  await run;
});

Deno.test("Connection takes nothing more once a write has failed, although a read has brought some", async () => {
  const read = Promise.withResolvers<number | null>();
  const write = Promise.withResolvers<number>();
  const reads = [() => read.promise, () => Promise.reject(new Deno.errors.BadResource())];
  const did: string[] = [];
  const connection = new Connection(
    {
      remoteAddr: PEER,
      setNoDelay() {},
      setKeepAlive() {},
      read: () => reads.shift()!(),
      write: () => write.promise,
      closeWrite: () => Promise.resolve(),
      close: () => void did.push("socket closed"),
    },
    origin(),
    () => ({
      receive: () => void did.push("received"),
      close: () => void did.push("released"),
      silent() {},
    }),
    shared(() => void did.push("forgotten")),
  );
  const run = connection.run();
  connection.send(Uint8Array.of(1));
  await Promise.resolve();
  // As in one turn of the event loop, when a client sends something and resets the connection.
  write.reject(new Deno.errors.BrokenPipe());
  read.resolve(1);
  await run;
  assert.deepEqual(did, ["socket closed", "released", "forgotten"]);
});
