const CONNECT_TIMEOUT_MS = 10_000;
/** How long the server may be silent before the page sends a ping, and how long after it. */
const PING_AFTER_MS = 20_000;
const DEAD_AFTER_MS = 35_000;

const EVENTS = ["message", "broadcast", "topic", "goodbye"];

/** A connection in the messenger dialect. Each message of the WebSocket is a line of JSON. */
export class Connection {
  /** The name under which the user is logged in; empty before. */
  name = "";
  /** @type {{ action: string, past: Message[], end(answer?: Answer): void }[]} */
  #pending = [];
  #heardAt = Date.now();
  #pingedAt = 0;
  #tickedAt = 0;
  #isClosed = false;
  #socket;
  #handler;

  /** @param {ConnectionHandler} handler */
  constructor(url = "", handler) {
    this.#handler = handler;
    const socket = this.#socket = new WebSocket(url);
    const timer = setTimeout(() => this.close(), CONNECT_TIMEOUT_MS);
    /** Resolves when the connection is open, or has failed. */
    this.ready = new Promise((resolve) => socket.onopen = socket.onerror = resolve);
    this.ready.finally(() => clearTimeout(timer));
    socket.onclose = () => this.close();
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
  }

  get isOpen() {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /**
   * Sends a request. Resolves to its answer, or to `undefined` if the connection ends first. The server
   * answers requests in their order.
   *
   * @param {ChatRequest} request
   * @returns {Promise<Answer | undefined>}
   */
  async ask(request) {
    if (!this.isOpen) return;
    const message = { source: "", destination: "server", body: "", ...request };
    this.#socket.send(JSON.stringify(message));
    const { action } = message;
    return await new Promise((end) => this.#pending.push({ action, past: [], end }));
  }

  /** Finds out whether a silent server is still there. To be called every few seconds. */
  tick() {
    const now = Date.now();
    // After a sleep of the machine, the answer may be waiting to be read.
    if (now - this.#tickedAt > PING_AFTER_MS && this.#pingedAt) this.#pingedAt = now;
    this.#tickedAt = now;
    if (this.#pingedAt > this.#heardAt) {
      if (now - this.#pingedAt > DEAD_AFTER_MS) this.close();
    } else if (this.name && now - this.#heardAt > PING_AFTER_MS) {
      this.#pingedAt = now;
      this.ask({ action: "ping" });
    }
  }

  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.onmessage = null;
    this.#socket.close();
    for (const { end } of this.#pending.splice(0)) end();
    this.#handler.onLost();
  }

  /** @param {Message} message */
  #receive(message) {
    this.#heardAt = Date.now();
    const [request] = this.#pending;
    if (message.action === "past") request?.past.push(message);
    else if (!request || !this.#isAnswer(message, request.action)) this.#handler.onEvent(message);
    else {
      if (message.action === "welcome") this.name = message.destination;
      this.#pending.shift();
      request.end({ ...message, past: request.past });
    }
  }

  /** @param {Message} message */
  #isAnswer({ action, source }, request = "") {
    if (action === "joined") return source === this.name && /^(join|create)$/.test(request);
    if (action === "left") return source === this.name && request === "leave";
    return !EVENTS.includes(action);
  }
}
