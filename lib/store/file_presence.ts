import { statFile } from "./file_header.ts";

/** How often the system is asked at most, in milliseconds. */
const INTERVAL_MS = 1000;

/** Notices that an open file is no longer there: SQLite would go on writing to it for nobody. */
export class FilePresence {
  readonly #path: string;
  readonly #inode: number | null;
  #checkedAt = 0;

  constructor(path: string) {
    this.#path = path;
    this.#inode = inodeOf(path);
  }

  /** Reports whether the file was there a second ago, at least. */
  get isThere(): boolean {
    const now = performance.now();
    if (now - this.#checkedAt < INTERVAL_MS) return true;
    if (inodeOf(this.#path) !== this.#inode) return false;
    this.#checkedAt = now;
    return true;
  }
}

function inodeOf(path: string): number | null {
  return statFile(path)?.ino ?? null;
}
