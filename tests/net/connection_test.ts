import assert from "node:assert/strict";
import { Addresses } from "../../lib/net/addresses.ts";
import { Connection } from "../../lib/net/connection.ts";
import { Counters } from "../../lib/net/counters.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { Laggards, lagLimits } from "../../lib/net/laggards.ts";
import { Rates } from "../../lib/net/rates.ts";

const PEER: Deno.NetAddr = { transport: "tcp", hostname: "127.0.0.1", port: 1 };

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
    { address: new Addresses().enter(PEER.hostname), isCrowded: false },
    () => ({
      receive: () => void did.push("received"),
      close: () => void did.push("released"),
      silent() {},
    }),
    {
      flushPass: new FlushPass(),
      laggards: new Laggards(lagLimits(1024)),
      counters: new Counters(),
      rates: new Rates(Infinity),
      onStatus() {},
      onClosed: () => void did.push("forgotten"),
    },
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
