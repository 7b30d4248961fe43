import assert from "node:assert/strict";
import { ForeignServer } from "../support/foreign_server.ts";
import { programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { shows } from "../support/screen.ts";

/** How soon a person has to read why a name was refused, in milliseconds. */
const SOON_MS = 10_000;

const WELCOME = "Welcome to Chat Client. Enter your login:";

for (const closes of [true, false]) {
  const server = `a server that ${closes ? "closes" : "keeps"} the connection`;
  Deno.test(`direct client says soon on a terminal that ${server} refuses a name`, {
    ignore: !HAS_PTY,
  }, async () => {
    const logins: (string | undefined)[] = [];
    // It takes one connection after the other, and logs anybody in but bad.
    let turn = Promise.resolve();
    await using server = new ForeignServer((conn) =>
      turn = turn.then(async () => {
        const buffer = new Uint8Array(1000);
        for (;;) {
          const count = await conn.read(buffer);
          if (count === null) return;
          const line = new TextDecoder().decode(buffer.subarray(0, count));
          logins.push(line);
          const answer = line === "HELLO-FROM bad\n" ? "BAD-RQST-BODY\n" : "HELLO ann\n";
          await conn.write(new TextEncoder().encode(answer));
          if (closes && answer.startsWith("BAD")) return;
        }
      })
    );
    const client = programCommand("client");
    const command = [...client, "direct", "-p", `${server.port}`];
    await using pty = await Pty.start(command, { columns: 80, rows: 10 });
    await shows(pty, WELCOME);
    pty.type("bad\r");
    const start = performance.now();
    const refusal = "Cannot log in as bad. That username contains disallowed characters.";
    await shows(pty, WELCOME, "bad", refusal);
    const took = performance.now() - start;
    assert(took < SOON_MS, `the refusal took ${took} ms`);
    pty.type("ann\r");
    await shows(pty, WELCOME, "bad", refusal, "ann", "Successfully logged in as ann!");
    assert.deepEqual(logins, ["HELLO-FROM bad\n", "HELLO-FROM ann\n"]);
  });
}
