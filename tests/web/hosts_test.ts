import assert from "node:assert/strict";
import { AllowedHosts } from "../../lib/web/allowed_hosts.ts";
import { ServerProcess } from "../support/server_process.ts";
import { RawWebSocket, request, UPGRADE } from "../support/web_client.ts";

const MACHINE = {
  hostname: () => "Lab7.example.edu",
  addresses: () => ["127.0.0.1", "::1", "192.168.1.20", "fd00::2:3", "fe80::1%eth0"],
};

const HOSTS: readonly (readonly [host: string, isAllowed: boolean])[] = [
  ["localhost", true],
  ["localhost:55555", true],
  ["LOCALHOST:80", true],
  ["localhost.", true],
  ["127.0.0.1:55555", true],
  ["127.1.2.3", true],
  ["192.168.1.20:1", true],
  ["[::1]:55555", true],
  ["[fd00::2:3]", true],
  ["[FD00:0:0:0::2:3]:1", true],
  ["[fe80::1]", true],
  ["lab7", true],
  ["lab7.local:55555", true],
  ["Lab7.Example.EDU", true],
  ["chat.example.org", true],
  ["203.0.113.5:443", true],
  ["[2001:db8::5]:443", true],
  ["", false],
  ["evil.example", false],
  ["localhost.evil.example", false],
  ["lab7.evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["127.evil.example", false],
  ["192.168.1.21", false],
  ["[::2]", false],
  ["::1", false],
  ["[::1", false],
  ["[localhost]", false],
  ["localhost:", false],
  ["localhost:x", false],
  ["localhost:123456", false],
  ["localhost@evil.example", false],
  ["evil.example@localhost", false],
  ["user:secret@localhost", false],
  ["localhost/evil.example", false],
  ["localhost, evil.example", false],
  ["localhost evil.example", false],
  ["http://localhost", false],
  ["0.0.0.0", false],
  ["2130706433", false],
  ["[fe80::1%25eth0]", false],
];

Deno.test("a server answers by the names and addresses that are its own, on any port", () => {
  const hosts = new AllowedHosts(["chat.example.org", "203.0.113.5", "2001:db8::5"], MACHINE);
  for (const [host, isAllowed] of HOSTS) assert.equal(hosts.has(host), isAllowed, host);
});

Deno.test("a server that may not ask for the machine's name answers by its addresses", () => {
  const hosts = new AllowedHosts([], { ...MACHINE, hostname: () => undefined });
  assert.deepEqual(["undefined", "lab7", "192.168.1.20"].map((host) => hosts.has(host)), [
    false,
    false,
    true,
  ]);
});

Deno.test("a page of another name is refused, though that name leads here", async () => {
  await using server = await ServerProcess.start("--web-host", "chat.example.org, www.example.org");
  const { port } = server;
  for (const path of ["/", "/chat.js", "/chat", "/nothing"]) {
    const { status, body } = await request(port, path, {
      Host: `evil.example:${port}`,
      ...UPGRADE,
    });
    assert.equal(status, 403, path);
    assert.match(body, /--web-host/);
  }
  for (const Host of ["chat.example.org", `www.example.org:${port}`, `localhost:${port}`]) {
    assert.equal((await request(port, "/", { Host })).status, 200, Host);
  }
  // A health check has no page to protect.
  assert.equal((await request(port, "/health", { Host: "balancer" })).status, 200);
});

Deno.test("a server answers by this machine's own name", async () => {
  await using server = await ServerProcess.start();
  const { stdout } = await new Deno.Command("hostname").output();
  const name = new TextDecoder().decode(stdout).trim();
  for (const Host of [name, `${name.split(".")[0]}.local:${server.port}`]) {
    assert.equal((await request(server.port, "/", { Host })).status, 200, Host);
  }
});

const ORIGINS: readonly (readonly [origin: string | undefined, isAllowed: boolean])[] = [
  [undefined, true],
  ["http://HOST", true],
  ["https://HOST", true],
  ["HTTP://HOST", true],
  ["http://127.0.0.1", false],
  ["http://127.0.0.1:1", false],
  ["http://localhost:PORT", false],
  ["http://evil.example", false],
  ["https://evil.example:PORT", false],
  ["http://HOST.evil.example", false],
  ["http://HOST@evil.example", false],
  ["http://HOST/", false],
  ["file://HOST", false],
  ["null", false],
  ["", false],
  ["HOST", false],
];

Deno.test("a WebSocket is for the server's own page and for programs", async () => {
  await using server = await ServerProcess.start();
  const { port } = server;
  for (const [origin, isAllowed] of ORIGINS) {
    const filled = origin?.replace("HOST", `127.0.0.1:${port}`).replace("PORT", String(port));
    const fields = filled === undefined ? {} : { Origin: filled };
    await using socket = await RawWebSocket.connect(port, { fields });
    assert.equal(socket.response!.status, isAllowed ? 101 : 403, String(filled));
  }
});
