import assert from "node:assert/strict";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveRoom } from "../live/live_room.ts";

/** Where Debian's package `faketime` has its library. */
const LIBRARY = findLibrary();

function findLibrary(): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  for (const { isDirectory, name } of Deno.readDirSync("/usr/lib")) {
    const path = `/usr/lib/${name}/faketime/libfaketime.so.1`;
    if (isDirectory && exists(path)) return path;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const needsClock = Deno.build.os === "linux";
if (needsClock && !LIBRARY) {
  console.warn("Tests are ignored, as the clock cannot be set: the package faketime is missing");
}

Deno.test({
  name: "nothing happens in a room when the clock jumps forth and back",
  ignore: LIBRARY === undefined,
  async fn() {
    using folder = new TemporaryFolder();
    const clock = folder.file("clock");
    const jump = (to: string) => Deno.writeTextFileSync(folder.file("clock"), to);
    jump("+0");
    const setUp = `export FAKETIME_TIMESTAMP_FILE="${clock}" FAKETIME_NO_CACHE=1 ` +
      `FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD="${LIBRARY}"`;
    await using server = await ServerProcess.startAfter(setUp, "--login-timeout", "60");
    await using room = await LiveRoom.open(server);
    // It may be silent for a minute, and not until next year.
    const silent = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await room.hear(5);
    for (const offset of ["+400d", "-400d", "+0"]) {
      jump(offset);
      await room.hear(20);
    }
    await room.settle();
    assert.doesNotMatch(server.log.text, / left: |^Cannot /m);
    silent.close();
    assert.equal(await server.stop(), 0);
  },
});

/** What asks which time it is for people, not how long something took. */
const TELLS_THE_TIME = new Set([
  "lib/programs/server/tls_identity.ts",
  "lib/programs/shared/status_writer.ts",
  "lib/transport/self_signed.ts",
  "lib/terminal/shown_text.ts",
]);

Deno.test("nothing measures how long something takes with a clock that jumps", () => {
  const offenders: string[] = [];
  const look = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) look(path);
      else if (TELLS_THE_TIME.has(path)) continue;
      else if (/Date\.now|new Date\(\)/.test(Deno.readTextFileSync(path))) offenders.push(path);
    }
  };
  look("lib");
  assert.deepEqual(offenders, []);
});
