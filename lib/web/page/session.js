import { connect } from "./connection.js";
import { Servers } from "./servers.js";

/** Pauses between attempts double from the first to the second of these. */
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;
/** A session that has lasted for this long makes the pauses short again. */
const STABLE_MS = 30_000;
/** How long a server may take to log the user in, and another one than the present one. */
const LOGIN_TIMEOUT_MS = 30_000;
const FAILOVER_TIMEOUT_MS = 6000;

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

export function isPassing(reason = "") {
  return reason === "" || PASSING_REASONS.includes(reason.split(": ")[0] ?? "");
}

/** @param {Message["body"] | undefined} body */
export function bodyText(body) {
  return [body ?? ""].flat().join("\n");
}

/** Reports whether a login failed because the password is missing or wrong. */
export function isAboutPassword(problem = "") {
  return /^(This server asks for a password|The password is wrong|The name .* is registered: its password is needed)$/s
    .test(problem);
}

/** Returns the password that a command gives to the user's name, if it does. */
export function newPasswordIn(line = "") {
  const [, registered, changed] = /^\/(?:register\s+(\S+)|password\s+\S+\s+(\S+))\s*$/.exec(line) ??
    [];
  return registered ?? changed;
}

/** A login, and the way back to it after a lost connection. */
export class Session {
  /** @type {"out" | "on" | "away" | "over"} Away: on the way back. Over: ended by the server. */
  state = "out";
  name = "";
  /** Why the user is not logged in. */
  problem = "";
  /** @type {ReturnType<typeof connect> | undefined} */
  #connection;
  /** The password that the user's name or the server needs. It is kept nowhere else. */
  password = "";
  /** The reason that the server gave for the end. */
  #goodbye = "";
  #attempts = 0;
  #loggedInAt = 0;
  #timer = 0;
  #isTrying = false;
  #parts;

  /** @param {SessionHandler} handler */
  constructor(url = "", token = "", handler) {
    this.#parts = { token, handler };
    this.servers = new Servers(url);
  }

  /** Logs in. Returns the problem, if there is one. */
  async logIn(name = "", password = "") {
    if (this.#isTrying) return this.problem;
    this.#isTrying = true;
    this.password = password;
    this.problem = await this.#enter(name, this.servers.current);
    this.#isTrying = false;
    return this.problem;
  }

  /** Sends a request. Resolves to `undefined` without a connection. @param {ChatRequest} request */
  async ask(request) {
    return await this.#connection?.ask(request);
  }

  /** Comes back without waiting any longer. */
  async retry() {
    if (this.#isTrying || this.state === "on" || this.state === "out") return;
    clearTimeout(this.#timer);
    this.state = "away";
    this.#isTrying = true;
    const problem = await this.#enterAny();
    this.#isTrying = false;
    if (problem) this.#lost(problem);
  }

  tick() {
    this.#connection?.tick();
  }

  /** Logs in again on one of the servers. Returns the problem with the last one, if none lets the user in. */
  async #enterAny() {
    let problem = "";
    for (const url of this.servers.order()) {
      this.#connection?.close();
      problem = await this.#enter(this.name, url);
      if (!problem || isAboutPassword(problem) || this.#isFinal(problem)) break;
    }
    return problem;
  }

  async #enter(source = "", url = "") {
    const { token, handler } = this.#parts;
    const connection = this.#connection ??= this.#connect(url);
    const isOwn = url === this.servers.current;
    const late = setTimeout(connection.close, isOwn ? LOGIN_TIMEOUT_MS : FAILOVER_TIMEOUT_MS);
    await connection.ready;
    const body = [this.password, token, "extended"];
    const answer = await connection.ask({ action: "login", source, body });
    clearTimeout(late);
    if (!answer && !connection.isOpen() && !this.#goodbye) {
      return `Cannot reach the server at ${new URL(url).host}`;
    }
    if (answer?.action !== "welcome") {
      return bodyText(answer?.body) || this.#goodbye || "The connection is lost";
    }
    this.name = answer.destination;
    this.state = "on";
    this.#loggedInAt = performance.now();
    handler.onLogin(this.servers.use(url));
    return "";
  }

  #connect(url = "") {
    const { handler } = this.#parts;
    this.#goodbye = "";
    return connect(url, {
      onEvent: (message) => {
        if (message.action === "goodbye") this.#goodbye = bodyText(message.body);
        else if (message.action === "servers") this.servers.learn([message.body].flat());
        else handler.onEvent(message);
      },
      onLost: () => {
        this.#connection = undefined;
        if (this.state !== "on") return;
        if (performance.now() - this.#loggedInAt >= STABLE_MS) {
          this.#attempts = 0;
          this.servers.stable();
        }
        this.#lost(this.#goodbye ? `Disconnected: ${this.#goodbye}` : "The connection is lost");
      },
    });
  }

  #isFinal(problem = "") {
    return !isPassing(this.#goodbye) || / is banned\b/.test(problem);
  }

  /** Waits for the next attempt, unless there must be none. */
  #lost(problem = "") {
    this.problem = problem;
    const isFinal = this.#isFinal(problem);
    const wasOn = this.state === "on";
    this.state = isAboutPassword(problem) ? "out" : isFinal ? "over" : "away";
    if (wasOn && this.state === "away" && this.servers.startsAtOnce()) return void this.retry();
    const longest = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** this.#attempts++);
    const pause = longest / 2 * (1 + Math.random());
    if (this.state === "away") this.#timer = setTimeout(() => this.retry(), pause);
    this.#parts.handler.onChange();
  }
}
