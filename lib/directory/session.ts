import type { Timer } from "../net/clock.ts";
import type { ConnectionHandler, Outlet } from "../net/session.ts";
import { Refusal } from "../errors/refusal.ts";
import { concat } from "../framing/bytes.ts";
import { encodeText } from "../framing/encode_text.ts";
import { countMarks } from "../framing/first_bytes.ts";
import { BoundedLines, lineText } from "../framing/lines.ts";
import { TelnetFilter } from "../framing/telnet.ts";
import { answer } from "./commands.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryRefusal } from "./refusal_code.ts";
import type { Maker } from "./room_quota.ts";

/** The options that all sessions of a directory share. */
export interface SessionOptions {
  readonly directory: Directory;
  /** The maximum length of a request, in bytes. */
  readonly maxLine: number;
  /** Called for each line that a client sends. */
  onRequest(session: DirectorySession): void;
  /** Called for a failure that the operator can do something about. */
  onFailure(refusal: DirectoryRefusal): void;
  /** Called when the connection is closed. */
  onClose(session: DirectorySession): void;
}

/** How long a client may take to end a line that it has started, in milliseconds. */
const LINE_TIMEOUT_MS = 30_000;

/** One client of a directory. Each line is a request, answered before the next one. */
export class DirectorySession implements ConnectionHandler {
  readonly dialect = "directory";
  readonly #outlet: Outlet;
  readonly #options: SessionOptions;
  readonly #telnet = new TelnetFilter();
  readonly #lines: BoundedLines;
  /** The bytes so far, while they may all be marks that belong to no request. */
  #start: Uint8Array | undefined = new Uint8Array(0);
  /** Runs while a line has started and not ended. */
  #lineTimer: Timer | undefined;
  #isOver = false;

  /** @param maker The client as a maker of rooms, if their number is limited. */
  constructor(outlet: Outlet, options: SessionOptions, readonly maker?: Maker) {
    this.#outlet = outlet;
    this.#options = options;
    const { maxLine } = options;
    this.#lines = new BoundedLines(maxLine, {
      onLine: (line) => {
        this.#stopLineTimer();
        this.#answer(lineText(line));
      },
      onTooLong: () => {
        this.#refuse(new Refusal("bad-request", `The line is longer than ${maxLine} bytes`));
      },
    });
  }

  receive(bytes: Uint8Array): void {
    if (this.#start) this.#receiveStart(concat([this.#start, bytes]));
    else this.#lines.push(this.#telnet.filter(bytes));
    if (this.#lines.isInLine) this.#startLineTimer();
    else this.#stopLineTimer();
  }

  #startLineTimer(): void {
    if (this.#isOver) return;
    this.#lineTimer ??= this.#outlet.setTimer(LINE_TIMEOUT_MS, () => {
      const text = `The line did not end within ${LINE_TIMEOUT_MS / 1000} s`;
      this.end(new Refusal("bad-request", text));
    });
  }

  #stopLineTimer(): void {
    this.#lineTimer?.cancel();
    this.#lineTimer = undefined;
  }

  /** Skips marks that belong to no request. */
  #receiveStart(start: Uint8Array): void {
    this.#start = start;
    const marks = countMarks(start);
    if (marks === undefined || marks === start.length) return;
    this.#start = undefined;
    this.#lines.push(this.#telnet.filter(start.subarray(marks)));
  }

  onIdle(): void {
    this.end(new Refusal("idle", "No request for too long"));
  }

  close(): void {
    this.#options.onClose(this);
  }

  /** Sends the reason to the client and closes the connection. */
  end(refusal: DirectoryRefusal): void {
    this.#refuse(refusal);
    this.#isOver = true;
    this.#outlet.end(refusal.code);
  }

  /** @param line `undefined` if it is not UTF-8. */
  #answer(line: string | undefined): void {
    if (this.#isOver) return;
    const { directory, onRequest, onFailure } = this.#options;
    onRequest(this);
    const reply = line === undefined
      ? new Refusal("bad-request", "The line is not valid UTF-8")
      : answer({ directory, maker: this.maker, bye: () => this.#isOver = true }, line);
    if (reply instanceof Refusal) {
      if (reply.code === "store-failed") onFailure(reply);
      this.#refuse(reply);
      return;
    }
    this.#outlet.send(reply);
    if (this.#isOver) this.#outlet.end("bye");
  }

  #refuse({ code, explanation }: DirectoryRefusal): void {
    if (!this.#isOver) this.#outlet.send(encodeText(`ERROR ${code} ${explanation}\n`));
  }
}
