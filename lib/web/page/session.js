import { Connection } from "./connection.js";

/** Pauses between attempts double from the first to the second of these. */
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;
/** A session that has lasted for this long makes the pauses short again. */
const STABLE_MS = 30_000;

/** The reasons of a goodbye after which the page comes back by itself. All others are final. */
const PASSING_REASONS = [
  "server stopped",
  "too far behind",
  "stopped reading",
  "sent too much for too long",
  "silent for too long",
  "too many connections from one address",
  "too many connections without a login",
  "took too long to log in",
  "internal error",
];

/** Reports whether the page comes back after a goodbye. */
export function isPassing(reason = "") {
  return reason === "" || PASSING_REASONS.includes(reason.split(": ")[0] ?? "");
}

/** @param {Message["body"] | undefined} body */
export function bodyText(body) {
  return [body ?? ""].flat().join("\n");
}

/** Reports whether a login failed for its password. */
export function isAboutPassword(problem = "") {
  return /password/i.test(problem);
}

/** A login, and the way back to it after a lost connection. */
export class Session {
  /** @type {"out" | "on" | "away" | "over"} Away: on the way back. Over: ended by the server. */
  state = "out";
  name = "";
  /** Why the user is not logged in. */
  problem = "";
  /** @type {Connection | undefined} */
  #connection;
  #password = "";
  /** The reason that the server gave for the end. */
  #goodbye = "";
  #attempts = 0;
  #loggedInAt = 0;
  #timer = 0;
  #isTrying = false;
  #url;
  #token;
  #handler;

  /** @param {SessionHandler} handler */
  constructor(url = "", token = "", handler) {
    this.#url = url;
    this.#token = token;
    this.#handler = handler;
  }

  /** Logs in. Returns the problem, if there is one. */
  async logIn(name = "", password = "") {
    this.#password = password;
    return this.problem = await this.#enter(name);
  }

  /** Sends a request. Resolves to `undefined` without a connection. @param {ChatRequest} request */
  async ask(request) {
    return await this.#connection?.ask(request);
  }

  /** Comes back without waiting any longer. */
  retry() {
    if (this.#isTrying || this.state === "on" || this.state === "out") return;
    this.state = "away";
    this.#comeBack();
  }

  tick() {
    this.#connection?.tick();
  }

  /** Connects and logs in. Returns the problem, if there is one. */
  async #enter(source = "") {
    const connection = this.#connection ??= this.#connect();
    await connection.ready;
    if (!connection.isOpen) return `Cannot reach the server at ${new URL(this.#url).host}`;
    const body = [this.#password, this.#token, "extended"];
    const answer = await connection.ask({ action: "login", source, body });
    if (answer?.action !== "welcome") {
      return bodyText(answer?.body) || this.#goodbye || "The connection is lost";
    }
    this.name = answer.destination;
    this.state = "on";
    this.#loggedInAt = Date.now();
    this.#handler.onLogin();
    return "";
  }

  #connect() {
    this.#goodbye = "";
    return new Connection(this.#url, {
      onEvent: (message) => {
        if (message.action === "goodbye") this.#goodbye = bodyText(message.body);
        else this.#handler.onEvent(message);
      },
      onLost: () => {
        this.#connection = undefined;
        if (this.state !== "on") return;
        this.state = "away";
        this.problem = this.#goodbye ? `Disconnected: ${this.#goodbye}` : "The connection is lost";
        if (Date.now() - this.#loggedInAt >= STABLE_MS) this.#attempts = 0;
        this.#wait();
      },
    });
  }

  /** Waits for the next attempt, unless there must be none. */
  #wait() {
    if (!isPassing(this.#goodbye)) this.state = "over";
    if (isAboutPassword(this.problem)) this.state = "out";
    const longest = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** this.#attempts++);
    const pause = longest / 2 * (1 + Math.random());
    if (this.state === "away") this.#timer = setTimeout(() => this.#comeBack(), pause);
    this.#handler.onChange();
  }

  async #comeBack() {
    clearTimeout(this.#timer);
    this.#isTrying = true;
    const problem = await this.#enter(this.name);
    this.#isTrying = false;
    if (this.state !== "away") return;
    this.problem = problem;
    this.#wait();
  }
}
