import assert from "node:assert/strict";
import type { Command } from "../../lib/command_line/command.ts";
import { CRDS } from "../../lib/programs/crds/flags.ts";
import { SERVER } from "../../lib/programs/server/flags.ts";
import { ORDER_COMMANDS } from "../../lib/dialects/server_commands.ts";
import { jsonLine, lostLine } from "../../lib/monitoring/json_log.ts";
import type { Status } from "../../lib/net/status.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { CrdsProcess } from "../support/crds_process.ts";
import type { ListeningProcess } from "../support/listening_process.ts";
import { metricsUrl, scrape } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { rowsIn } from "./tables.ts";

const PAGE = await Deno.readTextFile("docs/operations.md");

/** Returns the first code block in a language. */
function blockIn(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(PAGE)![1]!;
}

Deno.test("docs/operations.md lists all metrics of the programs, with their types", async () => {
  const metricsOf = async (server: ListeningProcess) => {
    const { types } = await scrape(await metricsUrl(server));
    return [...types].sort();
  };
  using folder = new TemporaryFolder();
  const flags = ["--metrics", "0", "--tls-self-signed", "--store", folder.file("chat.db")];
  await using server = await ServerProcess.start(...flags);
  await using crds = await CrdsProcess.start("--metrics", "0");
  const rows = rowsIn(PAGE, "metric");
  const listedFor = (program: string) =>
    rows.filter(([, , by]) => by === program || by === "both")
      .map(([name, type]) => [name, type]).sort();
  assert.deepEqual(listedFor("server.ts"), await metricsOf(server));
  assert.deepEqual(listedFor("crds.ts"), await metricsOf(crds));
});

Deno.test("docs/operations.md suggests alerts only on existing metrics", () => {
  const names = rowsIn(PAGE, "metric").map(([name]) => name!);
  const mentioned = PAGE.match(/\b(parley|process)_[a-z_]+/g)!.map((name) =>
    name.replace(/_bucket$/, "")
  );
  for (const name of mentioned) assert(names.includes(name), `the programs have no metric ${name}`);
});

Deno.test("docs/operations.md has the same default limits as the programs' help", () => {
  const [server, crds] = PAGE.split("Flags of `crds.ts`:") as [string, string];
  const cases: [Command, string][] = [[SERVER, server], [CRDS, crds]];
  for (const [{ flags }, page] of cases) {
    for (const [flag, value] of rowsIn(page, "flag")) {
      const known = flags[flag!.replace("--", "")];
      assert(known?.type === "integer", `the program has no flag ${flag}`);
      assert.equal(value, String(known.default), flag);
    }
  }
});

Deno.test("docs/operations.md lists all commands that keep order", () => {
  const cells = rowsIn(PAGE, "command").map(([cell]) => cell!).join(" ");
  for (const { name } of ORDER_COMMANDS) assert(cells.includes(name), name);
});

Deno.test("docs/operations.md lists all fields and events of the log", () => {
  const peer: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.7", port: 50412 };
  const time = new Date("2026-01-02T03:04:05.678Z");
  const named = { type: "named", peer, name: "Alice", dialect: "channel" } as const;
  const statuses: { [type in Status["type"]]: Status & { type: type } } = {
    connected: { type: "connected", peer },
    named,
    left: { type: "left", peer, name: "Alice", reason: "disconnected" },
    accepting: { type: "accepting" },
    notice: { type: "notice", text: "A notice" },
    servers: {
      ...{ type: "servers", text: "Server 192.0.2.8:55555 is back. There are 2 servers now" },
      ...{ change: "back", addresses: ["192.0.2.8:55555"], servers: 2 },
    },
    failed: { type: "failed", doing: "Cannot do it", error: new Error("no luck") },
    "internal-error": {
      ...{ type: "internal-error", doing: "Cannot do it", error: new Error("no luck"), repeats: 0 },
    },
  };
  assert.equal(blockIn("jsonl"), `${jsonLine(named, time)}\n`);
  const lines = [
    ...Object.values(statuses).map((status) => jsonLine(status, time, true)),
    lostLine(1, time),
  ];
  const fields = new Set(lines.flatMap((line) => Object.keys(JSON.parse(line))));
  const events = rowsIn(PAGE, "field").find(([name]) => name === "event")!;
  for (const type of [...Object.keys(statuses), "lost"]) assert(events[2]!.includes(`\`${type}\``));
  assert.deepEqual(rowsIn(PAGE, "field").map(([name]) => name).sort(), [...fields].sort());
});

/** Runs a program with the path of a file; returns its output, or `undefined` without the program. */
async function outputAbout(
  name: string,
  text: string,
  command: (path: string) => readonly [string, ...string[]],
): Promise<string | undefined> {
  using folder = new TemporaryFolder();
  const path = folder.file(name);
  await Deno.writeTextFile(path, text);
  const [program, ...args] = command(path);
  try {
    const { stdout, stderr } = await new Deno.Command(program, { args }).output();
    return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Fails if systemd, where it is installed, has a complaint about a unit file. */
async function assertUnit(unit: string): Promise<void> {
  const validLine = /^(?:\[(?:Unit|Service|Install)\]|#.*||[A-Z][A-Za-z]+=.*)$/;
  for (const line of unit.split("\n")) assert.match(line, validLine);
  for (const [, flags] of unit.matchAll(/^ExecStart=\S+ (.*)$/gm)) {
    for (const [, flag] of flags!.matchAll(/--(\S+)/g)) {
      assert(Object.hasOwn(SERVER.flags, flag!), `the server has no flag --${flag}`);
    }
  }
  const runnable = unit.replace(/^ExecStart=\S+/gm, `ExecStart=${Deno.execPath()}`);
  const verify = (path: string) => ["systemd-analyze", "verify", path] as const;
  const errors = await outputAbout("parley-server.service", runnable, verify);
  assert(!errors?.includes("parley-server"), errors);
}

Deno.test("docs/operations.md has a unit file that systemd accepts, with each addition", async () => {
  const [unit, ...additions] = PAGE.matchAll(/^```ini\n(.*?)^```$/gms).map(([, text]) => text!);
  assert(unit !== undefined && additions.length === 3);
  await assertUnit(unit);
  for (const addition of additions) {
    await assertUnit(unit.replace("\n[Install]", `\n${addition}\n[Install]`));
  }
});

Deno.test("docs/operations.md has configurations that proxies accept", async () => {
  const haproxy = await outputAbout(
    "haproxy.cfg",
    blockIn("haproxy"),
    (path) => ["haproxy", "-c", "-f", path],
  );
  assert.match(haproxy ?? "valid", /\bvalid\b/);
  const module = "/usr/lib/nginx/modules/ngx_stream_module.so";
  const hasModule = await Deno.stat(module).then(() => true, () => false);
  if (!hasModule) return;
  const nginx = await outputAbout(
    "nginx.conf",
    `load_module ${module};\nevents {}\npid /dev/null;\n${blockIn("nginx")}`,
    (path) => ["nginx", "-t", "-c", path],
  );
  assert.match(nginx ?? "syntax is ok", /syntax is ok/);
});

Deno.test({
  name: "docs/operations.md has a script that installs a renewed certificate",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = new TemporaryFolder();
    const file = (name: string) => folder.file(name);
    const script = PAGE.split("```sh\n").find((block) => block.startsWith("#!"))!.split("```")[0]!
      .replaceAll("/etc/parley", file("etc")).replaceAll("-g parley", `-g "$(id -g)"`)
      .replace("systemctl reload", "echo reload");
    for (const name of ["fullchain.pem", "privkey.pem"]) await Deno.writeTextFile(file(name), name);
    const { success, stdout } = await new Deno.Command("sh", {
      args: ["-c", script],
      env: { RENEWED_LINEAGE: folder.path },
    }).output();
    assert(success);
    assert.equal(new TextDecoder().decode(stdout), "reload parley-server\n");
    for (const [name, from] of [["chat.crt", "fullchain.pem"], ["chat.key", "privkey.pem"]]) {
      assert.equal(await Deno.readTextFile(`${file("etc")}/${name}`), from);
      assert.equal((await Deno.stat(`${file("etc")}/${name}`)).mode! & 0o777, 0o640);
    }
  },
});
