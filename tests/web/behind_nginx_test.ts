import assert from "node:assert/strict";
import { DEADLINE_MS } from "../support/deadline.ts";
import { freePorts } from "../support/free_ports.ts";
import { RunningProcess } from "../support/running_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { RawWebSocket, request } from "../support/web_client.ts";

const HAS_NGINX = new Deno.Command("sh", { args: ["-c", "command -v nginx"] }).outputSync().success;

/** Returns the configuration for nginx that the page shows, for these ports and this folder. */
function configuration(folder: string, port: number, serverPort: number): string {
  const page = Deno.readTextFileSync("docs/web.md");
  const [, block] = /^```nginx\n(.*?)^```$/ms.exec(page)!;
  const http = block!
    .replace("listen 80;", `listen 127.0.0.1:${port};`)
    .replace("127.0.0.1:55555", `127.0.0.1:${serverPort}`);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`).join(" ");
  return `pid ${folder}/pid; daemon off; master_process off; error_log ${folder}/errors;
events {}
http { access_log off; ${paths}
${http} }`;
}

async function waitUntilItListens(port: number): Promise<void> {
  for (const deadline = performance.now() + DEADLINE_MS; performance.now() < deadline;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`nginx does not listen on port ${port}`);
}

Deno.test("the page and its WebSocket work behind nginx with the configuration of docs/web.md", {
  ignore: !HAS_NGINX,
}, async () => {
  await using server = await ServerProcess.start("--web-host", "chat.example.org");
  using folder = new TemporaryFolder();
  const port = freePorts(1)[0]!;
  await Deno.writeTextFile(
    folder.file("nginx.conf"),
    configuration(folder.path, port, server.port),
  );
  await using _nginx = new RunningProcess([
    ...["nginx", "-c", folder.file("nginx.conf"), "-e", folder.file("errors")],
  ]);
  await waitUntilItListens(port);
  const Host = `chat.example.org:${port}`;
  const page = await request(port, "/", { Host });
  assert.equal(page.status, 200);
  assert.match(page.headers.etag!, /^"/);
  assert.equal((await request(port, "/", { Host: "evil.example" })).status, 403);
  for (const [Origin, status] of [[`http://${Host}`, 101], ["http://evil.example", 403]] as const) {
    await using ann = await RawWebSocket.connect(port, { fields: { Host, Origin } });
    assert.equal(ann.response!.status, status);
    if (status !== 101) continue;
    assert.match(await ann.logIn("ann"), /"welcome"/);
  }
});
