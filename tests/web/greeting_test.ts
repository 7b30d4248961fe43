import assert from "node:assert/strict";
import { NO_NAMESPACES } from "../support/namespaces.ts";
import { programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { readDrawnQrCode } from "../support/read_qr_code.ts";
import { ServerProcess } from "../support/server_process.ts";

const ADDRESS = "10.9.0.1";

/** Starts a server on a terminal of a machine with this address. */
function startOnTerminal(flags: readonly string[], size = { columns: 80, rows: 24 }): Promise<Pty> {
  const setUp =
    `ip link add eth0 type veth peer name far && ip link set far up && ip addr add ${ADDRESS}/24 dev eth0 && ip link set eth0 up`;
  const shell = ["unshare", "-rn", "sh", "-c", `${setUp} && exec "$0" "$@"`];
  return Pty.start([...shell, ...programCommand("server"), "5000", ...flags], size);
}

const JOIN = `Others join with: deno run -A client.ts ${ADDRESS}:5000`;

Deno.test("on a terminal, the page's address comes first, its QR code next, and the command last", {
  ignore: !HAS_PTY || NO_NAMESPACES !== undefined,
}, async () => {
  await using server = await startOnTerminal(["--quiet"]);
  await server.waitFor((screen) => screen.includes(JOIN), "the command");
  const rows = server.screen();
  const page = rows.indexOf(`Others join in a browser: http://${ADDRESS}:5000/`);
  const command = rows.indexOf(JOIN);
  assert(page > 0 && command > page);
  const drawn = rows.slice(page + 2, command - 1).map((row) => row.padEnd(29));
  assert.equal(readDrawnQrCode(drawn, true), `http://${ADDRESS}:5000/`);
  assert(command < 24, "it does not fit on the screen");
});

for (
  const [flags, size, note] of [
    [["--quiet", "--no-qr"], { columns: 80, rows: 24 }, "with --no-qr"],
    [["--quiet"], { columns: 40, rows: 15 }, "on a small screen"],
    [["--quiet", "--no-web"], { columns: 80, rows: 24 }, "without the page"],
  ] as const
) {
  Deno.test(`there is no QR code ${note}`, {
    ignore: !HAS_PTY || NO_NAMESPACES !== undefined,
  }, async () => {
    await using server = await startOnTerminal(flags, size);
    const start = JOIN.slice(0, size.columns).trim();
    await server.waitFor((screen) => screen.includes(start), "the command");
    assert.doesNotMatch(server.screen().join("\n"), /[▀▄█]/);
  });
}

Deno.test("on a pipe, the greeting has the page's address and no QR code", async () => {
  await using server = await ServerProcess.start("-a", "127.0.0.1");
  await server.output.waitFor(/^Join in a browser: http:\/\/127\.0\.0\.1:\d+\/\nJoin with: /m);
  assert.doesNotMatch(server.output.text, /[▀▄█]|\n\n/);
  await using secret = await ServerProcess.start("--tls-self-signed");
  await secret.output.waitFor(/^Join in a browser: https:\/\/127\.0\.0\.1:\d+\/\nJoin with: /m);
  await using without = await ServerProcess.start("--no-web");
  await without.output.waitFor(/^Join with: /m);
  assert.doesNotMatch(without.output.text, /browser/);
});
