import { EXIT } from "../../../errors/exit.ts";
import { countAll, findProblems, versionOf } from "../../../store/inspection.ts";
import { Store } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import { counted } from "./counted.ts";

/**
 * Checks a file and prints what is in it; returns the exit code.
 *
 * @throws {StoreError} if the file cannot be used.
 */
export function checkStore(file: string): number {
  using store = new Store(file, "read");
  const problems = store.read(() => problemsOf(store));
  if (problems.length > 0) {
    console.error(`The store "${file}" is damaged:`);
    for (const problem of problems) console.error(`  ${problem}`);
    console.error("Stop the server, keep a copy of the file, and restore your last backup.");
    return EXIT.failed;
  }
  const { channels, messages, accounts, waiting, bans } = store.read(() => countAll(store));
  const { file: size } = store.sizes;
  console.log(`The store "${file}" is sound: version ${versionOf(store)}, ${sizeText(size)}`);
  console.log(`${counted(messages, "message")} in ${counted(channels, "channel")}`);
  console.log(`${counted(waiting, "message")} waiting for a recipient`);
  console.log(`${counted(accounts, "registered name")}, ${counted(bans, "ban")}`);
  return EXIT.done;
}

/** Damage may be such that SQLite cannot even look for more of it. */
function problemsOf(store: Store): string[] {
  try {
    return store.read(() => findProblems(store));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [error.message];
  }
}

function sizeText(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
