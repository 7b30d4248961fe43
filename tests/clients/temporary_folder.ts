/** A folder that vanishes after the test. */
export class TemporaryFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<TemporaryFolder> {
    const dir = `${import.meta.dirname}/../.tmp`;
    await Deno.mkdir(dir, { recursive: true });
    return new TemporaryFolder(await Deno.makeTempDir({ dir }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
