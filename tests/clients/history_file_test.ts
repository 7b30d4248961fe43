import { deepEqual, equal } from "node:assert/strict";
import { ConfigurationFile } from "../../lib/clients/shared/configuration_file.ts";
import { HistoryFile } from "../../lib/clients/shared/history_file.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

Deno.test("HistoryFile keeps lines for the next session, and those of other clients, but no password", async () => {
  using folder = new TemporaryFolder();
  const open = () => new HistoryFile(new ConfigurationFile(folder.path, "history.json"));
  const [first, second] = [open(), open()];
  deepEqual(await first.load(), []);
  for (const line of ["one", "/password secret", " /Register secret", "two", "two"]) {
    first.add(line);
  }
  await first.flushed();
  second.add("three");
  await second.flushed();
  deepEqual(await open().load(), ["one", "two", "three"]);
});

Deno.test("HistoryFile keeps the newest 500 lines, readable by nobody else", async () => {
  using folder = new TemporaryFolder();
  const file = new ConfigurationFile(folder.path, "history.json");
  await file.write({ lines: Array.from({ length: 500 }, (_, index) => `${index}`) });
  const history = new HistoryFile(file);
  history.add("new");
  await history.flushed();
  const lines = await history.load();
  deepEqual([lines.length, lines[0], lines.at(-1)], [500, "1", "new"]);
  const { mode } = await Deno.stat(file.path);
  if (Deno.build.os !== "windows") equal(mode! & 0o777, 0o600);
});

Deno.test("HistoryFile ignores a file that holds something else, and one that it must not use", async () => {
  using folder = new TemporaryFolder();
  const file = new ConfigurationFile(folder.path, "history.json");
  for (const text of ["", "no JSON", "[]", '{"lines": 1}', '{"lines": [1]}']) {
    await Deno.writeTextFile(file.path, text);
    deepEqual(await new HistoryFile(file).load(), [], text);
  }
  const nowhere = new HistoryFile(new ConfigurationFile(`${file.path}/nowhere`, "history.json"));
  nowhere.add("lost");
  await nowhere.flushed();
  const none = new HistoryFile(undefined);
  none.add("lost");
  deepEqual(await none.load(), []);
});
