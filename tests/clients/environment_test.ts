import assert from "node:assert/strict";
import { configurationFolder } from "../../lib/clients/shared/environment.ts";

Deno.test("configurationFolder follows the conventions of each system", () => {
  const of = (os: typeof Deno.build.os, env: Record<string, string>) =>
    configurationFolder(os, (variable) => env[variable]);
  const HOME = "/home/ann";
  assert.equal(of("linux", { HOME }), "/home/ann/.config/parley");
  assert.equal(of("linux", { HOME, XDG_CONFIG_HOME: "/etc/ann" }), "/etc/ann/parley");
  assert.equal(of("linux", { XDG_CONFIG_HOME: "/etc/ann" }), "/etc/ann/parley");
  assert.equal(of("linux", { HOME, XDG_CONFIG_HOME: "relative" }), "/home/ann/.config/parley");
  assert.equal(of("linux", { HOME, XDG_CONFIG_HOME: "" }), "/home/ann/.config/parley");
  assert.equal(of("darwin", { HOME }), "/home/ann/Library/Application Support/parley");
  assert.equal(of("windows", { APPDATA: "C:\\Ann", HOME }), "C:\\Ann\\parley");
});

Deno.test("configurationFolder is undefined when the environment does not name a folder", () => {
  for (const os of ["linux", "darwin", "windows"] as const) {
    assert.equal(configurationFolder(os, () => undefined), undefined);
    assert.equal(configurationFolder(os, () => ""), undefined);
  }
});
