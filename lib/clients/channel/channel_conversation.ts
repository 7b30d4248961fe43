import { isRemoval } from "../../dialects/removal.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import type { Console } from "../../terminal/console.ts";
import type { BlockingOptions, ClientOptions } from "../shared/client_options.ts";
import { Failover } from "../shared/failover.ts";
import { Reconnector } from "../shared/reconnect.ts";
import type { ChannelCommands } from "./channel_commands.ts";
import { ChannelConnection } from "./channel_connection.ts";
import { ChannelLogins } from "./channel_logins.ts";
import { FrameDisplay } from "./frame_display.ts";
import { HeardNames } from "./heard_names.ts";
import { lineToFrames } from "./line_to_frames.ts";
import { MissedFrames } from "./missed_frames.ts";
import { OwnPassword } from "./own_password.ts";
import { OwnServers } from "./own_servers.ts";
import { OwnSession } from "./own_session.ts";
import { Presence } from "./presence.ts";
import { Rejoin } from "./rejoin.ts";

/** The options of the channel client. The host is as the user typed it. */
export interface ChannelClientOptions extends ClientOptions, BlockingOptions {
  readonly name: string;
  /** Whether to send every line to the server, hide nothing, and never connect again. */
  readonly strict: boolean;
}

/** The prompt of the contract. */
export const PROMPT = "[Me] ";
const OFFLINE_PROMPT = "[Me, offline] ";

/** The lines that the client carries out, or sends in another form. */
const CLIENT_COMMAND = /^\/(help|reply|me|block|unblock|blocked|quit|channels|users)(\s|$)/;

/** The client's state, over all of its connections. */
export class ChannelConversation {
  readonly #options: ChannelClientOptions;
  readonly #logins: ChannelLogins;
  readonly #presence = new Presence();
  readonly #names = new HeardNames();
  readonly #failover: Failover;
  /** The other servers, which a server of Parley tells. */
  readonly #servers: OwnServers | undefined;
  /** Connects again after a lost connection, where the contract allows it. */
  readonly #reconnector: Reconnector<ChannelConnection> | undefined;
  /** The session at a server of Parley, where the contract allows to ask for it. */
  readonly #session: OwnSession | undefined;
  /** Shows what was said meanwhile, at such a server. */
  readonly #missed: MissedFrames | undefined;
  #display!: FrameDisplay;
  readonly #opened = Promise.withResolvers<void>();
  readonly #password: OwnPassword;
  #terminal!: Console;
  #connection!: ChannelConnection;
  #commands: Promise<ChannelCommands> | undefined;
  #loadedCommands: ChannelCommands | undefined;
  /** Whether lines cannot be sent now, because the client is on its way back. */
  #isAway = false;
  /** The lines typed meanwhile. */
  readonly #unsent: string[] = [];
  #rejoin: Rejoin | undefined;
  /** Rejects with a bug on the way back. */
  readonly #failed = Promise.withResolvers<never>();
  /** The line that was sent last. */
  #lastSent = "";
  /** Whether an operator has put the user out. */
  #isRemoved = false;
  #input: "open" | "ended" | "disconnected" = "open";

  /**
   * @param reconnects Whether to connect again after a lost connection.
   * @param openConnection Connects and logs in; tests replace it.
   */
  constructor(
    options: ChannelClientOptions,
    reconnects = !options.strict && isInteractive(),
    openConnection = ChannelConnection.open,
  ) {
    this.#options = options;
    this.#password = new OwnPassword(options.password);
    const failover = this.#failover = new Failover(options);
    this.#failed.promise.catch(() => {});
    const print = (text: string) => this.#terminal.print(text);
    this.#session = reconnects ? new OwnSession({ name: options.name, print }) : undefined;
    this.#logins = new ChannelLogins({
      ...{ name: options.name, password: this.#password, session: this.#session },
      handler: { onFrame: (text) => this.#take(text), ready: () => this.#ready() },
      framesOf: (line) => this.#framesOf(line),
      onOpen: () => this.#missed?.onOpen(),
      open: openConnection,
    });
    if (!reconnects) return;
    this.#missed = new MissedFrames({
      ownName: () => this.ownName,
      readsIds: () => this.#session?.isKnown === true,
      send: (line) => this.#connection.send(this.#framesOf(line)),
      print: (text, from) => this.#terminal.print(text, from),
      show: (frame) => this.#show(frame),
      hides: (sender) => this.#loadedCommands?.blocks.hides(sender) ?? false,
    });
    this.#servers = new OwnServers({
      send: (line) => this.#connection.send(this.#framesOf(line)),
      learn: (addresses) => failover.learn(addresses),
    });
    this.#reconnector = new Reconnector({
      connect: () => failover.connect((server) => this.#logins.openAgain(server)),
      hasOthers: () => failover.hasOthers,
      print,
      hint: "Ctrl+C ends the program",
    });
  }

  /** @throws {ConnectionError} */
  async connect(): Promise<void> {
    this.#connection = await this.#logins.open(this.#options);
  }

  /** Runs until the input ends or the server is gone. Returns the exit code. */
  async run(terminal: Console): Promise<number> {
    this.#terminal = terminal;
    this.#display = new FrameDisplay({
      ...{ terminal, isForPerson: !this.#options.strict && isInteractive() },
      blocks: () => this.#loadedCommands?.blocks,
      lastSent: () => this.#lastSent,
    });
    if (!this.#options.strict) {
      // Loaded only after the name was sent: scripts give a client little time to start.
      this.#commands = this.#loadCommands();
    }
    this.#opened.resolve();
    const input = this.#followInput();
    for (;;) {
      const lost = this.#connection.ended.then(() => "lost" as const);
      const result = await Promise.race([lost, input, this.#failed.promise]);
      if (result === "ended") {
        await this.#connection.finish();
        return 0;
      }
      await lost;
      const { host, port } = this.#failover.current;
      const text = `Server at ${host}:${port} has disconnected`;
      if (!this.#reconnector || this.#isRemoved) {
        await terminal.close(text);
        return 1;
      }
      if (!await this.#comeBack(this.#reconnector, text, input)) return 1;
    }
  }

  /** Connects again. Resolves to false when the user leaves instead. */
  async #comeBack(
    reconnector: Reconnector<ChannelConnection>,
    loss: string,
    input: Promise<unknown>,
  ): Promise<boolean> {
    this.#isAway = true;
    this.#terminal.setPrompt(OFFLINE_PROMPT);
    const left = input.then(() => undefined);
    const connection = await Promise.race([left, reconnector.reconnect(loss)]);
    if (connection) {
      this.#connection = connection;
      this.#goOn(connection).catch(this.#failed.reject);
      return true;
    }
    reconnector.stop();
    const count = this.#unsent.length;
    if (count > 0) {
      await this.#terminal.close(`Not sent: ${count} ${count === 1 ? "line" : "lines"}`);
    }
    return false;
  }

  /** Enters the channel again and sends what was typed meanwhile, while the connection lasts. */
  async #goOn(connection: ChannelConnection): Promise<void> {
    if (this.#session?.isKnown && !this.#session.isWaiting) this.#missed?.hold();
    const rejoin = this.#rejoin = new Rejoin({
      ...{ channel: this.#presence.channel, outcome: this.#failover.outcome },
      ended: connection.ended,
      send: (line) => connection.send(this.#framesOf(line)),
    });
    const result = await rejoin.run();
    if (result === undefined) return;
    this.#terminal.print(result);
    await this.#missed?.catchUp(connection.ended);
    while (this.#unsent.length > 0) {
      if (this.#connection !== connection || !await this.#send(this.#unsent[0]!)) return;
      this.#unsent.shift();
    }
    this.#isAway = false;
    this.#terminal.setPrompt(PROMPT);
    if (this.#session?.isKnown) await connection.send(this.#framesOf(this.#session.request()));
  }

  /** Resolves when more frames can be shown. */
  async #ready(): Promise<void> {
    await this.#opened.promise;
    await this.#commands;
    await this.#terminal.flushed();
  }

  async #loadCommands(): Promise<ChannelCommands> {
    const { ChannelCommands } = await import("./channel_commands.ts");
    const commands = await ChannelCommands.load(this.#terminal, this, this.#options);
    return this.#loadedCommands = commands;
  }

  #take(frame: string): void {
    for (const text of this.#missed?.take(frame) ?? [frame]) this.#show(text);
  }

  #show(text: string): void {
    if (this.#session?.onFrame(text)) {
      if (!this.#isAway && this.#session.isKnown) {
        this.#missed?.askForMark();
        this.#servers?.ask();
      }
      return;
    }
    if (this.#servers?.onFrame(text)) return;
    if (this.#isAway && this.#rejoin?.onFrame(text)) return;
    this.#password.onFrame(text);
    this.#presence.onFrame(text);
    this.#isRemoved ||= isRemoval(text);
    this.#names.onFrame(text);
    if (this.#display.show(text)) this.#names.onShown(text);
  }

  /** Carries out each line of input. Resolves when there is no more, or none can be sent. */
  async #followInput(): Promise<"ended" | "disconnected"> {
    for await (const { text, isLiteral } of this.#terminal.lines) {
      // A text that looks like a command is a message with a blank before it.
      if (isLiteral && text.startsWith("/")) await this.enter(` ${text}`);
      else if (this.#commands && text.startsWith("//")) await this.enter(` ${text.slice(1)}`);
      else {
        const isForClient = this.#commands && CLIENT_COMMAND.test(text);
        const problem = isForClient
          ? await (await this.#commands!).run(text)
          : this.#loadedCommands?.problemWith(text);
        if (problem !== undefined) this.#reject(text, problem);
        else if (!isForClient) await this.enter(text);
      }
      if (this.#input !== "open") return this.#input;
    }
    return "ended";
  }

  #reject(line: string, problem: string): void {
    this.#terminal.print(problem);
    this.#terminal.putBack(line);
  }

  /** Sends a line, or keeps it until the client is back. */
  async enter(line: string): Promise<void> {
    if (this.#isAway && !this.#rejoin?.takes(line)) this.#unsent.push(line);
    else if (await this.#send(line)) return;
    else if (this.#reconnector) this.#unsent.push(line);
    else this.#input = "disconnected";
  }

  async #send(line: string): Promise<boolean> {
    this.#password.onSent(line);
    this.#lastSent = line;
    this.#presence.onSent(line);
    this.#names.onChannel(this.#presence.channel);
    if (!await this.#connection.send(this.#framesOf(line))) return false;
    this.#missed?.onSent(line);
    this.#servers?.onSent(line);
    const request = this.#session?.requestAfter(line);
    return request === undefined || await this.#connection.send(this.#framesOf(request));
  }

  #framesOf(line: string): Uint8Array {
    return lineToFrames(line, this.ownName);
  }

  get ownName(): string {
    return this.#session?.name ?? this.#options.name;
  }

  get correspondent(): string | undefined {
    return this.#names.correspondent;
  }

  get userNames(): Iterable<string> {
    return this.#names.users;
  }

  get channelNames(): Iterable<string> {
    return this.#names.channels;
  }

  /** Returns the completions of the last word in `before`. */
  candidates(before: string): string[] {
    return this.#loadedCommands?.candidates(before) ?? [];
  }

  quit(): void {
    this.#input = "ended";
  }
}
