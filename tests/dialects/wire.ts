import type { Departure } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import type { NameRegistry } from "../../lib/chat/name_registry.ts";
import type { User } from "../../lib/chat/user.ts";
import type { Dialect, Peer, PeerIdentity } from "../../lib/dialects/dialect.ts";
import type { LoginRequest, LoginResult } from "../../lib/dialects/login.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { type History, NO_HISTORY } from "../../lib/history/history.ts";
import type { Timer } from "../../lib/net/clock.ts";
import { Counters } from "../../lib/net/counters.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import type { Session } from "../../lib/net/session.ts";
import { DEFAULT_LIMITS } from "../../lib/net/limits.ts";
import { lagLimits, SlowConsumers } from "../../lib/net/slow_consumers.ts";
import { Admission, type PasswordCheck } from "../../lib/serving/admission.ts";
import { FanOut } from "../../lib/serving/fan_out.ts";
import { HistorySink } from "../../lib/serving/history_sink.ts";
import { sleep } from "../../lib/net/clock.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { NO_BUGS } from "../support/no_bugs.ts";

/** The options of a {@linkcode Wire}. */
export interface WireOptions {
  readonly maxUsers?: number;
  readonly maxChannels?: number;
  readonly guard?: PasswordCheck;
  readonly registry?: NameRegistry;
  readonly history?: History;
}

/** A server without sockets: it has replied to a client's input before the call returns. */
export class Wire {
  readonly clock = new ManualClock();
  readonly hub: Hub;
  readonly fanOut: FanOut;
  readonly admission: Admission;
  readonly history: History;

  constructor({ guard, registry, history = NO_HISTORY, ...limits }: WireOptions = {}) {
    this.fanOut = new FanOut({
      internalErrors: NO_BUGS,
      flushPass: new FlushPass(NO_BUGS),
      slowConsumers: new SlowConsumers(lagLimits(DEFAULT_LIMITS), this.clock),
      counters: new Counters(),
    });
    this.history = history;
    const sinks = [this.fanOut, new HistorySink(history)];
    this.hub = new Hub({ sinks, now: () => this.clock.now(), ...limits });
    this.admission = new Admission({ hub: this.hub, guard, registry });
  }

  /** Opens a connection. */
  connect(dialect: Dialect, network?: string): WireClient {
    return new WireClient(this, dialect, network);
  }
}

/** One connection to a {@linkcode Wire}. */
export class WireClient implements Peer {
  readonly #wire: Wire;
  readonly #network: string;
  readonly #outbox = new Outbox({ flush: () => {} });
  readonly #session: Session;
  #user: User | undefined;
  /** What carries the bytes, if it is not TCP. */
  transport: string | undefined;
  /** The client's secret. */
  token: string | undefined;
  /** How long the client may send nothing. */
  maxSilenceMs = Infinity;
  /** The bytes that count towards the client's rate, besides its own. */
  charged = 0;
  /** The reason why the server ended the connection. */
  ended: string | undefined;

  constructor(wire: Wire, dialect: Dialect, network = "127.0.0.1") {
    this.#wire = wire;
    this.#network = network;
    this.#session = dialect.open(wire.hub, this);
  }

  get asksForPassword(): boolean {
    return this.#wire.admission.asksForPassword;
  }

  isRegistered(name: string): boolean {
    return this.#wire.admission.isRegistered(name);
  }

  deliverWaiting(): void {}

  blocks(): readonly string[] {
    return [];
  }

  login(request: LoginRequest, dialect: Dialect): LoginResult | Promise<LoginResult> {
    const pause = (delayMs: number) => sleep(this.#wire.clock, delayMs);
    const origin = { network: this.#network, isOverAddressLimit: false, pause };
    const result = this.#wire.admission.login(request, origin);
    if (result instanceof Promise) return result.then((result) => this.#onAnswer(result, dialect));
    return this.#onAnswer(result, dialect);
  }

  #onAnswer(result: LoginResult, dialect: Dialect): LoginResult {
    if (result instanceof Refusal) return result;
    this.#user = result;
    this.#wire.fanOut.add(result, { dialect, connection: { outbox: this.#outbox, charge() {} } });
    return result;
  }

  send(bytes: Uint8Array): void {
    this.#outbox.send(bytes);
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#wire.clock.setTimer(delayMs, callback);
  }

  own(token: string): boolean {
    this.token = token;
    return false;
  }

  get history(): History {
    return this.#wire.history;
  }

  command(): undefined {}

  changeForm(dialect: Dialect): void {
    this.#wire.fanOut.changeForm(this.#user!, dialect);
  }

  readonly identity: PeerIdentity = {
    checkHolder: () => undefined,
    rename: (name) => this.#wire.admission.rename(this.#user!, name),
    proves: (name, password) => isOperator(name, password),
    authorize: (name, password) => isOperator(name, password),
    resign() {},
  };

  charge(bytes: number): void {
    this.charged += bytes;
  }

  limitSilence(ms: number): void {
    this.maxSilenceMs = ms;
  }

  end(reason: string, farewell?: string): void {
    this.ended = reason;
    this.#logout({ reason: "disconnected", farewell });
  }

  /** Sends bytes to the server. Resolves at once unless the server's answer comes later. */
  write(bytes: Uint8Array): Promise<void> | void {
    return this.#session.receive(bytes);
  }

  /** Returns all bytes that the client has received since the last call. */
  read(): Uint8Array {
    const parts: Uint8Array[] = [];
    while (this.#outbox.backlog > 0) {
      const bytes = this.#outbox.peek().slice();
      parts.push(bytes);
      this.#outbox.written(bytes.length);
    }
    return concat(parts);
  }

  /** Has the server tell the client why it ends the connection. */
  explainEnd(reason: string): void {
    this.#session.explainEnd?.(reason);
  }

  /** Closes the connection from the client's side. */
  close(): void {
    this.#session.close();
    this.#logout();
  }

  #logout(departure?: Departure): void {
    if (!this.#user) return;
    this.#wire.admission.logout(this.#user, departure);
    this.#wire.fanOut.remove(this.#user);
    this.#user = undefined;
  }
}

/** Reports whether a name and a password are those of the operator of a wire. */
function isOperator(name: string, password: string): boolean {
  return name === "operuser" && password === "operpassword";
}
