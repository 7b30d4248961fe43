import assert from "node:assert/strict";
import { output } from "../../release/command_output.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { makeRelease } from "./made_up_release.ts";

const options = { ignore: Deno.build.os !== "linux" };

Deno.test(
  "archives contain the programs, README and the licences, and match their checksums",
  options,
  async () => {
    using folder = new TemporaryFolder();
    await makeRelease(folder.path);
    const cwd = folder.path;
    const checked = await output(["sha256sum", "--check", "SHA256SUMS"], { cwd });
    assert.deepEqual(checked.trim().split("\n"), [
      "parley-linux-x86_64.tar.gz: OK",
      "parley-linux-aarch64.tar.gz: OK",
      "parley-macos-x86_64.tar.gz: OK",
      "parley-macos-aarch64.tar.gz: OK",
      "parley-windows-x86_64.zip: OK",
      "parley-windows-aarch64.zip: OK",
    ]);
    const tar = await output(["tar", "-tzf", "parley-macos-aarch64.tar.gz"], { cwd });
    const [files, shared] = [new Set<string>(), new Set<string>()];
    for (const file of tar.trim().split("\n")) (file.includes("/share") ? shared : files).add(file);
    assert(shared.has("parley-macos-aarch64/share/man/man1/parley-client.1"));
    assert.deepEqual([...files].sort(), [
      "parley-macos-aarch64/",
      "parley-macos-aarch64/LICENSE",
      "parley-macos-aarch64/LICENSE-UNICODE",
      "parley-macos-aarch64/README.md",
      "parley-macos-aarch64/parley-client",
      "parley-macos-aarch64/parley-crds",
      "parley-macos-aarch64/parley-server",
    ]);
    const zip = await output(["unzip", "-Z1", "parley-windows-x86_64.zip"], { cwd });
    assert.deepEqual(zip.trim().split("\n").sort(), [
      "parley-windows-x86_64/",
      "parley-windows-x86_64/LICENSE",
      "parley-windows-x86_64/LICENSE-UNICODE",
      "parley-windows-x86_64/README.md",
      "parley-windows-x86_64/parley-client.exe",
      "parley-windows-x86_64/parley-crds.exe",
      "parley-windows-x86_64/parley-server.exe",
    ]);
  },
);
