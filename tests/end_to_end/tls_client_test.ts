import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSigned } from "../../lib/transport/self_signed.ts";
import { ClientProcess } from "../support/client_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { logIn } from "../support/messenger_peer.ts";
import { PipedProcess } from "../support/piped_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { hasOpenssl, TlsServer } from "../support/tls_server.ts";

/** Runs the client to its end. */
async function run(input: string, ...args: string[]) {
  await using client = new ClientProcess(...args);
  await client.type(input).catch(() => {});
  await client.endInput().catch(() => {});
  return {
    code: await client.exitCode,
    output: client.output.text,
    errors: client.errors.text,
  };
}

Deno.test("all clients chat over TLS with a server whose fingerprint they were given", async () => {
  // The server accepts no plaintext.
  await using server = await TlsServer.start("--tls-only");
  const port = String(server.port);
  const tls = ["--tls-fingerprint", server.fingerprint];
  await using ear = new ClientProcess("listen", "-p", port, "-u", "ear", "--join", "tea", ...tls);
  await server.process.log.waitFor(/is ear/);
  await using channel = new ClientProcess("Panda", "localhost", port, ...tls);
  await channel.type("/join tea\n");
  await ear.output.waitFor(/Panda has joined #tea\n/);
  await using messenger = new ClientProcess(
    ...["messenger", "-a", "127.0.0.1", "-p", port, "-u", "mole", ...tls],
  );
  await messenger.type("/join tea\n");
  await channel.output.waitFor(/mole has joined\n/);
  await messenger.type("hello\n");
  await channel.output.waitFor(/\[mole\] hello\n/);
  await channel.type("good day\n");
  await messenger.output.waitFor(/\[Panda\] good day\n/);
  const sent = await run("from a script\n", "send", "-p", port, "--to", "#tea", ...tls);
  assert.deepEqual(sent, { code: 0, output: "", errors: "" });
  const direct = await run("dora\n@ear hi\n", "direct", "-p", port, ...tls);
  assert.equal(direct.code, 0);
  await ear.output.waitFor(/good day\n(.*\n)*.* from a script\n(.*\n)*\[dora to you\] hi\n/);
});

Deno.test("clients accept a fingerprint in lower case or without colons", async () => {
  await using server = await TlsServer.start();
  const { fingerprint } = server;
  await using _ear = await logIn(server.port, "ear");
  for (const written of [fingerprint.toLowerCase(), fingerprint.replaceAll(":", "")]) {
    const flags = ["-p", String(server.port), "--to", "ear", "--tls-fingerprint", written];
    assert.deepEqual(await run("", "send", "hi", ...flags), { code: 0, output: "", errors: "" });
  }
});

Deno.test("clients send nothing to an untrusted server and say why", async (test) => {
  await using server = await TlsServer.start();
  const port = String(server.port);
  const other = server.path("other.pem");
  await Deno.writeTextFile(other, selfSigned(["localhost"]).cert);
  const unsigned = "no trusted authority signed the server's certificate. Use --tls-fingerprint " +
    `${server.fingerprint} if the server's operator confirms that fingerprint.\n`;
  const cases: [string, string[], string][] = [
    ["no authority signed the certificate", ["--tls"], unsigned],
    ["another authority was given", ["--tls-ca", other], unsigned],
    [
      "another fingerprint was given",
      ["--tls-fingerprint", "ab".repeat(32)],
      `the certificate has the fingerprint ${server.fingerprint}, not the trusted one ` +
      `${Array(32).fill("AB").join(":")}. Ask the server's operator which of them is right.\n`,
    ],
  ];
  for (const [name, flags, reason] of cases) {
    await test.step(name, async () => {
      const channel = await run("secret\n", "Panda", "localhost", port, ...flags);
      assert.equal(channel.code, 1);
      assert.equal(channel.output, `Unable to connect to localhost:${port}\n`);
      assert(channel.errors.endsWith(reason), channel.errors);
      const send = await run("secret\n", "send", "--to", "all", "-p", port, ...flags);
      assert.equal(send.code, 1);
      assert(send.errors.startsWith(`Cannot connect to 127.0.0.1:${port}: `), send.errors);
      assert(send.errors.endsWith(reason), send.errors);
    });
  }
  assert.doesNotMatch(server.process.log.text, / is /);
});

Deno.test("clients trust the authority in --tls-ca for the names in the certificate", async () => {
  await using server = await TlsServer.start();
  const port = String(server.port);
  await using _ear = await logIn(server.port, "ear");
  const flags = ["send", "hi", "--to", "ear", "-p", port, "--tls-ca", server.cert];
  assert.deepEqual(await run("", ...flags), { code: 0, output: "", errors: "" });
  assert.equal((await run("", ...flags, "-a", "localhost")).code, 0);
});

Deno.test("clients distrust a certificate for another name unless its fingerprint is given", async () => {
  using folder = new TemporaryFolder();
  const [cert, key] = [`${folder.path}/cert.pem`, `${folder.path}/key.pem`];
  const identity = selfSigned(["tea.example", "192.0.2.1"]);
  await Deno.writeTextFile(cert, identity.cert);
  await Deno.writeTextFile(key, identity.key);
  await using server = await ServerProcess.start("--tls-cert", cert, "--tls-key", key);
  await using _ear = await logIn(server.port, "ear");
  const words = ["send", "hi", "--to", "ear", "-a", "localhost", "-p", String(server.port)];
  const { code, errors } = await run("", ...words, "--tls-ca", cert);
  assert.equal(code, 1);
  assert.match(errors, /: the certificate is for DNS:tea\.example, IP.*, not for "localhost"$/m);
  const pin = new X509Certificate(identity.cert).fingerprint256;
  assert.equal((await run("", ...words, "--tls-fingerprint", pin)).code, 0);
});

Deno.test("clients distrust a server that has the certificate but not its key", async () => {
  if (!await hasOpenssl()) return;
  using folder = new TemporaryFolder();
  const [cert, key] = [`${folder.path}/cert.pem`, `${folder.path}/key.pem`];
  const [victim, thief] = [selfSigned(["localhost"]), selfSigned(["localhost"])];
  await Deno.writeTextFile(cert, victim.cert);
  await Deno.writeTextFile(key, withPublicKeyOf(victim.key, thief.key));
  await using server = new PipedProcess(
    ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", cert, "-key", key],
  );
  const [, port] = await server.output.waitFor(/ACCEPT 127\.0\.0\.1:(\d+)\n/);
  const pin = ["--tls-fingerprint", new X509Certificate(victim.cert).fingerprint256];
  const { code, errors } = await run("", "send", "hi", "--to", "all", "-p", port!, ...pin);
  assert.equal(code, 1);
  assert.match(errors, /: TLS handshake failed: /);
});

/** Combines a private key with the public key of another, which openssl does not notice. */
function withPublicKeyOf(victim: string, thief: string): string {
  const [theirs, own] = [victim, thief].map((key) =>
    createPrivateKey(key).export({ type: "sec1", format: "der" })
  );
  own!.set(theirs!.subarray(-65), own!.length - 65);
  return `-----BEGIN EC PRIVATE KEY-----\n${
    own!.toString("base64")
  }\n-----END EC PRIVATE KEY-----\n`;
}

Deno.test("clients say that a server speaks no TLS", async () => {
  using plain = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = plain.accept().then(async (conn) => {
    await conn.read(new Uint8Array(2000));
    await conn.write(new TextEncoder().encode("BAD-RQST-HDR\n"));
    return conn;
  });
  const at = ["-p", String(plain.addr.port), "--tls"];
  const { code, errors } = await run("", "send", "hi", "--to", "all", ...at);
  assert.equal(code, 1);
  assert.match(errors, /: TLS handshake failed: the other side does not speak TLS\n$/);
  (await answering).close();
});

Deno.test("a client sends all of its input over TLS before it ends", async () => {
  await using server = await TlsServer.start();
  const [port, count] = [String(server.port), 5000];
  const tls = ["--tls-fingerprint", server.fingerprint];
  await using ear = new ClientProcess("Ear", "localhost", port, ...tls);
  await ear.type("/create tea\n");
  await server.process.log.waitFor(/is Ear/);
  const lines = Array.from({ length: count }, (_, at) => `line ${at}\n`).join("");
  const { code } = await run(`/join tea\n${lines}`, "Mouth", "localhost", port, ...tls);
  assert.equal(code, 0);
  await ear.output.waitFor(/Mouth has left\n/);
  assert.equal(ear.output.text.match(/\[Mouth\] line \d+\n/g)!.length, count);
});

Deno.test("clients refuse invalid TLS flags", async () => {
  await using server = await TlsServer.start();
  const cases: [string[], number, RegExp][] = [
    [["--tls-fingerprint", "abc"], 2, /^Cannot use "abc" for --tls-fingerprint: /],
    [["--tls-ca", "a", "--tls-fingerprint", "b"], 2, /^Cannot use --tls-ca with --tls-fing/],
    [
      ["--tls-ca", server.path("no")],
      1,
      /^Cannot read the authorities in ".*no": no such file or directory\n$/,
    ],
    [["--tls-ca", server.key], 1, /: it contains no certificate in PEM format\n$/],
  ];
  for (const [flags, code, errors] of cases) {
    const seen = await run("", "send", "hi", "--to", "all", ...flags);
    assert.equal(seen.code, code);
    assert.match(seen.errors, errors);
  }
});

Deno.test("clients of plaintext say that the server requires TLS, and ask for no other name", async () => {
  await using server = await TlsServer.start("--tls-only");
  const port = String(server.port);
  const problem = "Cannot log in: the server requires TLS. " +
    "Connect with --tls, --tls-ca or --tls-fingerprint.\n";
  for (
    const args of [
      [`localhost:${port}`, "-u", "ann"],
      ["send", "-a", "localhost", "-p", port, "--to", "all", "hi"],
      ["listen", "-a", "localhost", "-p", port],
    ]
  ) {
    assert.deepEqual(await run("", ...args), { code: 1, output: "", errors: problem });
  }
});
