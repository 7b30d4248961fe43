import assert from "node:assert/strict";
import { refused } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const NATS = ["--cluster", "nats://127.0.0.1:1"];

/** Flags of which a server cannot make a cluster, and the start of its answer. */
const CASES: readonly [flags: readonly string[], text: string][] = [
  [["--cluster", "http://a:4222"], 'Cannot use "http://a:4222" for --cluster: the scheme "http" '],
  [["--cluster", "nats://me:secret@a:0"], 'Cannot use "nats://…@a:0" for --cluster: the port is 0'],
  [["--cluster", "nats://a,,nats://b"], 'Cannot use "" for --cluster: an address is empty'],
  [["--cluster-name", "school"], "Cannot use --cluster-name without --cluster"],
  [[...NATS, "--cluster-name", "a.b"], 'Cannot use "a.b" for --cluster-name: a name has 1 to 32 '],
  [[...NATS, "--cluster-address", "a"], 'Cannot use "a" for --cluster-address: expected HOST:PORT'],
  [[...NATS, "--cluster-ca", "none"], 'Cannot use "none" for --cluster-ca: no such file or dir'],
  [[...NATS, "--cluster-creds", "none"], 'Cannot use "none" for --cluster-creds: no such file or '],
  [[...NATS, "--store", "x"], "Cannot use --store with --cluster: a cluster keeps everything in"],
  [
    NATS,
    "Cannot connect to NATS at 127.0.0.1:1: connection refused. Is nats-server running there?",
  ],
];

for (const [flags, text] of CASES) {
  Deno.test(`a server explains why it cannot use ${flags.join(" ")}`, async () => {
    const { error } = await refused("--address", "127.0.0.1", "-p", "0", ...flags);
    assert(error.startsWith(text), error);
    assert.doesNotMatch(error, /secret/);
  });
}

Deno.test("a file without certificates is no --cluster-ca", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("key.pem");
  Deno.writeTextFileSync(file, "-----BEGIN PRIVATE KEY-----\n");
  const { error } = await refused(
    "--address",
    "127.0.0.1",
    "-p",
    "0",
    ...NATS,
    "--cluster-ca",
    file,
  );
  const text = `Cannot use "${file}" for --cluster-ca: it contains no certificate in PEM format`;
  assert(error.startsWith(text), error);
});
