/**
 * The door for browsers: the page, its files, and the WebSocket by which it chats.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";
import { HTTP_END_REASON } from "../framing/first_bytes.ts";
import { HttpFlaw, type HttpRequest } from "../framing/http_head.ts";
import {
  encodeResponse,
  encodeTextResponse,
  type HttpHeaders,
  type HttpStatus,
} from "../framing/http_response.ts";
import type { HttpAnswer, HttpService } from "../transport/http_gate.ts";
import { WebSocketSocket } from "../transport/websocket_socket.ts";
import { type AllowedHosts, hostnameOf } from "./allowed_hosts.ts";
import { FILES, type WebFile } from "./files.ts";
import { acceptHandshake, ircMessages, refuseHandshake } from "./handshake.ts";

/** The reason why the connection ends of a client that has got what it asked for. */
export const SERVED = "got a web page";

const TEXT = "text/plain; charset=utf-8";
const OK = encodeText("ok\n");

/** How much of a host's name the log shows, in characters. */
const MAX_LOGGED_LENGTH = 100;

/** The page may load its own files and connect to its own server, and nothing else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const SECURITY_HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** The options of {@linkcode webDoor}. */
export interface WebDoorOptions {
  readonly hosts: AllowedHosts;
  /** The maximum size of a message from a page, in bytes. */
  readonly maxMessage: number;
}

/** Returns the service that answers HTTP requests on the chat port. */
export function webDoor({ hosts, maxMessage }: WebDoorOptions): HttpService {
  return (request, { refusal }) => {
    if (request instanceof HttpFlaw) return refuse(request.status, request.text);
    const { method, path, fields } = request;
    if (method !== "GET" && method !== "HEAD") {
      return refuse(405, "Use GET or HEAD.", { Allow: "GET, HEAD" });
    }
    const host = fields.get("host") ?? "";
    const isKnown = hosts.has(host);
    if (refusal !== undefined && isKnown) return redirect(`https://${host}${path}`, refusal);
    if (refusal !== undefined) return refuse(403, `Use https: ${refusal}.`);
    // Load balancers call a server by any name.
    if (path === "/health") return grant(request, { type: TEXT, body: OK });
    if (!isKnown) return refuseHost(host);
    if (path === "/chat") return openWebSocket(request, host, maxMessage);
    const file = FILES.get(path);
    return file ? grantFile(request, file) : refuse(404, "There is no such page. Open / instead.");
  };
}

function refuse(status: HttpStatus, text: string, headers: HttpHeaders = {}): HttpAnswer {
  return answer(encodeTextResponse(status, text, headers), `${status} ${text}`);
}

function refuseHost(host: string): HttpAnswer {
  if (hostnameOf(host) === undefined) return refuse(403, "The header field Host names no host.");
  const text =
    "This is not a name or an address of the server's machine. If it leads to the server " +
    "all the same, the operator can allow it with --web-host.";
  return answer(
    encodeTextResponse(403, text),
    `403 unknown host ${host.slice(0, MAX_LOGGED_LENGTH)}`,
  );
}

function redirect(location: string, reason: string): HttpAnswer {
  return answer(encodeTextResponse(307, `Use ${location}`, { Location: location }), reason);
}

function answer(response: Uint8Array, reason: string): HttpAnswer {
  return { response, reason: `${HTTP_END_REASON}: ${reason}`, keepsAlive: false };
}

/** Grants a request. A response to HEAD has no body. */
function grant(
  { method, keepsAlive }: HttpRequest,
  { type, body }: Pick<WebFile, "type" | "body">,
  headers: HttpHeaders = {},
): HttpAnswer {
  const all = {
    "Date": new Date().toUTCString(),
    "Content-Type": type,
    "Content-Length": String(body.length),
    ...headers,
    ...SECURITY_HEADERS,
    ...connection(keepsAlive),
  };
  const response = encodeResponse(200, all, method === "HEAD" ? undefined : body);
  return { response, reason: SERVED, keepsAlive };
}

function grantFile(request: HttpRequest, file: WebFile): HttpAnswer {
  // A browser asks each time whether the file is still the same, or an update would come late.
  const headers = { "Cache-Control": "no-cache", "ETag": file.tag };
  const { fields, keepsAlive } = request;
  const known = fields.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (!known.includes(file.tag)) return grant(request, file, headers);
  const all = { "Date": new Date().toUTCString(), ...headers, ...connection(keepsAlive) };
  return { response: encodeResponse(304, all), reason: SERVED, keepsAlive };
}

function connection(keepsAlive: boolean): HttpHeaders {
  return keepsAlive ? {} : { "Connection": "close" };
}

function openWebSocket(request: HttpRequest, host: string, maxMessage: number): HttpAnswer {
  const origin = request.fields.get("origin");
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    return refuse(403, "Only the server's own page may connect.");
  }
  const refused = refuseHandshake(request);
  if (refused) return answer(refused, "it is not for a WebSocket");
  return {
    response: acceptHandshake(request),
    reason: SERVED,
    keepsAlive: false,
    upgrade: (socket, start) =>
      new WebSocketSocket(socket, start, maxMessage, ircMessages(request.fields)),
  };
}

/** A proxy may speak TLS for the server, so either scheme may be the page's own. */
function isOwnOrigin(origin: string, host: string): boolean {
  const [, originHost] = /^https?:\/\/(.+)$/i.exec(origin) ?? [];
  return originHost?.toLowerCase() === host.toLowerCase();
}
