import assert from "node:assert/strict";
import type { Command } from "../../lib/command_line/command.ts";
import { CRDS } from "../../lib/programs/crds/flags.ts";
import { SERVER } from "../../lib/programs/server/flags.ts";
import { jsonLine, lostLine } from "../../lib/monitoring/json_log.ts";
import type { Status } from "../../lib/net/status.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { CrdsProcess } from "../support/crds_process.ts";
import type { ListeningProcess } from "../support/listening_process.ts";
import { metricsUrl, scrape } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";

const PAGE = await Deno.readTextFile("docs/operations.md");

/** The cells of a table's rows, by the first word of its head. */
function table(head: string, page = PAGE): string[][] {
  const [, rows] = new RegExp(`^\\| ${head} .*\\n\\|[-| ]+\\|\\n((?:\\|.*\\n)+)`, "m").exec(page) ??
    [];
  assert(rows, `there is no table of ${head}`);
  return rows.trimEnd().split("\n").map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim().replace(/^`([^`]*)`$/, "$1"))
  );
}

/** The first block of code in that language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(PAGE)![1]!;
}

Deno.test("docs/operations.md has the metrics that the programs serve, with their types", async () => {
  const serves = async (server: ListeningProcess) => {
    const { types } = await scrape(await metricsUrl(server));
    return [...types].sort();
  };
  await using server = await ServerProcess.start("--metrics", "0");
  await using crds = await CrdsProcess.start("--metrics", "0");
  const rows = table("metric");
  const told = (program: string) =>
    rows.filter(([, , by]) => by === program || by === "both")
      .map(([name, type]) => [name, type]).sort();
  assert.deepEqual(told("server.ts"), await serves(server));
  assert.deepEqual(told("crds.ts"), await serves(crds));
});

Deno.test("docs/operations.md suggests alerts on metrics that there are", () => {
  const names = table("metric").map(([name]) => name!);
  const mentioned = PAGE.match(/\b(parley|process)_[a-z_]+/g)!.map((name) =>
    name.replace(/_bucket$/, "")
  );
  for (const name of mentioned) assert(names.includes(name), `there is no ${name}`);
});

Deno.test("docs/operations.md has the limits as the programs' help has them", () => {
  const [server, crds] = PAGE.split("Flags of `crds.ts`:") as [string, string];
  const cases: [Command, string][] = [[SERVER, server], [CRDS, crds]];
  for (const [{ flags }, page] of cases) {
    for (const [flag, value] of table("flag", page)) {
      const known = flags[flag!.replace("--", "")];
      assert(known?.type === "integer", `there is no ${flag}`);
      assert.equal(value, String(known.default), flag);
    }
  }
});

Deno.test("docs/operations.md has the fields of the log", () => {
  const peer: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.7", port: 50412 };
  const time = new Date("2026-01-02T03:04:05.678Z");
  const named = { type: "named", peer, name: "Alice", dialect: "channel" } as const;
  const statuses: { [type in Status["type"]]: Status & { type: type } } = {
    connected: { type: "connected", peer },
    named,
    left: { type: "left", peer, name: "Alice", reason: "disconnected" },
    accepting: { type: "accepting" },
    notice: { type: "notice", text: "By the way" },
    failed: { type: "failed", doing: "Cannot do it", error: new Error("no luck") },
  };
  assert.equal(block("jsonl"), `${jsonLine(named, time)}\n`);
  const lines = [
    ...Object.values(statuses).map((status) => jsonLine(status, time, true)),
    lostLine(1, time),
  ];
  const fields = new Set(lines.flatMap((line) => Object.keys(JSON.parse(line))));
  const events = table("field").find(([name]) => name === "event")!;
  for (const type of [...Object.keys(statuses), "lost"]) assert(events[2]!.includes(`\`${type}\``));
  assert.deepEqual(table("field").map(([name]) => name).sort(), [...fields].sort());
});

Deno.test("docs/operations.md has a unit that systemd understands", async () => {
  const unit = block("ini").replace(/^ExecStart=\S+/m, `ExecStart=${Deno.execPath()}`);
  const known = /^(?:\[(?:Unit|Service|Install)\]|#.*||[A-Z][A-Za-z]+=.*)$/;
  for (const line of unit.split("\n")) assert.match(line, known);
  const [, flags] = /^ExecStart=\S+ (.*)$/m.exec(unit)!;
  for (const [, flag] of flags!.matchAll(/--(\S+)/g)) {
    assert(Object.hasOwn(SERVER.flags, flag!), `there is no --${flag}`);
  }
  if (!await hasSystemd()) return;
  using folder = new TemporaryFolder();
  const path = folder.file("parley-server.service");
  await Deno.writeTextFile(path, unit);
  const { stderr } = await new Deno.Command("systemd-analyze", { args: ["verify", path] }).output();
  const said = new TextDecoder().decode(stderr);
  assert(!said.includes("parley-server"), said);
});

async function hasSystemd(): Promise<boolean> {
  try {
    return (await new Deno.Command("systemd-analyze", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}
