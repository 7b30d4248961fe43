import { MAKERS } from "./makers.ts";
import type { Random } from "./random.ts";
import type { Protocol } from "./valid_stream.ts";

const METHODS = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "PATCH", "PROPFIND", "PRI"];
/** Methods that HTTP does not know: such a line is HTTP by its version. */
const OTHER_METHODS = ["BREW", "HELLO-FROM", "LIST", "makeroom", "x", "patch", "y".repeat(300)];
/** What may stand before a request. */
const PREFIXES = ["", "", "", "", "\r\n", "\n\n", "\ufeff"];
const TARGETS = ["/", "*", "http://127.0.0.1/", "/metrics", "/healthz", "/?a=%00", "/../.."];
const VERSIONS = [" HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " HTTP/3"];
const HEADERS = [
  "Host: localhost",
  "Content-Type: text/plain",
  "Transfer-Encoding: chunked",
  "Content-Length: 99999999",
  "Content-Length: -1",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Expect: 100-continue",
  "X: \x00",
  " folded",
  "no colon",
];

/** The name that a web page would get if a server took its request for another protocol. */
export const WEB_NAME = "web-page";

/**
 * Returns a request as a browser or a script sends it. Its body logs in, speaks and makes rooms in
 * every protocol: a server must not carry out any of that.
 */
export function httpRequest(random: Random, protocols: readonly Protocol[]): string {
  const isKnown = !random.once(5);
  const method = random.pick(isKnown ? METHODS : OTHER_METHODS);
  const path = random.once(3) ? `/${"a".repeat(random.between(1, 100_000))}` : "";
  const target = path || random.pick(TARGETS);
  const version = isKnown && random.once(8) ? "" : random.pick(VERSIONS);
  const end = random.pick(["\r\n", "\r\n", "\n"]);
  const headers = Array.from({ length: random.between(0, 200) }, () => random.pick(HEADERS));
  const body = protocols.map((protocol) => {
    const maker = MAKERS[protocol];
    return maker.login(WEB_NAME) + maker.message("live-direct-1", "number 0 at 0") +
      maker.create(WEB_NAME);
  }).join("");
  return `${random.pick(PREFIXES)}${method} ${target}${version}${end}${
    headers.join(end)
  }${end}${end}${body}`;
}
