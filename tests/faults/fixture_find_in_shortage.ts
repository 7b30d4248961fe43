/**
 * Searches the local network with no free file descriptor at first, and prints the names that it
 * finds.
 *
 * @module
 */
import { loadCodec } from "../../lib/discovery/codec.ts";
import { discover } from "../../lib/discovery/discover.ts";

// The runtime opens a descriptor for its first signal handler, and panics if there is none.
Deno.addSignalListener("SIGTERM", () => Deno.exit(1));
// The package is on the disk: a client that cannot load it cannot search at all.
await loadCodec();
const files: Deno.FsFile[] = [];
try {
  for (;;) files.push(Deno.openSync("/dev/null"));
} catch {
  console.log("no descriptor is free");
}
setTimeout(() => {
  for (const file of files) file.close();
}, 700);
const found = await discover({ seconds: 4 });
console.log(`found ${found.map(({ name }) => name)}`);
Deno.exit(0);
