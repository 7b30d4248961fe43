import assert from "node:assert/strict";
import { connect } from "../../lib/clients/shared/connect.ts";
import { ConnectionError } from "../../lib/clients/shared/connection_error.ts";
import { LineConnection } from "../../lib/clients/shared/line_connection.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { ForeignServer, readToEnd, say } from "../support/foreign_server.ts";
import { closedPort, refusal } from "../support/connection_refused.ts";
import { retried } from "../support/retried.ts";

/** Returns the error of a connection that cannot be made. */
async function failure(host: string, port: number): Promise<ConnectionError> {
  const error = await connect({ host, port }).then(() => assert.fail(), (error) => error);
  assert(error instanceof ConnectionError);
  assert.equal(error.code, "unreachable");
  return error;
}

Deno.test("connect says that nothing listens, and asks whether the server is running", async () => {
  const port = closedPort();
  const { text } = await failure("127.0.0.1", port);
  assert.equal(text, refusal(port));
});

Deno.test("connect says that a host is invalid", async () => {
  const { text } = await failure("no host", 5000);
  assert.match(text, /^Cannot connect to no host:5000: invalid host 'no host'/);
});

Deno.test("a ConnectionError gives the reason and the hint of its cause", () => {
  const cause = new ExpectedError("the certificate is \x1b[2J", { hint: "Ask the operator." });
  const error = new ConnectionError("unreachable", { host: "::1", port: 1 }, cause);
  assert.equal(
    error.text,
    "Cannot connect to [::1]:1: the certificate is ␛[2J. Ask the operator.",
  );
});

Deno.test("a ConnectionError says which server disconnected, or speaks another dialect", () => {
  const server = { host: "localhost", port: 5378 };
  assert.equal(
    new ConnectionError("disconnected", server).text,
    "The server at localhost:5378 closed the connection",
  );
  assert.equal(
    new ConnectionError("wrong-dialect", server).text,
    "The server at localhost:5378 speaks another dialect. Check the address and the port.",
  );
});

Deno.test("connect gives up on a server that never answers the handshake of TLS", async () => {
  await using server = new ForeignServer(readToEnd);
  const address = { host: "127.0.0.1", port: server.port, timeoutMs: 250 };
  const error = await connect({ ...address, trust: { ca: undefined, fingerprint: "aa" } })
    .then(() => assert.fail(), (error) => error);
  assert(error instanceof ConnectionError);
  assert.equal(
    error.text,
    `Cannot connect to 127.0.0.1:${server.port}: no answer within 0.25 s`,
  );
});

Deno.test("a connection that is finished takes slow answers as long as they come", async () => {
  const answers = ["one\n", "two\n", "three\n", "four\n"];
  await using server = new ForeignServer(async (conn) => {
    await readToEnd(conn);
    for (const answer of answers) {
      // All of them take longer than the client waits for one.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await say(conn, answer);
    }
  });
  await retried(async () => {
    let heard = "";
    const connection = await LineConnection.connect({ host: "127.0.0.1", port: server.port }, {
      onLine: (line) => void (heard += `${line}\n`),
      onClosed() {},
      ready: () => Promise.resolve(),
    });
    await connection.finish();
    assert.equal(heard, answers.join(""));
  });
});
