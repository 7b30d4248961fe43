const CONNECT_TIMEOUT_MS = 10_000;
/**
 * How long the server may be silent before the page sends a ping, and how long after it. From then on,
 * the page pings as often, whatever it hears: the server takes a page without pings for dead.
 */
const PING_AFTER_MS = 20_000;
const DEAD_AFTER_MS = 35_000;

const EVENTS = ["message", "broadcast", "topic", "closed", "goodbye", "servers"];

/** Connects in the messenger dialect: each message of the WebSocket is a line of JSON. */
/** @param {ConnectionHandler} handler */
export function connect(url = "", handler) {
  /** @type {{ action: string, past: Message[], end(answer?: Answer): void }[]} */
  const pending = [];
  let [name, heardAt, pingedAt, tickedAt, isClosed] = ["", performance.now(), 0, 0, false];
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  const timer = setTimeout(close, CONNECT_TIMEOUT_MS);
  /** Resolves when the connection is open, or has failed. */
  const ready = new Promise((resolve) => socket.onopen = socket.onerror = resolve);
  ready.finally(() => clearTimeout(timer));
  socket.onclose = close;
  socket.onmessage = ({ data }) => receive(JSON.parse(data));

  const isOpen = () => socket.readyState === WebSocket.OPEN;

  /** Sends a request. Resolves to its answer, or to `undefined` if the connection ends first. */
  /** @param {ChatRequest} request @returns {Promise<Answer | undefined>} */
  async function ask(request) {
    if (!isOpen()) return;
    const { action } = request;
    socket.send(JSON.stringify({ source: "", destination: "server", body: "", ...request }));
    // The server answers requests in their order.
    return await new Promise((end) => pending.push({ action, past: [], end }));
  }

  /** Finds out whether a silent server is still there. */
  function tick() {
    const now = performance.now();
    // After a sleep of the machine, the answer may be waiting to be read.
    if (now - tickedAt > PING_AFTER_MS && pingedAt) pingedAt = now;
    tickedAt = now;
    if (pingedAt > heardAt) {
      if (now - pingedAt > DEAD_AFTER_MS) close();
    } else if (name && now - (pingedAt || heardAt) > PING_AFTER_MS) {
      pingedAt = now;
      ask({ action: "ping" });
    }
  }

  function close() {
    if (isClosed) return;
    isClosed = true;
    socket.onmessage = null;
    socket.close();
    for (const { end } of pending.splice(0)) end();
    handler.onLost();
  }

  /** @param {Message} message */
  function receive(message) {
    heardAt = performance.now();
    const [request] = pending;
    if (message.action === "past") request?.past.push(message);
    else if (!request || !isAnswer(message, request.action)) handler.onEvent(message);
    else {
      if (message.action === "welcome") name = message.destination;
      pending.shift();
      request.end({ ...message, past: request.past });
    }
  }

  /** @param {Message} message */
  function isAnswer({ action, source }, request = "") {
    if (action === "joined") return source === name && /join|create/.test(request);
    if (action === "left") return source === name && request === "leave";
    return !EVENTS.includes(action);
  }

  return { ready, isOpen, ask, tick, close };
}
