import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";

// Makes readers of a log stop reading in the way that the argument names, lets the log go on, and
// reports how much memory is kept then.
const MIB = 1024 * 1024;
const [what] = Deno.args;
const log = new Log<Outbox>();
const readers = Array.from({ length: what === "many" ? 50 : 1 }, () => {
  const outbox = new Outbox({ flush: () => {} });
  outbox.follow(log);
  return outbox;
});

const frame = new Uint8Array(200);
const append = (bytes: number) => {
  for (let sent = 0; sent < bytes; sent += frame.length) log.append(frame);
};

append(what === "many" ? 20 * MIB : MIB);
for (const outbox of readers) {
  const writing = outbox.peek();
  if (what === "leaves" || what === "many") outbox.unfollow(log);
  if (what === "is expelled") outbox.discard(0);
  if (what === "is expelled while it writes") outbox.discard(writing.length);
}
if (what === "sends") {
  for (let sent = 0; sent < 200 * MIB; sent += frame.length) log.append(frame, readers[0]);
} else if (what !== "many") {
  append(200 * MIB);
}
(globalThis as unknown as { gc(): void }).gc();
console.log(`kept ${Math.round(Deno.memoryUsage().external / MIB)} MiB`);
// They are in use to the end.
if (readers.reduce((sum, { backlog }) => sum + backlog, 0) < 0) console.log(readers);
