import { FRAME_SIZE } from "../../framing/fixed_frames.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { ListenError } from "../../transport/listen_error.ts";
import { CaseFailure } from "../check/case_failure.ts";
import { Recorder } from "../check/report/recorder.ts";
import { frameEnds, lineEnds } from "../check/report/visible_bytes.ts";
import { Changes } from "../shared/changes.ts";
import { ClientProgram, type Connected } from "./client_program.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import type { ClientCommand, ClientHabits } from "./client_habits.ts";
import { Peer } from "./peer.ts";
import { quoted } from "./quoted.ts";
import { Screen } from "./screen.ts";

/** The port of servers for clients that have it built in. */
const BUILT_IN_PORT = 5378;

/** How long a program may take from its start to its connection, in milliseconds. */
const MAX_START_MS = 10_000;

/** The name that the cases use. */
export const NAME = "ann";

/** The stage of a case: the server that the case plays, and the client program. */
export class ClientStage {
  readonly wire: Recorder;
  readonly screenRecorder = new Recorder(lineEnds);
  /** What has to come, in lines for people. */
  readonly expected: string[] = [];
  readonly screen = new Screen();
  readonly timeoutMs: number;
  readonly habits: ClientHabits;
  readonly #command: ClientCommand;
  readonly #connected: Connected;
  readonly #peers: Peer[] = [];
  readonly #changes = new Changes();
  /** How many connections the case has asked for. */
  #accepted = 0;
  #listener: Deno.TcpListener | undefined;
  #program: ClientProgram | undefined;
  #printedSinceTyping = "";

  constructor(
    command: ClientCommand,
    habits: ClientHabits,
    timeoutMs: number,
    connected = habits.connected,
  ) {
    this.#command = command;
    this.habits = habits;
    this.timeoutMs = timeoutMs;
    this.#connected = connected;
    this.wire = new Recorder(command.dialect === "channel" ? frameEnds(FRAME_SIZE) : lineEnds);
  }

  /** How long nothing has to come until it counts as silence, in milliseconds. */
  get quietMs(): number {
    return Math.min(this.timeoutMs, 200);
  }

  /** The running program. */
  get program(): ClientProgram {
    return this.#program!;
  }

  /** The port that the client gets. */
  get port(): number {
    return this.#listener!.addr.port;
  }

  /** What the program has printed since the last time that something was typed, as it came. */
  get printed(): string {
    return this.#printedSinceTyping;
  }

  /** Starts the program, with a server for it. */
  start(host = "127.0.0.1"): void {
    this.#acceptAll(this.#listen());
    this.#run(host, this.port);
  }

  /** Starts the program with an address on which nobody listens; returns its port. */
  startWithoutServer(): number {
    const listener = this.#listen();
    const { port } = listener.addr;
    listener.close();
    this.#listener = undefined;
    this.#run("127.0.0.1", port);
    return port;
  }

  #listen(): Deno.TcpListener {
    const hasPort = this.#command.words.some((word) => word.includes("{port}"));
    const port = hasPort ? 0 : BUILT_IN_PORT;
    try {
      return this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    } catch (error) {
      throw new ListenError({ hostname: "127.0.0.1", port }, error);
    }
  }

  #run(host: string, port: number): void {
    const values: Record<string, string> = { name: NAME, host, port: `${port}` };
    const words = this.#command.words.map((word) =>
      word.replace(/\{(name|host|port)\}/g, (_, key: string) => values[key]!)
    );
    this.#program = new ClientProgram(words, this.#connected, (text) => {
      this.noteChange();
      if (text === "") return;
      this.#printedSinceTyping += text;
      this.screen.write(text);
      this.screenRecorder.record({
        ...{ who: "screen", direction: "received", bytes: new TextEncoder().encode(text) },
      });
    });
  }

  /**
   * Waits for the next connection of the client.
   *
   * @throws {CaseFailure} if it does not connect in time.
   */
  async accept(): Promise<Peer> {
    const { habits } = this;
    const startedAt = performance.now();
    // A client that has never connected will hardly do so now.
    const limit = habits.hasConnected
      ? Math.min(MAX_START_MS, this.timeoutMs + 5 * habits.startMs)
      : habits.hasFailedToConnect
      ? this.timeoutMs
      : MAX_START_MS;
    const isDecided = () => this.#peers.length > this.#accepted || this.#hasEnded;
    await this.#changes.waitUntil(isDecided, limit);
    const peer = this.#peers[this.#accepted];
    if (!peer) {
      if (!habits.hasConnected) habits.hasFailedToConnect = true;
      this.expected.push("a connection");
      throw new CaseFailure(`The client did not connect. ${this.lastWords}`.trimEnd());
    }
    this.#accepted++;
    habits.hasConnected = true;
    habits.startMs = Math.max(habits.startMs, performance.now() - startedAt);
    return peer;
  }

  /**
   * Waits for a line on any connection, and returns the connection.
   *
   * @throws {CaseFailure} if another line comes, or none.
   */
  async hearsLine(text: string): Promise<Peer> {
    const peerWithLine = () => this.#peers.find(({ hasLine }) => hasLine);
    const isDecided = () => peerWithLine() !== undefined || this.#hasEnded;
    await this.#changes.waitUntil(isDecided, this.timeoutMs + 2 * this.habits.startMs);
    const peer = peerWithLine() ?? this.#peers.at(-1) ?? await this.accept();
    await peer.hearsLine(text);
    return peer;
  }

  /** Returns whether a line comes on any connection before a row is on the screen. */
  async hearsBefore(row: string): Promise<boolean> {
    const hasLine = () => this.#peers.some(({ hasLine }) => hasLine);
    const isDecided = () => hasLine() || this.screen.rows.includes(row) || this.#hasEnded;
    await this.#changes.waitUntil(isDecided, this.timeoutMs);
    return hasLine();
  }

  get #hasEnded(): boolean {
    return this.#program?.status !== undefined;
  }

  async #acceptAll(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const conn of listener) {
        conn.setNoDelay();
        this.#peers.push(new Peer(conn, this));
        this.noteChange();
      }
    } catch (error) {
      // The case has ended.
      rethrowBug(error);
    }
  }

  /** Has the case look again at what the client has done. */
  noteChange(): void {
    this.#changes.notify();
  }

  /** Types a text. A person would see it on the terminal, also if the client is on pipes. */
  async type(text: string): Promise<void> {
    this.#printedSinceTyping = "";
    this.screenRecorder.record({
      ...{ who: "keyboard", direction: "sent", bytes: new TextEncoder().encode(text) },
    });
    const isShown = this.#command.dialect === "channel" && this.#connected !== "terminal";
    if (isShown) this.screen.write(text);
    await this.program.type(text);
  }

  /** Ends the input. */
  async endInput(): Promise<void> {
    this.expected.push("(the end of the input)");
    await this.program.endInput();
  }

  /** Waits until a row of the screen is exactly `text`. */
  async shows(text: string): Promise<void> {
    this.expected.push(`screen ← ${quoted(text)}`);
    if (await this.program.waitUntil(() => this.screen.rows.includes(text), this.timeoutMs)) return;
    const near = this.screen.rows.find((row) => row.includes(text));
    throw new CaseFailure(
      near === undefined
        ? `The screen does not show the line ${quoted(text)}. ${this.#ending}`.trimEnd()
        : `The screen shows ${quoted(near)} instead of the line ${quoted(text)}.`,
    );
  }

  /** Waits until the row with the cursor is exactly `text`. */
  async prompts(text: string): Promise<void> {
    this.expected.push(`screen ← ${quoted(text)}, without a line end`);
    const holds = () => this.screen.current === text;
    if (await this.program.waitUntil(holds, this.timeoutMs)) return;
    throw new CaseFailure(
      `The cursor is behind ${quoted(this.screen.current)} instead of the prompt ${
        quoted(text)
      }. ${this.#ending}`
        .trimEnd(),
    );
  }

  /** Checks that no row of the screen contains `text` for as long as silence takes. */
  async doesNotShow(text: string, why: string): Promise<void> {
    this.expected.push(`screen ← not yet ${quoted(text)}`);
    const isHere = () =>
      [...this.screen.rows, this.screen.current].some((row) => row.includes(text));
    if (!await this.program.waitUntil(isHere, this.quietMs)) return;
    throw new CaseFailure(`The screen shows ${quoted(text)} ${why}.`);
  }

  /** Waits until the program has ended, and checks its exit code if one is given. */
  async ends(isRightCode?: (code: number) => boolean, expected = ""): Promise<void> {
    this.expected.push(`(the program ends${expected === "" ? "" : ` ${expected}`})`);
    const limit = this.timeoutMs + 2 * this.habits.startMs;
    if (!await this.program.waitForEnd(limit)) {
      throw new CaseFailure("The program still runs; the check has killed it.");
    }
    const { code, signal } = this.program.status!;
    if (isRightCode && (signal || !isRightCode(code))) {
      throw new CaseFailure(`The program ended ${signal ? `by ${signal}` : `with code ${code}`}.`);
    }
  }

  /** What became of the program and what it complained about, in sentences. */
  get lastWords(): string {
    const errors = this.program.errors.trim().split("\n").slice(-4).join("\n");
    return errors === ""
      ? this.#ending
      : `${this.#ending} Its standard error: ${safeText(errors)}`.trimStart();
  }

  get #ending(): string {
    const { status, isFlooding } = this.program;
    if (isFlooding) return "The program prints without end; the check has stopped reading.";
    if (!status) return "";
    return status.signal
      ? `The program was ended by ${status.signal}.`
      : `The program has ended with code ${status.code}.`;
  }

  /** Kills the program and closes the server. */
  async close(): Promise<void> {
    this.#listener?.close();
    await this.#program?.kill();
    for (const peer of this.#peers) peer.close();
  }
}
