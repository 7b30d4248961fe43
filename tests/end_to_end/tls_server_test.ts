import assert from "node:assert/strict";
import { selfSigned } from "../../lib/transport/self_signed.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { frame, FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { PipedProcess } from "../support/piped_process.ts";
import { connectTo } from "../support/raw_client.ts";
import { metricsUrl, scrapeUntil } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TextOutput } from "../support/text_output.ts";
import { hasOpenssl, TlsServer } from "../support/tls_server.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

/** Asserts that a client with these certificates does not trust the server. */
async function assertDistrusted(port: number, ...caCerts: string[]): Promise<void> {
  using conn = await Deno.connectTls({ hostname: "localhost", port, caCerts });
  await assert.rejects(conn.handshake(), Deno.errors.InvalidData);
}

/** Runs a test with a client that uses the TLS of Deno. */
async function withTls<Result>(
  server: TlsServer,
  start: string,
  test: (conn: Deno.TlsConn, output: TextOutput) => Promise<Result>,
): Promise<Result> {
  const conn = await server.connect(start);
  const output = new TextOutput(conn.readable);
  try {
    return await test(conn, output);
  } finally {
    try {
      conn.close();
    } catch {
      // The stream has closed it.
    }
    await output.ended;
  }
}

async function say(conn: Deno.Conn, text: string): Promise<void> {
  await conn.write(new TextEncoder().encode(text));
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("server speaks all dialects over TLS and in plaintext on one port", async () => {
  await using server = await TlsServer.start();
  const { port } = server;
  await using plainFrames = await FrameClient.creator(port, "Alice", "tea");
  await plainFrames.hear(0);
  await using plainLines = await logIn(port, "bob");
  await using plainDirect = await LineClient.connect(port, "HELLO-FROM carol\n");
  await plainDirect.hear(1);
  await server.process.log.waitFor(/is Alice/);
  await plainLines.say(line("join", { destination: "#tea" }));
  await plainLines.hear(1);
  await plainFrames.hear(1);
  await withTls(server, text(frame("Dora")) + text(frame("/join tea")), async (dora, heard) => {
    assert.deepEqual(await plainFrames.hear(1), ["Dora has joined"]);
    await plainLines.hear(1);
    const eve = line("login", { source: "eve" }) + line("join", { destination: "#tea" });
    await withTls(server, eve, async (_, eveHeard) => {
      await heard.waitFor(/eve has joined/);
      await withTls(server, "HELLO-FROM fay\n", async (fay, fayHeard) => {
        await fayHeard.waitFor(/^HELLO fay\n/);
        await say(fay, "SEND carol over TLS\n");
        await fayHeard.waitFor(/SEND-OK\n/);
        assert.deepEqual(await plainDirect.hear(1), ["DELIVERY fay over TLS"]);
        await plainDirect.say("SEND fay in the clear\n");
        await fayHeard.waitFor(/DELIVERY carol in the clear\n/);
        await plainFrames.say("from the clear");
        await heard.waitFor(/\[Alice\] from the clear/);
        await eveHeard.waitFor(/from the clear/);
        await dora.write(frame("from TLS"));
        await eveHeard.waitFor(/from TLS/);
        assert.deepEqual(await plainFrames.hear(2), ["eve has joined", "[Dora] from TLS"]);
      });
    });
  });
});

Deno.test("server accepts a handshake that arrives one byte at a time", async () => {
  await using server = await TlsServer.start();
  using proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const dripping = proxy.accept().then(async (client) => {
    const upstream = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    upstream.setNoDelay();
    // The client closes the connection, after the proxy has read all of its bytes.
    const back = upstream.readable.pipeTo(client.writable, { preventClose: true }).catch(() => {});
    for await (const bytes of client.readable) {
      for (let at = 0; at < bytes.length; at++) {
        await upstream.write(bytes.subarray(at, at + 1));
        // In a turn of the event loop of its own.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
    // The server may have closed the connection already.
    await upstream.closeWrite().catch(() => {});
    await back;
  });
  const caCerts = [await Deno.readTextFile(server.cert)];
  const { port } = proxy.addr;
  const conn = await Deno.connectTls({ hostname: "localhost", port, caCerts });
  await say(conn, "HELLO-FROM ann\n");
  const buffer = new Uint8Array(64);
  assert.equal(text(buffer.subarray(0, (await conn.read(buffer))!)), "HELLO ann\n");
  conn.close();
  await dripping;
});

Deno.test("failed handshakes of all kinds are one reason in the metrics", async () => {
  await using server = await TlsServer.start("--metrics", "0");
  const url = await metricsUrl(server.process);
  const kinds = Array.from(
    { length: 256 },
    (_, type) => Uint8Array.of(0x16, 3, type % 5, 0, 1, type),
  );
  for (const bytes of kinds) {
    const conn = await connectTo(server.port);
    await conn.write(bytes);
    await conn.closeWrite();
    await new TextOutput(conn.readable).ended;
  }
  const name = 'parley_dropped_total{reason="TLS handshake failed"}';
  const metrics = await scrapeUntil(url, (now) => now.value(name) === kinds.length);
  assert.deepEqual(
    [...metrics.samples.keys()].filter((sample) => sample.startsWith("parley_dropped_total")),
    ['parley_dropped_total{reason="too far behind"}', name],
  );
});

Deno.test("server logs in one line why a handshake failed, and keeps running", async () => {
  await using server = await TlsServer.start();
  const { port, process: { log } } = server;
  const failing = [
    ["\x16garbage\n", /left: TLS handshake failed: the other side does not speak TLS\n/],
    ["\x16\x03\x01\x00\x05", /left: TLS handshake failed: the other side closed the connection\n/],
  ] as const;
  for (const [bytes, pattern] of failing) {
    await using client = await LineClient.connect(port, bytes);
    await client.conn.closeWrite();
    assert.equal(await client.rest(), "");
    await log.waitFor(pattern);
  }
  await assertDistrusted(port);
  await log.waitFor(/left: TLS handshake failed: received fatal alert/);
  await withTls(server, "HELLO-FROM ann\n", (_, heard) => heard.waitFor(/^HELLO ann\n/));
  assert.doesNotMatch(log.text, /Cannot|Uncaught|at .*\.ts/);
  assert.equal(log.text.match(/TLS handshake failed/g)!.length, 3);
});

Deno.test("server speaks TLS with openssl", async (test) => {
  if (!await hasOpenssl()) return;
  await using server = await TlsServer.start();
  const openssl = (...more: string[]) =>
    new PipedProcess(
      ["openssl", "s_client", "-connect", `127.0.0.1:${server.port}`, "-quiet", ...more],
    );
  for (const version of ["-tls1_2", "-tls1_3"]) {
    await test.step(version, async () => {
      await using client = openssl(version, "-CAfile", server.cert, "-verify_return_error");
      await client.type("HELLO-FROM ann\nFOO\n");
      await client.output.waitFor(/^HELLO ann\nBAD-RQST-HDR\n/);
    });
  }
  await test.step("without a common cipher", async () => {
    await using client = openssl("-tls1_2", "-cipher", "AES128-SHA");
    assert.equal(await client.exitCode, 1);
    await server.process.log.waitFor(/TLS handshake failed: peer is incompatible/);
  });
});

Deno.test({
  name: "SIGHUP reloads the certificate and disconnects nobody",
  ...WITH_SIGNALS,
  async fn() {
    await using server = await TlsServer.start();
    const { log, pid } = server.process;
    await withTls(server, "HELLO-FROM ann\n", async (ann, annHears) => {
      await annHears.waitFor(/^HELLO/);
      await withTls(server, "HELLO-FROM bob\n", async (bob, bobHears) => {
        await bobHears.waitFor(/^HELLO/);
        const old = await Deno.readTextFile(server.cert);
        const { cert, key } = selfSigned(["localhost", "127.0.0.1"]);
        await Deno.writeTextFile(server.cert, cert);
        Deno.kill(pid, "SIGHUP");
        await log.waitFor(
          /Still using the previous certificate: Cannot use the key ".*": it does not/,
        );
        await Deno.writeTextFile(server.key, key);
        Deno.kill(pid, "SIGHUP");
        const [, seen] = await log.waitFor(
          /Reloaded the certificate ".*": its fingerprint is (\S+)\n/,
        );
        assert.notEqual(seen, server.fingerprint);
        await say(ann, "SEND bob still here\n");
        await bobHears.waitFor(/DELIVERY ann still here\n/);
        await say(bob, "SEND ann so am I\n");
        await annHears.waitFor(/DELIVERY bob so am I\n/);
        await withTls(server, "HELLO-FROM new\n", (_, heard) => heard.waitFor(/^HELLO new/));
        await assertDistrusted(server.port, old);
      });
    });
  },
});

/** The text that tells a client of plaintext what the server requires. */
const TLS_REQUIRED =
  "This server requires TLS. Parley's clients speak it with --tls, --tls-ca or --tls-fingerprint.";

/** What clients of plaintext send, and what they read before the server ends the connection. */
const IN_PLAINTEXT: Record<string, readonly [string, string]> = {
  direct: ["HELLO-FROM ann\nLIST\n", `DELIVERY server ${TLS_REQUIRED}\nBAD-RQST-HDR\n`],
  messenger: [
    line("login", { source: "ann", body: "a password" }),
    line("refused", { source: "server", body: TLS_REQUIRED }),
  ],
  channel: ["ann".padEnd(200), TLS_REQUIRED.padEnd(200)],
};

for (const flags of [[], ["--password-file"]]) {
  const title = flags.length > 0 ? "with --tls-only and a password" : "with --tls-only";
  Deno.test(`server ${title} tells clients of plaintext in their dialect, and accepts TLS`, async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("password");
    await Deno.writeTextFile(file, "a password\n", { mode: 0o600 });
    await using server = await TlsServer.start(
      "--tls-only",
      ...flags.flatMap((flag) => [flag, file]),
    );
    for (const [sent, heard] of Object.values(IN_PLAINTEXT)) {
      await using client = await LineClient.connect(server.port, sent);
      assert.equal(await client.rest(), heard);
    }
    const left = / \(not logged in\) left: this port speaks TLS only\n/g;
    await server.process.log.waitUntil((text) => text.match(left)?.length === 3, "three refusals");
    const login = flags.length > 0 ? "HELLO-FROM ann a password\n" : "HELLO-FROM ann\n";
    await withTls(server, login, (_, heard) => heard.waitFor(/^HELLO ann\n/));
  });
}

Deno.test("server reuses the certificate that it made", async () => {
  await using server = await TlsServer.start();
  await server.process.log.waitFor(/^Made the certificate ".*cert\.pem"\n/);
  if (Deno.build.os !== "windows") {
    assert.equal((await Deno.stat(server.key)).mode! & 0o777, 0o600);
  }
  const files = ["--tls-cert", server.cert, "--tls-key", server.key];
  await using again = await ServerProcess.start(...files, "--tls-self-signed");
  await again.output.waitFor(new RegExp(`fingerprint is ${server.fingerprint}\n`));
});

Deno.test("server with a certificate in memory warns that it will be lost", async () => {
  await using server = await ServerProcess.start("--tls-self-signed");
  await server.output.waitFor(
    /TLS is on: the certificate's SHA-256 fingerprint is (\w\w:){31}\w\w\n/,
  );
  await server.log.waitFor(/^The certificate will be lost when the server stops\. /);
});

Deno.test("server without TLS treats a handshake like any other bytes", async () => {
  await using server = await ServerProcess.start();
  await using client = await LineClient.connect(server.port, "\x16 is no command\n");
  assert.deepEqual(await client.hear(1), ["BAD-RQST-HDR"]);
});

Deno.test("server names the file that it cannot use for TLS, and the reason", async (test) => {
  using folder = new TemporaryFolder();
  const path = (name: string) => `${folder.path}/${name}`;
  const [one, two] = [selfSigned(["localhost"]), selfSigned(["localhost"])];
  await Deno.writeTextFile(path("one.crt"), one.cert);
  await Deno.writeTextFile(path("one.key"), one.key);
  await Deno.writeTextFile(path("two.key"), two.key);
  await Deno.writeTextFile(path("tea"), "Earl Grey");
  const cases = [
    [["--tls-cert", "one.crt"], 2, "Cannot use --tls-cert without --tls-key"],
    [["--tls-only"], 2, "Cannot use --tls-only without"],
    [["--tls-cert", "no.crt", "--tls-key", "one.key"], 1, 'no.crt": no such file or directory'],
    [["--tls-cert", "one.crt", "--tls-key", "no.key"], 1, 'no.key": no such file or directory'],
    [["--tls-cert", "tea", "--tls-key", "one.key"], 1, 'tea": not in PEM format'],
    [["--tls-cert", "one.crt", "--tls-key", "tea"], 1, 'tea": not in PEM format'],
    [["--tls-cert", "one.crt", "--tls-key", "two.key"], 1, "it does not belong to the certificate"],
    [["--tls-self-signed", "--tls-cert", "no/a", "--tls-key", "no/b"], 1, "Cannot write"],
  ] as const;
  for (const [flags, code, message] of cases) {
    await test.step(flags.join(" "), async () => {
      const words = flags.map((word) => word.startsWith("--") ? word : path(word));
      const allowed = ["--allow-net", "--allow-sys", "--allow-read", "--allow-write"];
      const { code: seen, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", ...allowed, "server.ts", ...words],
      }).output();
      assert.equal(seen, code);
      assert(text(stderr).includes(message), text(stderr));
      assert.doesNotMatch(text(stderr), /\n +at /);
    });
  }
});
