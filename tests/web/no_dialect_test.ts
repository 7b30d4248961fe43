import assert from "node:assert/strict";
import { CrdsProcess } from "../support/crds_process.ts";
import { EVIL_BODY, latin1, REQUEST_LINES } from "../support/http_requests.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { connectTo } from "../support/raw_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TlsServer } from "../support/tls_server.ts";
import { exchange } from "../support/web_client.ts";

/** Sends a request in two pieces, and returns everything that the server answers. */
async function exchangeInPieces(conn: Deno.Conn, bytes: Uint8Array, at: number): Promise<string> {
  const answer = new Response(conn.readable).text();
  for (const piece of [bytes.subarray(0, at), bytes.subarray(at)]) {
    if (piece.length > 0) await conn.write(piece).catch(() => {});
    // The server gets the pieces one by one, as far as it is not busy.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return await answer.catch(() => "HTTP/1.1 (the rest was reset)");
}

/** Sends every kind of request, whole and in pieces, each with a body that would do something evil. */
async function attack(connect: () => Promise<Deno.Conn>): Promise<void> {
  const attacks = REQUEST_LINES.flatMap(([line, note]) => {
    const bytes = latin1(`${line}Host: localhost\r\n\r\n${EVIL_BODY}`);
    return [0, 1, 4, 199, 200, bytes.indexOf(0x0a)].map(async (at) => {
      const answer = await exchangeInPieces(await connect(), bytes, at);
      // An empty line may already have got its answer in a dialect.
      const status = /^(?:BAD-RQST-HDR\n|ERROR .*\n|{"action":"error",.*}\n)*HTTP\/1\.1 [245(]/;
      assert.match(answer, status, `${note}, cut at ${at}: ${answer}`);
      assert.doesNotMatch(answer, /HELLO evil|welcome|OK /);
    });
  });
  await Promise.all(attacks);
}

const CHAT_FLAGS = [
  [],
  ["--no-web"],
  ["--strict"],
  ["--dialect=channel"],
  ["--dialect=direct"],
  ["--dialect=messenger"],
];

for (const flags of CHAT_FLAGS) {
  Deno.test(`no request is read as a dialect: ${flags.join(" ") || "by default"}`, async () => {
    await using server = await ServerProcess.start("--max-pending=100000", ...flags);
    await attack(() => connectTo(server.port));
    assert.doesNotMatch(server.log.text, / is (?:evil|GET|POST|BREW|HELLO|x)/);
    // It still serves everybody else.
    const text = flags.includes("--dialect=messenger")
      ? line("login", { source: "ann" })
      : flags.includes("--dialect=channel")
      ? `${"ann".padEnd(200)}${"/nope".padEnd(200)}`
      : "HELLO-FROM ann\n";
    await using _ann = await LineClient.connect(server.port, text);
    await server.log.waitFor(/ is ann /);
  });
}

Deno.test("no request is read as a dialect inside TLS", async () => {
  await using server = await TlsServer.start();
  const caCerts = [await Deno.readTextFile(server.cert)];
  await attack(() => Deno.connectTls({ hostname: "localhost", port: server.port, caCerts }));
  assert.doesNotMatch(server.process.log.text, / is (?:evil|GET|POST|BREW|HELLO|x)/);
});

Deno.test("no request is read as one to the directory", async () => {
  await using server = await CrdsProcess.start();
  await using client = await LineClient.connect(server.port, "makeroom lobby\n");
  await client.hear(1);
  await attack(() => connectTo(server.port));
  await client.say("getdir\n");
  const [, room, ...rest] = await client.hear(2).then((lines) => lines.join("\n").split(/\s+/));
  assert.equal(room, "lobby", rest.join(" "));
});

Deno.test("a request is answered although its body is not read", async () => {
  await using server = await ServerProcess.start();
  const body = "x".repeat(1_000_000);
  const answer = await exchange(
    server.port,
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  assert.match(answer, /^HTTP\/1\.1 405 /);
});
