import assert from "node:assert/strict";
import { permissionFlags, type ProgramName, PROGRAMS } from "../../release/programs.ts";
import { PipedProcess } from "../support/piped_process.ts";

/** The permissions that programs still hold when they use the network, if they had all. */
const CASES: [ProgramName, string[], string][] = [
  ["server", ["-a", "127.0.0.1", "-p", "0"], "net sys ffi"],
  ["crds", ["-a", "127.0.0.1", "-p", "0"], "net sys ffi"],
  ["crds", ["-a", "127.0.0.1", "-p", "0", "--store", ":memory:"], "net read write sys ffi"],
  ["client", ["Panda", "127.0.0.1", "1"], "net read write env run ffi"],
  ["client", ["--no-store", "Panda", "127.0.0.1", "1"], "net env run ffi"],
  ["client", ["direct", "-p", "1"], "net env run ffi"],
  ["client", ["messenger", "-u", "ann", "-a", "127.0.0.1", "-p", "1"], "net read write env run"],
  ["client", ["send", "--to", "ann", "-p", "1", "hi"], "net env"],
  ["client", ["check", "server", "127.0.0.1", "1", "--dialect", "channel"], "net env"],
  ["client", ["listen", "-p", "1"], "net env"],
];

for (const [name, args, held] of CASES) {
  Deno.test(`${name} ${args.join(" ")} keeps no permission beyond: ${held}`, async () => {
    const preload = `--preload=${import.meta.dirname}/fixture_permissions.ts`;
    const command = [Deno.execPath(), "run", "-A", preload, PROGRAMS[name].entry, ...args];
    await using process = new PipedProcess(command);
    if (args[0] === "direct") await process.type("ann\n");
    await process.errors.waitFor(/^holds .*\n/m);
    assert.equal(/^holds (.*)\n/m.exec(process.errors.text)![1], held);
  });
}

Deno.test("binaries get the kinds of permission that their flags need, and no others", () => {
  const allowed = Object.values(PROGRAMS).map((program) =>
    permissionFlags(program).map((flag) => flag.replace(/=.*/, "")).sort().join(" ")
  );
  assert.deepEqual(allowed, [
    "--allow-ffi --allow-net --allow-read --allow-sys --allow-write --no-prompt",
    "--allow-env --allow-ffi --allow-net --allow-read --allow-run --allow-sys --allow-write --no-prompt",
    "--allow-ffi --allow-net --allow-read --allow-sys --allow-write --no-prompt",
  ]);
});
