import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import {
  answers,
  type Behaviour,
  ForeignServer,
  readToEnd,
  say,
} from "../support/foreign_server.ts";
import { line } from "../support/messenger_peer.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

const WELCOME = line("welcome", { source: "server", destination: "script", body: "Welcome" });

/** The way to start each client that connects to a chat server, and the input it gets. */
const CLIENTS: Record<string, { args: string[]; input: string }> = {
  send: { args: ["send", "--to", "all", "hi"], input: "" },
  listen: { args: ["listen"], input: "" },
  messenger: { args: ["messenger", "-a", "127.0.0.1", "-u", "ann", "--no-store"], input: "" },
  direct: { args: ["direct"], input: "ann\n" },
};

/** How long a client waits for a server that answers, in seconds. The test may be slow to do so. */
const PATIENT_S = 60;

/** Returns the exit code and the standard error of a client of a foreign server. */
async function end(
  client: keyof typeof CLIENTS,
  behave: Behaviour,
  timeoutS = 1,
): Promise<[number, string]> {
  await using server = new ForeignServer(behave);
  const { args, input } = CLIENTS[client]!;
  const flags = ["-p", `${server.port}`, "--timeout", `${timeoutS}`];
  await using process = new ClientProcess(...args, ...flags);
  if (input !== "") await process.type(input);
  const code = await process.exitCode;
  return [code, process.errors.text.replace(`127.0.0.1:${server.port}`, "X")];
}

const SILENT = "The server at X did not answer within 1 s. Check the address and the port.\n";
const ANOTHER = "The server at X speaks another dialect. Check the address and the port.\n";
const CLOSED = "The server at X closed the connection\n";
const TLS = "The server at X requires TLS. Connect with --tls, --tls-ca or --tls-fingerprint.\n";

const FAULTS: Record<string, [behave: Behaviour, error: string]> = {
  "never answers": [readToEnd, SILENT],
  "does not even read": [(_conn, stopped) => stopped, SILENT],
  "never ends its line": [answers('{"action":"wel'), SILENT],
  "closes the connection": [() => Promise.resolve(), CLOSED],
  "speaks HTTP": [answers("HTTP/1.1 400 Bad Request\r\n\r\n"), ANOTHER],
  "answers with a TLS alert": [answers("\x15\x03\x03\x00\x02\x02\x32"), TLS],
};

for (const client of Object.keys(CLIENTS)) {
  for (const [what, [behave, error]] of Object.entries(FAULTS)) {
    Deno.test(`${client} ends with the reason when the server ${what}`, async () => {
      const timeoutS = error === SILENT ? 1 : PATIENT_S;
      assert.deepEqual(await end(client, behave, timeoutS), [1, error]);
    });
  }
}

Deno.test("clients of the messenger dialect say that a server speaks another dialect", async () => {
  for (const client of ["send", "listen", "messenger"]) {
    for (const text of ["BAD-RQST-HDR\n", "\n", "[".repeat(100_000) + "\n", "{}\n", "\0\n"]) {
      assert.deepEqual(await end(client, answers(text), PATIENT_S), [1, ANOTHER]);
    }
  }
});

Deno.test("send ends with the reason when the server never confirms the delivery", async () => {
  assert.deepEqual(await end("send", answers(WELCOME)), [1, SILENT]);
});

Deno.test("listen ends with the reason when the server does not let it join", async () => {
  await using server = new ForeignServer(answers(WELCOME));
  await using client = new ClientProcess(
    ...["listen", "-p", `${server.port}`, "--timeout", "1", "--join", "tea"],
  );
  assert.equal(await client.exitCode, 1);
  assert.match(client.errors.text, /did not answer within 1 s/);
});

Deno.test(
  "listen prints messages that come in one read with the welcome",
  WITH_SIGNALS,
  async () => {
    const said = line("message", { source: "bob", destination: "script", body: "hi" });
    await using server = new ForeignServer(async (conn) => {
      await say(conn, WELCOME + said + line("broadcast", { source: "bob", body: "oyez" }));
      await readToEnd(conn);
    });
    await using client = new ClientProcess("listen", "-p", `${server.port}`);
    await client.output.waitFor(/oyez\n/);
    assert.equal(client.output.text, "[bob to you] hi\n[bob to all] oyez\n");
    client.signal("SIGTERM");
    assert.equal(await client.exitCode, 0);
  },
);

Deno.test("listen waits for messages longer than for answers", WITH_SIGNALS, async () => {
  const { promise: isTime, resolve } = Promise.withResolvers<void>();
  await using server = new ForeignServer(async (conn) => {
    await say(conn, WELCOME);
    await isTime;
    await say(conn, line("broadcast", { source: "bob", body: "late" }));
    await readToEnd(conn);
  });
  const start = () => new ClientProcess("listen", "-p", `${server.port}`, "--timeout", "1");
  await using client = start();
  // By the time that another client has given up, this one has waited as long.
  assert.deepEqual(await end("listen", readToEnd), [1, SILENT]);
  resolve();
  await client.output.waitFor(/late\n/);
});
