/** A file server for the archives of a release. */
export class ArchivesServer implements AsyncDisposable {
  /** Responses to use instead of files. */
  readonly answers = new Map<string, () => Response>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** @param folder The folder with the files. */
  constructor(folder: string) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const file = new URL(request.url).pathname.slice(1);
        const answer = this.answers.get(file);
        if (answer) return answer();
        try {
          return new Response(await Deno.readFile(`${folder}/${file}`));
        } catch {
          return new Response("Not found", { status: 404 });
        }
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
