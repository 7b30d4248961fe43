import { StoreError } from "./store_error.ts";

/** What the lock's name has behind the name of the file that it is about. */
const SUFFIX = "-lock";

/**
 * Keeps a second server from a file, while other programs can still read and write it: SQLite's own
 * locks would keep everybody out, or nobody. The system gives it back when the process ends, however
 * that happens.
 */
export class FileLock implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /** @throws {StoreError} with the reason as its message. */
  constructor(path: string) {
    this.#path = realPath(path) + SUFFIX;
    for (;;) {
      const file = Deno.openSync(this.#path, { write: true, create: true, mode: 0o600 });
      if (!file.tryLockSync(true)) {
        file.close();
        throw new StoreError("another server is using it");
      }
      // The server before may have removed the file after this one had opened it.
      if (isSame(file, this.#path)) {
        this.#file = file;
        return;
      }
      file.close();
    }
  }

  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.#path);
    } catch {
      // It may stay: the lock is what counts, and Windows removes no open file.
    }
    this.#file.close();
  }
}

/** Links to a file share its lock. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    // The file does not exist yet.
    return path;
  }
}

function isSame(file: Deno.FsFile, path: string): boolean {
  try {
    return Deno.statSync(path).ino === file.statSync().ino;
  } catch {
    return false;
  }
}
