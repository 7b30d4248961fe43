import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { type KeyPair, selfSigned } from "../../lib/transport/self_signed.ts";
import { FAKETIME } from "../support/faketime.ts";
import { metricsUrl, scrape } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TlsServer } from "../support/tls_server.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

const METRIC = "parley_certificate_expiry_timestamp_seconds";
const DAY_MS = 24 * 60 * 60 * 1000;

const ADVANCES: readonly (readonly [offset: string, flags: string[], text: RegExp])[] = [
  ["+300d", [], /^$/],
  ["+360d", [], /^The certificate ".*cert\.pem" expires on 20\d\d-\d\d-\d\d, in [45] days\. Repl/],
  ["+360d", ["--tls-self-signed"], / Delete it and its key, and restart the server to make new o/],
  [
    "+364.5d",
    [],
    / expires on 20\d\d-\d\d-\d\d, within a day\. Replace it and its key, and send SI/,
  ],
  [
    "+400d",
    [],
    /^The certificate ".*cert\.pem" expired on 20\d\d-\d\d-\d\d\. Replace it and its k/,
  ],
  ["-2d", [], /^The certificate ".*cert\.pem" is not valid before 20\d\d-\d\d-\d\d\n/],
];

Deno.test({
  name: "a server that starts with a certificate about to end says so",
  ignore: FAKETIME === undefined,
  async fn() {
    await using first = await TlsServer.start();
    const files = ["--tls-cert", first.cert, "--tls-key", first.key];
    for (const [offset, flags, text] of ADVANCES) {
      const setUp = `export FAKETIME="${offset}" FAKETIME_DONT_FAKE_MONOTONIC=1 ` +
        `LD_PRELOAD="${FAKETIME}"`;
      await using server = await ServerProcess.startAfter(setUp, ...files, ...flags);
      assert.equal(await server.stop(), 0);
      assert.match(server.log.text, text, offset);
    }
  },
});

/** Makes a certificate as if it were some days later. */
function madeIn(days: number): KeyPair {
  const { now } = Date;
  try {
    Date.now = () => now() + days * DAY_MS;
    return selfSigned(["localhost", "127.0.0.1"]);
  } finally {
    Date.now = now;
  }
}

function endOf(cert: string): number {
  return Date.parse(new X509Certificate(cert).validTo) / 1000;
}

Deno.test({
  name: "a metric tells the end of the certificate that is in use",
  ...WITH_SIGNALS,
  async fn() {
    await using server = await TlsServer.start("--metrics", "0");
    const url = await metricsUrl(server.process);
    assert.equal((await scrape(url)).value(METRIC), endOf(await Deno.readTextFile(server.cert)));
    const { cert, key } = madeIn(10);
    await Deno.writeTextFile(server.cert, cert);
    await Deno.writeTextFile(server.key, key);
    Deno.kill(server.process.pid, "SIGHUP");
    await server.process.log.waitFor(/Reloaded the certificate/);
    assert.equal((await scrape(url)).value(METRIC), endOf(cert));
  },
});

Deno.test("a server without TLS has no such metric", async () => {
  await using server = await ServerProcess.start("--metrics", "0");
  const { samples } = await scrape(await metricsUrl(server));
  assert.equal(samples.has(METRIC), false);
});
