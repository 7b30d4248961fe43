import type { ConnectionHandler, Outlet } from "../net/session.ts";
import { encodeText } from "../framing/encode_text.ts";
import { BoundedLines, lineText } from "../framing/lines.ts";
import { answer } from "./commands.ts";
import type { Directory } from "./directory.ts";
import { Refusal } from "./refusal.ts";

/** What the sessions of a directory have in common. */
export interface SessionOptions {
  readonly directory: Directory;
  /** The longest line that is taken, in bytes. */
  readonly maxLine: number;
  /** Hears of each line that a client has sent. */
  onRequest(): void;
  /** Hears of a failure that the operator can do something about. */
  onFailure(refusal: Refusal): void;
  /** The connection is gone. */
  onClose(session: DirectorySession): void;
}

/** One client of a directory: each line is a request, and is answered before the next one. */
export class DirectorySession implements ConnectionHandler {
  readonly dialect = "directory";
  readonly #outlet: Outlet;
  readonly #options: SessionOptions;
  readonly #lines: BoundedLines;
  #isOver = false;

  constructor(outlet: Outlet, options: SessionOptions) {
    this.#outlet = outlet;
    this.#options = options;
    const { maxLine } = options;
    this.#lines = new BoundedLines(maxLine, {
      onLine: (line) => this.#take(lineText(line)),
      onTooLong: () => {
        this.#refuse(new Refusal("bad-request", `The line is longer than ${maxLine} bytes`));
      },
    });
  }

  receive(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  onIdle(): void {
    this.end(new Refusal("idle", "Nothing was asked for too long"));
  }

  close(): void {
    this.#options.onClose(this);
  }

  /** Says why, and closes the connection. */
  end(refusal: Refusal): void {
    this.#refuse(refusal);
    this.#isOver = true;
    this.#outlet.end(refusal.code);
  }

  /** @param line `undefined` when it is not UTF-8. */
  #take(line: string | undefined): void {
    if (this.#isOver) return;
    const { directory, onRequest, onFailure } = this.#options;
    onRequest();
    try {
      if (line === undefined) throw new Refusal("bad-request", "The line is not valid UTF-8");
      this.#outlet.send(answer({ directory, bye: () => this.#isOver = true }, line));
      if (this.#isOver) this.#outlet.end("bye");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "store-failed") onFailure(error);
      this.#refuse(error);
    }
  }

  #refuse({ code, message }: Refusal): void {
    if (!this.#isOver) this.#outlet.send(encodeText(`ERROR ${code} ${message}\n`));
  }
}
