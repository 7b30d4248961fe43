import assert from "node:assert/strict";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { selfSigned } from "../../lib/transport/self_signed.ts";
import { HAS_NATS, NatsServer, type NatsServerOptions } from "../support/nats_server.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { IDENTITY } from "../support/tls_pair.ts";
import { bytes } from "./bus_support.ts";
import { connectTo } from "./engines.ts";
import { makeOperator } from "./nats_operator.ts";

type Options = Parameters<typeof connectTo>[1];

/** Defines a test with a NATS server. */
function testWith(
  name: string,
  options: NatsServerOptions | ((folder: TemporaryFolder) => NatsServerOptions),
  run: (server: NatsServer, folder: TemporaryFolder) => Promise<void>,
): void {
  Deno.test({ name, ignore: !HAS_NATS }, async () => {
    using folder = new TemporaryFolder();
    await using server = await NatsServer.start(
      typeof options === "function" ? options(folder) : options,
    );
    await run(server, folder);
  });
}

async function works(servers: string, options?: Options): Promise<void> {
  await using bus = await connectTo(servers, options);
  assert.equal(await bus.append("history", "ch.x", bytes("1"), crypto.randomUUID()) > 0, true);
}

async function fails(servers: string, text: RegExp, options?: Options): Promise<void> {
  await assert.rejects(connectTo(servers, options), (error) => {
    assert(error instanceof ExpectedError, String(error));
    assert.match(error.text, text);
    assert.doesNotMatch(error.text, /secret/);
    return true;
  });
}

const REFUSED =
  /^Cannot connect to NATS at 127\.0\.0\.1:\d+: it refuses the user, password or credentials\. Check /;

testWith(
  "NATS that asks for a user and a password gets those of the address",
  { config: `authorization { user: me, password: "p:secret/" }` },
  async ({ port }) => {
    await works(`nats://me:p%3Asecret%2F@127.0.0.1:${port}`);
    for (const user of ["", "me:secretly@", "you:secret@", "secret@"]) {
      await fails(`nats://${user}127.0.0.1:${port}`, REFUSED);
    }
    // One address with a mistake does not stop the others.
    await works(`nats://me:secretly@localhost:${port},nats://me:p%3Asecret%2F@127.0.0.1:${port}`);
  },
);

testWith(
  "NATS that asks for a token gets that of the address",
  { config: `authorization { token: "t-secret" }` },
  async ({ port }) => {
    await works(`nats://t-secret@127.0.0.1:${port}`);
    await fails(`nats://secret@127.0.0.1:${port}`, REFUSED);
  },
);

const operator = makeOperator();

testWith(
  "a credentials file lets a server in, and is read again for the next connection",
  { config: operator.config },
  async (server, folder) => {
    const creds = folder.file("user.creds");
    Deno.writeTextFileSync(creds, operator.stranger);
    await fails(server.url, REFUSED, { creds });
    Deno.writeTextFileSync(creds, operator.user);
    await works(server.url, { creds });
    await fails(server.url, REFUSED);
    Deno.writeTextFileSync(creds, "secret");
    await fails(server.url, /^Cannot use ".*user\.creds" for --cluster-creds: it is not a cred/, {
      creds,
    });
    await fails(
      server.url,
      /^Cannot use ".*none" for --cluster-creds: no such file or directory$/,
      {
        creds: folder.file("none"),
      },
    );
  },
);

/** Returns the options of NATS with a certificate. */
function withTls(folder: TemporaryFolder, more = ""): NatsServerOptions {
  Deno.writeTextFileSync(folder.file("cert.pem"), IDENTITY.cert);
  Deno.writeTextFileSync(folder.file("key.pem"), IDENTITY.key);
  const [cert, key] = ["cert", "key"].map((name) => folder.file(`${name}.pem`));
  return { config: `tls { cert_file: "${cert}", key_file: "${key}", ${more} }` };
}

const UNTRUSTED =
  /: no trusted authority signed its certificate\. If you made the .* --cluster-ca\.$/;

testWith(
  "a connection with TLS needs a certificate that a trusted authority has signed",
  (folder) => withTls(folder),
  async ({ port }) => {
    const ca = IDENTITY.cert;
    const stranger = selfSigned(["localhost"]).cert;
    for (const scheme of ["tls", "nats"]) {
      for (const host of ["127.0.0.1", "localhost"]) {
        await works(`${scheme}://${host}:${port}`, { ca });
        await fails(`${scheme}://${host}:${port}`, UNTRUSTED);
        await fails(`${scheme}://${host}:${port}`, UNTRUSTED, { ca: stranger });
      }
    }
  },
);

testWith(
  "NATS that asks its clients for certificates is refused",
  (folder) => withTls(folder, `ca_file: "${folder.file("cert.pem")}", verify: true`),
  async ({ port }) => {
    for (const scheme of ["tls", "nats"]) {
      await fails(
        `${scheme}://localhost:${port}`,
        /: it requires certificates of its clients\. Remove "verify" .* --cluster-creds\.$/,
        { ca: IDENTITY.cert },
      );
    }
  },
);

testWith("an address with tls:// needs TLS", {}, async ({ port }) => {
  await fails(`tls://127.0.0.1:${port}`, /: it does not offer TLS\. .* nats:\/\/ /);
});

testWith(
  "nodes that fail for different reasons are named with their own, first those to be mended",
  { config: `authorization { user: me, password: secret }` },
  async ({ port }) => {
    const [there, gone] = [`127.0.0.1:${port}`, "127.0.0.1:1"];
    const reasons =
      `${there}: it refuses the user, password or credentials; at ${gone}: connection refused`;
    for (const addresses of [`${there},${gone}`, `${gone},${there}`]) {
      await fails(
        addresses,
        new RegExp(`^Cannot connect to NATS at ${reasons}\\. Check the address's user`),
      );
    }
  },
);

testWith("NATS without JetStream is refused", { hasJetStream: false }, async ({ url }) => {
  await fails(url, /^Cannot set up .*"test" in NATS: JetStream is not enabled there\. Start /);
});

testWith(
  "NATS with too little storage is refused",
  { config: "jetstream { max_file_store: 1M }", hasJetStream: false },
  async ({ url }) => {
    await fails(url, /^Cannot set up .* in NATS: it has not enough storage\. Let /);
  },
);

testWith(
  "NATS whose account may not have as many streams is refused",
  {
    config: `accounts { A { users: [{ user: me, password: secret }],
    jetstream: { max_streams: 2 } } }`,
  },
  async ({ port }) => {
    await fails(
      `nats://me:secret@127.0.0.1:${port}`,
      /in NATS: the account may have no more streams\. Let it have five for each cluster \(/,
    );
  },
);

for (const [size, reason] of [["1KB", /: its "max_payload" is too small\. Set /], ["512KB", ""]]) {
  testWith(
    `NATS with a max_payload of ${size} is ${reason ? "refused" : "enough"}`,
    { config: `max_payload: ${size}` },
    ({ url }) => reason ? fails(url, reason as RegExp) : works(url),
  );
}

testWith(
  "NATS that takes no more connections is named as the one that closed it",
  { config: "max_connections: 1" },
  async ({ url }) => {
    await using _ = await connectTo(url);
    await fails(url, /: it closed the connection\. .* with room for more connections \(/);
  },
);

Deno.test("addresses without NATS are refused", async () => {
  const [free, other] = [1, 2].map(() => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    return `127.0.0.1:${port}`;
  });
  await fails(
    `${free},${other}`,
    RegExp(
      `^Cannot connect to NATS at ${free}, ${other}: ` +
        `connection refused\\. Is nats-server running there\\?$`,
    ),
  );
});

Deno.test("something else than NATS is refused", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = listener.accept().then(async (conn) => {
    await conn.write(bytes("SSH-2.0-OpenSSH\r\n"));
    await conn.read(new Uint8Array(10)).catch(() => {});
    conn.close();
  });
  await fails(`127.0.0.1:${listener.addr.port}`, /^Cannot connect to NATS at [\d.:]+: .+\. Is /);
  await answering;
});

testWith(
  "a user of NATS who may not use its subjects is asked for at the end of the error",
  {
    config: `authorization { users = [
      { user: me, password: secret, permissions: { publish: "x", subscribe: "x" } }
    ] }`,
  },
  async ({ port }) => {
    const told: string[] = [];
    await fails(
      `nats://me:secret@127.0.0.1:${port}`,
      /^Cannot set up the streams .*\. Are most of the NATS nodes .* use all subjects\?$/,
      { onStatus: (text) => told.push(text) },
    );
    assert(told.some((text) => /^NATS reports an error: Permissions Violation/.test(text)));
  },
);
