import assert from "node:assert/strict";
import { FILES } from "../../lib/web/files.ts";
import { ServerProcess } from "../support/server_process.ts";
import { exchange, parseResponse, request } from "../support/web_client.ts";

Deno.test("the server serves the page and its files, each with its type, and never stale", async () => {
  await using server = await ServerProcess.start();
  for (const [path, { type, body }] of FILES) {
    const { status, headers, body: text } = await request(server.port, `${path}?any=query`);
    assert.equal(status, 200, path);
    assert.equal(text, new TextDecoder().decode(body));
    assert.equal(headers["content-type"], type);
    assert.equal(headers["content-length"], String(body.length));
    assert.equal(headers["cache-control"], "no-cache");
    assert.equal(headers["connection"], "close");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["referrer-policy"], "no-referrer");
    const policy = headers["content-security-policy"]!;
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert(!policy.includes("unsafe"));
    const again = await request(server.port, path, { "If-None-Match": `"x", ${headers.etag}` });
    assert.deepEqual([again.status, again.body], [304, ""]);
    const changed = await request(server.port, path, { "If-None-Match": '"x"' });
    assert.equal(changed.status, 200);
    const onlyHead = await request(server.port, path, {}, "HEAD");
    const { date: _, ...fields } = headers;
    const { date: __, ...headFields } = onlyHead.headers;
    assert.deepEqual([onlyHead.status, headFields, onlyHead.body], [200, fields, ""]);
  }
});

Deno.test("the files of the page are smaller than 64 KB together, and ask nobody else for anything", () => {
  const bodies = Array.from(FILES.values(), ({ body }) => body);
  assert(bodies.reduce((sum, { length }) => sum + length, 0) < 64_000);
  const index = new TextDecoder().decode(FILES.get("/")!.body);
  assert.doesNotMatch(index, /\b(?:src|href)="(?:https?:)?\/\//);
});

const RESPONSES: readonly (readonly [method: string, path: string, status: number])[] = [
  ["GET", "/health", 200],
  ["HEAD", "/health", 200],
  ["GET", "/healthz", 404],
  ["GET", "/page/index.html", 404],
  ["GET", "/..%2fserver.ts", 404],
  ["GET", "/../server.ts", 404],
  ["GET", "//", 404],
  ["GET", "*", 404],
  ["GET", "*@example.org/", 400],
  ["GET", "@example.org/", 400],
  ["GET", ".example.org", 400],
  ["GET", "javascript:alert(1)", 400],
  ["CONNECT", "example.org:443", 400],
  ["HEAD", "/nothing", 404],
  ["POST", "/", 405],
  ["POST", "/health", 405],
  ["PUT", "/nothing", 405],
  ["OPTIONS", "*", 405],
  ["get", "/", 405],
  ["GET", "/chat", 426],
  ["HEAD", "/chat", 426],
];

Deno.test("requests get short answers, behind which the connection closes", async () => {
  await using server = await ServerProcess.start();
  for (const [method, path, status] of RESPONSES) {
    const { headers, body, ...response } = await request(server.port, path, {}, method);
    assert.equal(response.status, status, `${method} ${path}`);
    assert.match(headers["connection"]!, /close/);
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    assert(body.length < 200);
    if (status === 405) assert.equal(headers.allow, "GET, HEAD");
  }
  const { body } = await request(server.port, "/health");
  assert.equal(body, "ok\n");
});

Deno.test("a client of HTTP/1.0 can ask for the server's health, and has to name it for all else", async () => {
  await using server = await ServerProcess.start();
  const get = async (path: string) =>
    parseResponse(await exchange(server.port, `GET ${path} HTTP/1.0\r\n\r\n`)).status;
  assert.deepEqual([await get("/health"), await get("/")], [200, 403]);
});

Deno.test("a server without the page, and one of a dialect that pages do not speak, refuse requests", async () => {
  for (const flag of ["--no-web", "--dialect=direct", "--dialect=channel"]) {
    await using server = await ServerProcess.start(flag);
    for (const path of ["/", "/health", "/chat"]) {
      const { status, body } = await request(server.port, path);
      assert.equal(status, 404, flag);
      assert.equal(body, "This port speaks chat protocols, not HTTP.\n");
    }
  }
  await using server = await ServerProcess.start("--dialect=messenger");
  assert.equal((await request(server.port, "/")).status, 200);
});

Deno.test("a client that asks for the page and does not read it holds up nobody", async () => {
  await using server = await ServerProcess.start();
  using crowd = new DisposableStack();
  for (let count = 0; count < 50; count++) {
    const conn = crowd.use(await Deno.connect({ hostname: "127.0.0.1", port: server.port }));
    await conn.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  }
  assert.equal((await request(server.port, "/health")).status, 200);
});

Deno.test("a browser gets several files on one connection", async () => {
  await using server = await ServerProcess.start();
  const paths = [...FILES.keys()];
  const get = (path: string, fields: string) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;
  const requests = paths.map((path, at) =>
    get(path, at === paths.length - 1 ? "Connection: close\r\n" : "")
  );
  const answers = await exchange(server.port, requests.join(""));
  assert.equal(answers.split("HTTP/1.1 200 OK\r\n").length - 1, paths.length);
  await server.log.waitFor(/left: got a web page\n/);
  assert.equal(server.log.text.match(/connected/g)!.length, 1);
});
