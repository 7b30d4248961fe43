import { FRAME_SIZE, frameText } from "../../framing/fixed_frames.ts";
import { CaseFailure } from "../check/case_failure.ts";
import { sleep, withinTime } from "../check/patience.ts";
import { ByteInbox } from "../shared/byte_inbox.ts";
import { writeAll } from "../shared/connect.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import type { ClientStage } from "./client_stage.ts";

const NEWLINE = 0x0a;

/** The pause between two pieces of a message, so that the client reads them one by one. */
const PIECE_PAUSE_MS = 20;

/** How long a client may take to read what it was sent, in milliseconds. */
const MAX_WRITE_MS = 3000;

/** The server's end of a connection of the client. */
export class Peer {
  readonly #conn: Deno.TcpConn;
  readonly #stage: ClientStage;
  readonly #inbox: ByteInbox;
  #isClosed = false;

  constructor(conn: Deno.TcpConn, stage: ClientStage) {
    this.#conn = conn;
    this.#stage = stage;
    this.#inbox = new ByteInbox(conn, (bytes) => {
      stage.wire.record({ who: "client", direction: "received", bytes });
      stage.noteChange();
    });
  }

  /** Whether a whole line has come. */
  get hasLine(): boolean {
    return this.#inbox.bytes.includes(NEWLINE);
  }

  /** Returns the bytes of the next frame. */
  async frameBytes(): Promise<Uint8Array> {
    const inbox = this.#inbox;
    if (await inbox.waitUntil(() => inbox.length >= FRAME_SIZE, this.#stage.timeoutMs)) {
      return inbox.take(FRAME_SIZE);
    }
    throw new CaseFailure(
      inbox.length === 0
        ? `The client sent no frame. ${this.#stage.lastWords}`.trimEnd()
        : `The client sent only ${inbox.length} of the ${FRAME_SIZE} bytes of a frame.`,
    );
  }

  /** Waits for a frame with a certain text. */
  async hearsFrame(text: string): Promise<void> {
    this.#stage.expected.push(`client ← frame "${text}"`);
    const heard = frameText(await this.frameBytes());
    if (heard !== text) throw new CaseFailure(`The client sent "${heard}" instead of "${text}".`);
  }

  /** Returns the next line, without its line end. */
  async line(): Promise<string> {
    const inbox = this.#inbox;
    // A long line takes as long as the client goes on sending it.
    for (let length = -1; !inbox.bytes.includes(NEWLINE) && inbox.length !== length;) {
      length = inbox.length;
      await inbox.waitUntil(() => inbox.length > length, this.#stage.timeoutMs);
    }
    const end = inbox.bytes.indexOf(NEWLINE);
    if (end < 0) {
      const part = new TextDecoder().decode(inbox.bytes.subarray(0, 100));
      throw new CaseFailure(
        inbox.length === 0
          ? `The client sent no line. ${this.#stage.lastWords}`.trimEnd()
          : `The client sent "${part}" without a line end.`,
      );
    }
    return new TextDecoder().decode(inbox.take(end + 1).subarray(0, end)).replace(/\r$/, "");
  }

  /** Waits for a certain line. */
  async hearsLine(text: string): Promise<void> {
    this.#stage.expected.push(`client ← line "${text.slice(0, 200)}"`);
    const heard = await this.line();
    if (heard === text) return;
    throw new CaseFailure(
      text.length > 200
        ? `The client sent ${heard.length} characters instead of the ${text.length} that were typed.`
        : `The client sent "${heard.slice(0, 200)}" instead of "${text}".`,
    );
  }

  /** Checks that the client sends nothing for as long as silence takes. */
  async silence(): Promise<void> {
    this.#stage.expected.push("client ← nothing more");
    const inbox = this.#inbox;
    if (!await inbox.waitUntil(() => inbox.length > 0, this.#stage.quietMs)) return;
    const text = new TextDecoder().decode(inbox.bytes.subarray(0, 100)).trimEnd();
    throw new CaseFailure(`The client sent "${text}", although nothing was typed for it.`);
  }

  /** Counts the bytes that come until the client ends its side or falls silent. */
  async countRest(timeoutMs: number): Promise<number> {
    let count = 0;
    const deadline = performance.now() + timeoutMs;
    while (this.#inbox.end === undefined && performance.now() < deadline) {
      await this.#inbox.waitUntil(() => this.#inbox.length > 0, deadline - performance.now());
      count += this.#inbox.take(this.#inbox.length).length;
    }
    return count + this.#inbox.length;
  }

  /** Sends bytes in one write. */
  async send(bytes: Uint8Array): Promise<void> {
    this.#stage.wire.record({ who: "server", direction: "sent", bytes });
    if (await withinTime(writeAll(this.#conn, bytes), MAX_WRITE_MS) === undefined) {
      throw new CaseFailure("The client does not read what the server sends.");
    }
  }

  /** Sends bytes in several writes, cut after these numbers of bytes. */
  async sendCut(bytes: Uint8Array, cuts: readonly number[]): Promise<void> {
    const ends = [...cuts, bytes.length];
    for (const [index, end] of ends.entries()) {
      await this.send(bytes.subarray(ends[index - 1] ?? 0, end));
      await sleep(PIECE_PAUSE_MS);
    }
  }

  /** Waits until the client has closed its side. */
  async hearsEnd(): Promise<void> {
    this.#stage.expected.push("client ← (the end of the connection)");
    await this.#inbox.waitUntil(() => false, this.#stage.timeoutMs);
    if (this.#inbox.end === undefined) {
      throw new CaseFailure("The client did not close the connection.");
    }
  }

  /** Closes the connection. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#conn.close();
    } catch (error) {
      rethrowBug(error);
    }
  }
}
