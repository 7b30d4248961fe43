import assert from "node:assert/strict";
import { ServerList } from "../../lib/serving/server_list.ts";
import { HttpGate } from "../../lib/transport/http_gate.ts";
import type { Socket } from "../../lib/transport/socket.ts";
import { AllowedHosts } from "../../lib/web/allowed_hosts.ts";
import { webDoor } from "../../lib/web/door.ts";
import { LoopbackChat } from "../serving/loopback_chat.ts";
import { ListedServers } from "../support/listed_servers.ts";
import { RawWebSocket, request } from "../support/web_client.ts";

const POLICY = "content-security-policy";

Deno.test("the page may connect to the servers of the cluster, and its files to nothing else", async () => {
  await using servers = new ListedServers();
  const [first, second] = servers.addresses;
  const { headers } = await request(servers.port(0), "/");
  const sources = [first, second].flatMap((address) => [`ws://${address}`, `wss://${address}`]);
  const policy = headers[POLICY]!;
  assert(policy.includes(`; connect-src 'self' ${sources.join(" ")}; `), policy);
  const script = await request(servers.port(0), "/chat.js");
  assert(script.headers[POLICY]!.includes("; connect-src 'self'; "));
});

Deno.test("a browser loads the page again when the servers have changed", async () => {
  await using servers = new ListedServers();
  const { headers: { etag } } = await request(servers.port(0), "/");
  const again = () => request(servers.port(0), "/", { "If-None-Match": etag! });
  assert.equal((await again()).status, 304);
  servers.list([]);
  assert.equal((await again()).status, 200);
});

Deno.test("a malicious address in the list changes no policy", async () => {
  await using servers = new ListedServers();
  const { headers } = await request(servers.port(0), "/");
  servers.list([servers.addresses[1]!, "a; script-src *:80", "x 'unsafe-inline':80", "*:80"]);
  assert.equal((await request(servers.port(0), "/")).headers[POLICY], headers[POLICY]);
});

/** Origins of pages, by whether the second server lets them chat. */
const ORIGINS: readonly (readonly [isAllowed: boolean, origin: (port: number) => string])[] = [
  [true, (port) => `http://127.0.0.1:${port}`],
  [true, (port) => `https://127.0.0.1:${port}`],
  [false, (port) => `http://127.0.0.1:${port + 1}`],
  [false, (port) => `http://localhost:${port}`],
  [false, (port) => `ftp://127.0.0.1:${port}`],
  [false, (port) => `http://127.0.0.1:${port}.evil.example`],
  [false, () => "http://127.0.0.1"],
  [false, () => "http://evil.example"],
  [false, () => "null"],
  [false, () => ""],
];

Deno.test("a server lets the pages of the other servers chat, and nobody else's", async () => {
  await using servers = new ListedServers();
  for (const [isAllowed, originOf] of ORIGINS) {
    const origin = originOf(servers.port(0));
    await using socket = await RawWebSocket.connect(servers.port(1), {
      fields: { Origin: origin },
    });
    assert.equal(socket.response?.status, isAllowed ? 101 : 403, origin);
  }
});

Deno.test("a server answers browsers under the host by which the cluster lists it", async () => {
  const servers = new ServerList();
  servers.change(["chat1.example.org:443", "chat2.example.org:443"]);
  const machine = { hostname: () => undefined, addresses: () => [] };
  const service = webDoor({ hosts: new AllowedHosts([], machine), maxMessage: 1000, servers });
  const gate = (socket: Socket) => new HttpGate(socket, { service });
  await using chat = new LoopbackChat({ servers }, 1, [gate]);
  const statusFor = async (host: string) => (await request(chat.port, "/", { Host: host })).status;
  assert.equal(await statusFor("chat1.example.org"), 200);
  assert.equal(await statusFor("CHAT1.example.org:8080"), 200);
  assert.equal(await statusFor("chat2.example.org"), 403);
  assert.equal(await statusFor("evil.example"), 403);
});

Deno.test("a page may go on chatting when its own server has left the cluster", async () => {
  await using servers = new ListedServers();
  const fields = { Origin: `http://127.0.0.1:${servers.port(0)}` };
  servers.list([]);
  await using socket = await RawWebSocket.connect(servers.port(1), { fields });
  assert.equal(socket.response?.status, 101);
});
