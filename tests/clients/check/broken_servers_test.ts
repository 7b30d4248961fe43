import assert from "node:assert/strict";
import { failedNames, runCheck } from "./run_check.ts";

/** Servers that are broken altogether: what each does with a connection. */
const BROKEN: Readonly<Record<string, (conn: Deno.TcpConn) => Promise<void>>> = {
  async "never answers"(conn) {
    const buffer = new Uint8Array(64 * 1024);
    while (await conn.read(buffer) !== null);
  },
  async "floods its clients"(conn) {
    const flood = new Uint8Array(64 * 1024).fill(0x41);
    for (;;) await conn.write(flood);
  },
  "closes all connections": () => Promise.resolve(),
};

/** Some cases of each dialect, to see that the check goes on. */
const CASES = {
  channel: "list-names-channels,message-outside-a-channel,message-to-others,split-name,ten-clients",
  direct: "hello,name-in-use,send,unknown-user,list",
};

for (const [what, serve] of Object.entries(BROKEN)) {
  Deno.test(`a server that ${what} fails case by case, and soon`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const serving = serveAll(listener, serve);
    const { port } = listener.addr;
    for (const dialect of ["channel", "direct"] as const) {
      const only = CASES[dialect];
      const results = await runCheck(dialect, port, { only, timeoutMs: 500 });
      assert.deepEqual(failedNames(results).sort(), only.split(",").sort());
    }
    listener.close();
    await serving;
  });
}

async function serveAll(
  listener: Deno.TcpListener,
  serve: (conn: Deno.TcpConn) => Promise<void>,
): Promise<void> {
  const all: Promise<void>[] = [];
  for (;;) {
    const conn = await listener.accept().catch(() => undefined);
    if (conn === undefined) break;
    // The check closes its side in the end.
    all.push(serve(conn).catch(() => {}).then(() => conn.close()));
  }
  await Promise.all(all);
}
