import assert from "node:assert/strict";
import { CrdsProcess } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";
import { refused, ServerProcess } from "../support/server_process.ts";
import { TlsServer } from "../support/tls_server.ts";

const PROXY = ["--proxy-protocol", "10.0.0.0/8,127.0.0.1"];

function header(client: string): string {
  return `PROXY TCP${client.includes(":") ? 6 : 4} ${client} ${client} 50412 55555\r\n`;
}

Deno.test("behind a proxy, the log and the limits know the client's address", async () => {
  await using server = await ServerProcess.start(...PROXY, "--max-per-address", "1");
  await using ann = await LineClient.connect(server.port, header("192.0.2.7") + "HELLO-FROM ann\n");
  assert.deepEqual(await ann.hear(1), ["HELLO ann"]);
  await using bob = await LineClient.connect(
    server.port,
    header("::ffff:192.0.2.7") + "HELLO-FROM bob\n",
  );
  assert.deepEqual(await bob.hear(1), ["BUSY"]);
  await using cat = await LineClient.connect(
    server.port,
    header("2001:db8::7") + "HELLO-FROM cat\n",
  );
  assert.deepEqual(await cat.hear(1), ["HELLO cat"]);
  await server.log.waitFor(/cat \(direct\)/);
  await server.log.waitFor(/^192\.0\.2\.7:50412 connected\n/);
  await server.log.waitFor(/^192\.0\.2\.7:50412 is ann \(direct\)\n/m);
  await server.log.waitFor(/^Too many connections from 192\.0\.2\.7: more than 1\n/m);
  await server.log.waitFor(/^\[2001:db8::7\]:50412 is cat \(direct\)\n/m);
  assert.doesNotMatch(server.log.text, /127\.0\.0\.1/);
});

Deno.test("a proxy that sends no header is refused, and the log says so", async () => {
  await using server = await ServerProcess.start(...PROXY);
  await using client = await LineClient.connect(server.port, "HELLO-FROM ann\n");
  assert.equal(await client.rest(), "");
  await server.log.waitFor(
    /^Cannot accept a connection from the proxy 127\.0\.0\.1:\d+: it sent no PROXY header\n/,
  );
});

Deno.test("a header from elsewhere gives nobody another address", async () => {
  await using server = await ServerProcess.start("--proxy-protocol", "192.0.2.0/24");
  await using forger = await LineClient.connect(server.port, header("198.51.100.1") + "LIST\n");
  assert.deepEqual(await forger.hear(2), ["BAD-RQST-HDR", "BAD-RQST-HDR"]);
  await server.log.waitFor(/^127\.0\.0\.1:\d+ connected\n/);
  assert.doesNotMatch(server.log.text, /198\.51/);
});

Deno.test("TLS starts behind the header", async () => {
  await using server = await TlsServer.start(...PROXY);
  const plain = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await plain.write(new TextEncoder().encode(header("192.0.2.7")));
  const caCerts = [await Deno.readTextFile(server.cert)];
  const conn = await Deno.startTls(plain, { hostname: "localhost", caCerts });
  await conn.write(new TextEncoder().encode("HELLO-FROM ann\n"));
  const buffer = new Uint8Array(64);
  const count = await conn.read(buffer);
  assert.equal(new TextDecoder().decode(buffer.subarray(0, count!)), "HELLO ann\n");
  conn.close();
  await server.process.log.waitFor(/^192\.0\.2\.7:50412 is ann/m);
});

Deno.test("the room directory reads the header, too", async () => {
  await using crds = await CrdsProcess.start(...PROXY);
  await using client = await LineClient.connect(crds.port, header("192.0.2.7") + "getdir\n");
  assert.deepEqual(await client.hear(1), ["OK 0"]);
  await crds.output.waitFor(/^192\.0\.2\.7:50412 connected\n/m);
});

Deno.test("a stopping server does not wait for a proxy's header", async () => {
  await using server = await ServerProcess.start(...PROXY);
  await using waiting = await LineClient.connect(server.port, "PROXY ");
  await using ann = await LineClient.connect(server.port, header("192.0.2.7") + "HELLO-FROM ann\n");
  await ann.hear(1);
  assert.equal(await server.stop(), 0);
  assert.equal(await waiting.rest(), "");
});

Deno.test("--proxy-protocol refuses anything else than networks", async () => {
  const { code, error } = await refused("--proxy-protocol", "10.0.0.0/33");
  assert.equal(code, 2);
  const first =
    'Cannot use "10.0.0.0/33" for --proxy-protocol: expected an IP address or a network ' +
    "such as 10.0.0.0/8. See --help.\n";
  assert(error.startsWith(`${first}Usage: `), error);
});
