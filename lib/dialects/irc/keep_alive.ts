import type { Outlet } from "../../net/session.ts";

/** How long a client may be silent before the server asks whether it is there, in milliseconds. */
const PING_AFTER_MS = 90_000;

/** How long it may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 60_000;

/** What a {@linkcode KeepAlive} does to a client. */
export interface KeepAliveActions {
  /** Asks the client whether it is there. */
  ping(): void;
  /** Ends the connection of a client that does not answer. */
  giveUp(reason: string): void;
}

/** Asks a client that is silent for long whether it is still there. Any line is an answer. */
export class KeepAlive {
  readonly #outlet: Pick<Outlet, "setTimer">;
  readonly #actions: KeepAliveActions;
  #timer: ReturnType<Outlet["setTimer"]>;
  #hasInput = false;
  #isAsked = false;

  constructor(outlet: Pick<Outlet, "setTimer">, actions: KeepAliveActions) {
    this.#outlet = outlet;
    this.#actions = actions;
    this.#timer = outlet.setTimer(PING_AFTER_MS, () => this.#check());
  }

  /** Learns that the client has sent something. */
  onInput(): void {
    this.#hasInput = true;
  }

  /** Asks no more. */
  stop(): void {
    this.#timer.cancel();
  }

  /** Looks only now and then: setting a timer for each line would cost more than the line. */
  #check(): void {
    if (this.#isAsked && !this.#hasInput) {
      const seconds = (PING_AFTER_MS + ANSWER_WITHIN_MS) / 1000;
      return this.#actions.giveUp(`Ping timeout: ${seconds} seconds`);
    }
    this.#isAsked = !this.#hasInput;
    this.#hasInput = false;
    if (this.#isAsked) this.#actions.ping();
    const delayMs = this.#isAsked ? ANSWER_WITHIN_MS : PING_AFTER_MS;
    this.#timer = this.#outlet.setTimer(delayMs, () => this.#check());
  }
}
