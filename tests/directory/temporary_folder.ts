/** Where tests may write. */
const ROOT = "tests/.tmp";

/** A folder that is there as long as it is used. */
export class TemporaryFolder implements Disposable {
  readonly path: string;

  constructor() {
    Deno.mkdirSync(ROOT, { recursive: true });
    this.path = Deno.makeTempDirSync({ dir: ROOT });
  }

  /** The path of a file in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
