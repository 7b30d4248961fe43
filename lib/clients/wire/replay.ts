/**
 * Plays one side of a recording: the client's to a server, or the server's to clients. It
 * compares the input from the other side with the recording.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import type { Socket } from "../../transport/socket.ts";
import { ByteInbox } from "../shared/byte_inbox.ts";
import { bytesText } from "./bridge.ts";
import { ConnectionDecoder, type Side } from "./decoder.ts";
import { type Disturbance, DisturbedWriter } from "./disturbed_writer.ts";
import type { WireEvent } from "./recording.ts";
import { visibleBytes } from "./visible_bytes.ts";
import type { WireView } from "./wire_view.ts";

/** How long to wait for bytes of the other side that the recording has, in milliseconds. */
const MAX_WAIT_MS = 5000;

/**
 * How long the other side has to be silent before it has answered, in milliseconds. Only after a
 * difference: until then, the number of bytes says so.
 */
const SILENCE_MS = 300;

/** How many bytes of a difference are shown. */
const MAX_SHOWN_BYTES = 40;

/** The options of a {@linkcode Replay}. */
export interface ReplayOptions {
  readonly view: WireView;
  readonly disturbance: Disturbance;
  readonly dialect: string | undefined;
  /** The side that the replay plays. */
  readonly plays: Side;
  /** Makes a connection to the other side. */
  open(): Promise<Socket>;
}

/** A connection of a replay. */
interface Replayed {
  readonly socket: Socket;
  readonly inbox: ByteInbox;
  readonly writer: DisturbedWriter;
  readonly decoder: ConnectionDecoder;
  /** Whether the other side has sent something else than in the recording. */
  differs: boolean;
}

/** Replays a recording, event by event: each waits for what preceded it on the wire. */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #other: Side;
  readonly #connections = new Map<number, Replayed>();
  #opened = 0;
  #differences = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#other = options.plays === "client" ? "server" : "client";
  }

  /**
   * Plays all events.
   *
   * @returns the exit code: 0 if the other side sent what it sent in the recording, otherwise 1.
   * @throws {ExpectedError} if the recording cannot be read, or the server cannot be reached.
   */
  async run(events: AsyncIterable<WireEvent>): Promise<number> {
    const { view } = this.#options;
    try {
      for await (const event of events) {
        await this.#play(event);
        await view.ready();
      }
      for (const number of [...this.#connections.keys()]) await this.#close(number);
    } finally {
      for (const { socket } of this.#connections.values()) socket.close();
    }
    const differences = this.#differences === 1
      ? "1 difference"
      : `${this.#differences} differences`;
    const connections = this.#opened === 1 ? "1 connection" : `${this.#opened} connections`;
    view.note(
      this.#differences === 0
        ? `Replayed ${connections}: the ${this.#other} sent the same as in the recording`
        : `Replayed ${connections}: ${differences} from the recording`,
    );
    await view.flushed();
    return this.#differences === 0 ? EXIT.done : EXIT.failed;
  }

  async #play(event: WireEvent): Promise<void> {
    const connection = this.#connections.get(event.connection);
    if (event.event === "open") return await this.#open(event.connection);
    if (!connection) return;
    if (event.event === "close") return await this.#close(event.connection);
    if (event.from === this.#other) {
      if (event.event === "data") await this.#compare(event.connection, connection, event.bytes);
      else await this.#awaitEnd(event.connection, connection);
    } else if (event.event === "data") {
      this.#show(event.connection, this.#options.plays, connection, event.bytes);
      await connection.writer.write(event.bytes);
    } else {
      this.#options.view.show(event.connection, this.#options.plays, "end");
      await connection.writer.end();
    }
  }

  async #open(number: number): Promise<void> {
    const { view, disturbance, plays, dialect } = this.#options;
    const socket = await this.#options.open();
    this.#opened++;
    view.show(number, undefined, "connected");
    const stream = 2 * number + (plays === "client" ? 0 : 1);
    const decoder = new ConnectionDecoder(dialect);
    const replayed: Replayed = {
      socket,
      decoder,
      inbox: new ByteInbox(socket, (bytes) => this.#show(number, this.#other, replayed, bytes)),
      writer: new DisturbedWriter(socket, disturbance, stream, {
        onSent() {},
        onDrop: () => {
          view.show(number, plays, `dropped after ${bytesText(disturbance.dropAfter)}`);
          this.#connections.delete(number);
          socket.close();
        },
      }),
      differs: false,
    };
    this.#connections.set(number, replayed);
  }

  /** Waits for bytes of the other side, and compares them with those of the recording. */
  async #compare(number: number, connection: Replayed, recorded: Uint8Array): Promise<void> {
    const { inbox } = connection;
    if (connection.differs) {
      await inbox.waitForSilence(SILENCE_MS, MAX_WAIT_MS);
      return void inbox.take(inbox.length);
    }
    const isHere = () =>
      inbox.length >= recorded.length || differenceAt(recorded, inbox.bytes) !== undefined;
    await inbox.waitUntil(isHere, MAX_WAIT_MS);
    const got = inbox.take(recorded.length);
    const at = differenceAt(recorded, got) ??
      (got.length < recorded.length ? got.length : undefined);
    if (at === undefined) return;
    const rest = got.subarray(at, at + MAX_SHOWN_BYTES);
    const instead = rest.length > 0
      ? visibleBytes(rest)
      : inbox.end === undefined
      ? "nothing"
      : "the end";
    const expected = visibleBytes(recorded.subarray(at, at + MAX_SHOWN_BYTES));
    this.#report(number, connection, `expected ${expected}, but got ${instead}`);
  }

  async #awaitEnd(number: number, connection: Replayed): Promise<void> {
    const { inbox } = connection;
    await inbox.waitUntil(() => false, MAX_WAIT_MS);
    if (inbox.end === undefined) this.#report(number, connection, "expected the end, but got none");
    else this.#options.view.show(number, this.#other, "end");
  }

  /** Closes a connection, after the other side has had the time for more than in the recording. */
  async #close(number: number): Promise<void> {
    const connection = this.#connections.get(number)!;
    const { inbox, socket, writer } = connection;
    await inbox.waitForSilence(SILENCE_MS, MAX_WAIT_MS);
    if (inbox.length > 0) {
      const more = visibleBytes(inbox.take(MAX_SHOWN_BYTES));
      this.#report(number, connection, `expected nothing more, but got ${more}`);
    }
    this.#connections.delete(number);
    writer.abort();
    socket.close();
    await inbox.ended;
    this.#options.view.show(number, undefined, "closed");
  }

  #report(number: number, connection: Replayed, text: string): void {
    // Once the streams differ, later bytes would differ as well, only because of the first ones.
    if (connection.differs) return;
    connection.differs = true;
    this.#differences++;
    this.#options.view.show(number, this.#other, `differs: ${text}`);
  }

  #show(number: number, from: Side, { decoder }: Replayed, bytes: Uint8Array): void {
    const { view } = this.#options;
    view.show(number, from, bytesText(bytes.length));
    for (const { from: side, text } of decoder.push(from, bytes)) {
      view.show(number, side, `  ${text}`);
    }
  }
}

/** Returns where two arrays differ within the length of the shorter one, if they do. */
function differenceAt(one: Uint8Array, other: Uint8Array): number | undefined {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
  return undefined;
}
