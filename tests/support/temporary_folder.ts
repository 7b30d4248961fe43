import { resolve } from "node:path";

/** The only folder that tests may write to. */
const ROOT = "tests/.tmp";

/** A temporary folder. Disposing of it removes it. */
export class TemporaryFolder implements Disposable {
  /** The folder's absolute path. */
  readonly path: string;

  constructor() {
    Deno.mkdirSync(ROOT, { recursive: true });
    this.path = resolve(Deno.makeTempDirSync({ dir: ROOT }));
  }

  /** Returns the absolute path of a file in the folder. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
