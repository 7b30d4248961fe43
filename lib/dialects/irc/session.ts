import type { ChatEvent } from "../../chat/event.ts";
import type { Hub } from "../../chat/hub.ts";
import { foldCase } from "../../chat/name.ts";
import type { User } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";
import type { Session } from "../../net/session.ts";
import type { Peer } from "../dialect.ts";
import { InputGate } from "../input_gate.ts";
import type { Capability } from "./capabilities.ts";
import type { Client, Member } from "./client.ts";
import { COMMANDS } from "./commands.ts";
import type { Form, Forms } from "./forms.ts";
import { KeepAlive } from "./keep_alive.ts";
import { formatLine, type Line, parseLine } from "./line.ts";
import { LineInput } from "./line_input.ts";
import { logIn } from "./log_in.ts";
import type { Watcher } from "./monitors.ts";
import type { IrcMember, IrcNetwork } from "./network.ts";
import { type Numeric, NUMERICS } from "./numerics.ts";
import { PlainRelay } from "./plain_relay.ts";
import { newRegistration } from "./registration.ts";
import { Replies } from "./replies.ts";
import { quoted } from "./targets.ts";

/** The maximum number of lines before a login. Negotiation and several tries of nicks take few. */
const MAX_LINES_BEFORE_LOGIN = 200;

/** One connection of a client of IRC. */
export class IrcSession implements Session, Client, IrcMember, Watcher {
  readonly hub: Hub;
  readonly peer: Peer;
  readonly network: IrcNetwork;
  readonly registration = newRegistration();
  readonly monitored = new Map<string, string>();
  readonly signedOnAt: number;
  readonly #forms: Forms;
  readonly #input: LineInput;
  readonly #replies: Replies;
  readonly #keepAlive: KeepAlive;
  #form: Form;
  #capabilities: ReadonlySet<Capability> = new Set();
  #user: User | undefined;
  #activeAt: number;
  /** Made for an answer that comes later. */
  #gate: InputGate | undefined;
  #plainRelay: PlainRelay | undefined;
  #linesBeforeLogin = 0;
  /** Whether messages may wait for the user. */
  #hasWaiting = false;
  #hasEnded = false;

  constructor(network: IrcNetwork, forms: Forms, peer: Peer) {
    this.hub = network.hub;
    this.network = network;
    this.peer = peer;
    this.#forms = forms;
    this.#form = forms.get(this.#capabilities);
    this.#replies = new Replies(network.settings.serverName);
    this.signedOnAt = this.#activeAt = this.hub.time;
    this.#keepAlive = new KeepAlive(peer, {
      ping: () => this.#write([`PING :${network.settings.serverName}`]),
      giveUp: (reason) => this.end("silent for too long", reason),
    });
    this.#input = new LineInput({
      onBytes: (line) => this.#relayPlain(line),
      onText: (text) => this.#pass(() => this.#handle(text)),
      onTooLong: () => this.#pass(() => this.#refuseLength()),
      onEndless: () => this.#pass(() => this.#refuseLength(true)),
      onInvalid: (line) => this.#pass(() => this.#refuseEncoding(line)),
    });
    network.unregistered++;
  }

  get user(): User | undefined {
    return this.#user;
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.#capabilities;
  }

  get activeAt(): number {
    return this.#activeAt;
  }

  get isExtended(): boolean {
    return this.#capabilities.has("extended-monitor") ||
      this.#capabilities.has("draft/extended-monitor");
  }

  receive(bytes: Uint8Array): Promise<void> | undefined {
    this.#keepAlive.onInput();
    this.#input.push(bytes);
    return this.#gate?.opened;
  }

  close(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (!this.#user) this.network.unregistered--;
    for (const nick of this.monitored.values()) this.network.monitors.delete(nick, this);
    this.monitored.clear();
    this.#keepAlive.stop();
  }

  explainEnd(reason: string): void {
    const host = this.#user?.host ?? "unknown";
    this.#write([formatLine("", "ERROR", [], `Closing Link: ${host} (${reason})`).slice(2)]);
  }

  explainStop(reason: string): void {
    this.explainEnd(reason);
  }

  end(reason: string, farewell?: string): void {
    if (this.#hasEnded) return;
    this.#flush(undefined);
    this.explainEnd(farewell ?? reason);
    this.close();
    this.peer.end(reason, farewell);
  }

  /** Handles input, now or when the answer to earlier input is there. */
  #pass(handle: () => void): void {
    if (this.#gate?.opened) this.#gate.pass(handle);
    else handle();
  }

  #refuseLength(isEndless = false): void {
    if (this.#hasEnded) return;
    this.reply("ERR_INPUTTOOLONG");
    if (isEndless) this.end("its line is too long", "Your line is too long");
    else this.#flush(undefined);
  }

  #refuseEncoding(line: Line | undefined): void {
    if (this.#hasEnded || !line) return;
    const command = /^[A-Z0-9]+$/.test(line.command) ? line.command : "*";
    this.serverLine(
      "FAIL",
      [command, "INVALID_UTF8"],
      "The line was not valid UTF-8, so it was ignored",
    );
    this.#flush(this.#labelOf(line));
  }

  /** Passes a message on without decoding it. Reports whether it did. */
  #relayPlain(line: Uint8Array): boolean {
    if (!this.#user || this.#hasEnded || this.#gate?.opened) return false;
    this.#plainRelay ??= new PlainRelay();
    if (!this.#plainRelay.relay(this as Client as Member, line)) return false;
    this.#activeAt = this.hub.time;
    return true;
  }

  #handle(text: string): void {
    if (this.#hasEnded) return;
    const line = parseLine(text);
    if (!line) return;
    if (!this.#user && ++this.#linesBeforeLogin > MAX_LINES_BEFORE_LOGIN) {
      return this.end("too many lines before a login");
    }
    const label = this.#labelOf(line);
    const pending = this.#run(line);
    if (!(pending instanceof Promise)) return this.#flush(label);
    this.#gate ??= new InputGate();
    this.#gate.closeUntil(pending, () => this.#flush(label));
  }

  #run(line: Line): void | Promise<void> {
    const command = Object.hasOwn(COMMANDS, line.command) ? COMMANDS[line.command] : undefined;
    if (!command) return this.reply("ERR_UNKNOWNCOMMAND", [quoted(line.command)]);
    if (!this.#user && !command.isEarly) return this.reply("ERR_NOTREGISTERED");
    if (line.params.length < command.least) {
      return this.reply("ERR_NEEDMOREPARAMS", [line.command]);
    }
    if (line.command !== "PING" && line.command !== "PONG") this.#activeAt = this.hub.time;
    return command.run(this as Client as Member, line.params, line);
  }

  #labelOf({ tags }: Line): string | undefined {
    return this.#capabilities.has("labeled-response") ? tags.get("label") : undefined;
  }

  /** Sends the answer to a command. */
  #flush(label: string | undefined): void {
    if (this.#hasEnded || label === undefined && this.#replies.isEmpty) return;
    this.#write(this.#replies.take(label));
    if (!this.#hasWaiting) return;
    // Behind the welcome, so that the client knows who it is.
    this.#hasWaiting = false;
    this.peer.deliverWaiting();
  }

  #write(lines: readonly string[]): void {
    if (lines.length > 0) this.peer.send(encodeText(`${lines.join("\r\n")}\r\n`));
  }

  reply(numeric: Numeric, params: readonly string[] = [], text?: string): void {
    this.send(this.#numericLine(numeric, params, text));
  }

  #numericLine(numeric: Numeric, params: readonly string[], text?: string): string {
    const [code, usual] = NUMERICS[numeric];
    const nick = this.#user?.nick ?? this.registration.nick ?? "*";
    return formatLine(this.network.settings.serverName, code, [nick, ...params], text ?? usual);
  }

  serverLine(command: string, params: readonly string[], text?: string): void {
    this.send(formatLine(this.network.settings.serverName, command, params, text));
  }

  send(line: string): void {
    this.#replies.add(line);
  }

  echo(event: ChatEvent): void {
    for (const line of this.#form.encoder.lines(event)) this.send(line);
  }

  notify(numeric: Numeric, text: string): void {
    this.#write([this.#numericLine(numeric, [], text)]);
  }

  batch(type: string, params: readonly string[], add: () => void): void {
    if (this.#capabilities.has("batch")) this.#replies.batch(type, params, add);
    else add();
  }

  setCapabilities(capabilities: ReadonlySet<Capability>): void {
    this.#capabilities = capabilities;
    this.#form = this.#forms.get(capabilities);
    if (this.#user) this.peer.changeForm(this.#form.dialect);
  }

  tryToLogIn(): void | Promise<void> {
    return logIn(this, this.#form.dialect, (user) => this.#onLogin(user));
  }

  #onLogin(user: User): void {
    if (this.#hasEnded) return;
    this.#user = user;
    this.network.unregistered--;
    this.network.members.set(user, this);
    this.#hasWaiting = true;
  }

  monitor(nick: string): void {
    this.monitored.set(foldCase(nick), nick);
    this.network.monitors.add(nick, this);
  }

  unmonitor(nick: string): void {
    this.monitored.delete(foldCase(nick));
    this.network.monitors.delete(nick, this);
  }
}
