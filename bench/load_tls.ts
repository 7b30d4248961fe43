/**
 * The workload `idle-tls`: many members that are logged in over TLS and send nothing.
 *
 * It runs with `--unsafely-ignore-certificate-errors`, because the server makes its certificate at its
 * start, and the cost of a connection does not depend on who signed it.
 *
 * @module
 */
import { machineSeconds, processorSeconds, residentKilobytes } from "./process_usage.ts";

/** How many members connect at a time. */
const MAX_PENDING = 8;

const settings = Object.fromEntries(Deno.args.map((arg) => arg.split("=")));
const [port, server, members, duration] = ["port", "server-pid", "members", "duration"]
  .map((name) => Number(settings[name])) as [number, number, number, number];
const connections: Deno.TlsConn[] = [];
let nextMember = 0;

async function connectMembers(): Promise<void> {
  const buffer = new Uint8Array(1024);
  while (nextMember < members) {
    const id = nextMember++;
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay();
    const connection = await Deno.startTls(socket, { hostname: "127.0.0.1" });
    connections.push(connection);
    await connection.write(new TextEncoder().encode(`HELLO-FROM m${id}\n`));
    const count = await connection.read(buffer);
    const answer = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
    if (answer !== `HELLO m${id}\n`) throw new Error(`Cannot log in m${id}: got "${answer}"`);
  }
}

function usage() {
  const [own, all] = [processorSeconds(Deno.pid), machineSeconds()];
  return { time: performance.now() / 1000, server: processorSeconds(server), own, all };
}

const before = residentKilobytes(server);
const start = usage();
await Promise.all(Array.from({ length: MAX_PENDING }, connectMembers));
const stop = usage();
// Memory that the server frees soon does not belong to the connections.
await new Promise((resolve) => setTimeout(resolve, duration));
const growth = residentKilobytes(server) - before;
const seconds = stop.time - start.time;
const serverBusy = (stop.server - start.server) / seconds;
const loadBusy = (stop.own - start.own) / seconds;
const othersBusy = Math.max(0, (stop.all - start.all) / seconds - serverBusy - loadBusy);
console.log(JSON.stringify({
  members: connections.length,
  connectSeconds: seconds,
  kilobytesEach: growth / connections.length,
  ...{ serverBusy, loadBusy, othersBusy },
}));
Deno.exit();
