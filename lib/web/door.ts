/**
 * The door for browsers: the page, its files, and the WebSocket by which it chats.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";
import { fnv1a } from "../framing/fnv1a.ts";
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
import { type ClusterServers, isPageOf, NO_SERVERS, webSocketSources } from "./cluster_pages.ts";
import { FILES, type WebFile } from "./files.ts";
import { acceptHandshake, ircMessages, refuseHandshake } from "./handshake.ts";

/** The reason why the connection ends of a client that has got what it asked for. */
export const SERVED = "got a web page";

const TEXT = "text/plain; charset=utf-8";
const OK = encodeText("ok\n");

/** How much of a host's name the log shows, in characters. */
const MAX_LOGGED_LENGTH = 100;

const SECURITY_HEADERS = {
  "Content-Security-Policy": contentSecurityPolicy([]),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/**
 * The page may load its own files, connect to its own server and to the others of the cluster, and nothing
 * else.
 */
function contentSecurityPolicy(servers: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...webSocketSources(servers)].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/** The options of {@linkcode webDoor}. */
export interface WebDoorOptions {
  readonly hosts: AllowedHosts;
  /** The maximum size of a message from a page, in bytes. */
  readonly maxMessage: number;
  /** The servers of the cluster, if there is one. */
  readonly servers?: ClusterServers | undefined;
}

/** Returns the service that answers HTTP requests on the chat port. */
export function webDoor(
  { hosts, maxMessage, servers = NO_SERVERS }: WebDoorOptions,
): HttpService {
  return (request, { refusal }) => {
    if (request instanceof HttpFlaw) return refuse(request.status, request.text);
    const { method, path, fields } = request;
    if (method !== "GET" && method !== "HEAD") {
      return refuse(405, "Use GET or HEAD.", { Allow: "GET, HEAD" });
    }
    const host = fields.get("host") ?? "";
    const isKnown = hosts.has(host) || isOwnAddress(servers.addresses, host);
    if (refusal !== undefined && isKnown) return redirect(`https://${host}${path}`, refusal);
    if (refusal !== undefined) return refuse(403, `Use https: ${refusal}.`);
    // Load balancers call a server by any name.
    if (path === "/health") return grant(request, { type: TEXT, body: OK });
    if (!isKnown) return refuseHost(host);
    if (path === "/chat") return openWebSocket(request, host, maxMessage, servers);
    const file = FILES.get(path);
    return file
      ? grantFile(request, file, path === "/" ? servers.addresses : [])
      : refuse(404, "There is no such page. Open / instead.");
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
    ...SECURITY_HEADERS,
    ...headers,
    ...connection(keepsAlive),
  };
  const response = encodeResponse(200, all, method === "HEAD" ? undefined : body);
  return { response, reason: SERVED, keepsAlive };
}

/** @param servers The other servers that the file may connect to, if it is the page. */
function grantFile(
  request: HttpRequest,
  file: WebFile,
  servers: readonly string[],
): HttpAnswer {
  const isAlone = servers.length === 0;
  // A browser keeps the policy of the page that it has.
  const tag = isAlone
    ? file.tag
    : `${file.tag.slice(0, -1)}-${fnv1a(servers.join()).toString(16)}"`;
  // A browser asks each time whether the file is still the same, or an update would come late.
  const headers = { "Cache-Control": "no-cache", "ETag": tag };
  const policy = isAlone ? {} : { "Content-Security-Policy": contentSecurityPolicy(servers) };
  const { fields, keepsAlive } = request;
  const known = fields.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (!known.includes(tag)) return grant(request, file, { ...headers, ...policy });
  const all = { "Date": new Date().toUTCString(), ...headers, ...connection(keepsAlive) };
  return { response: encodeResponse(304, all), reason: SERVED, keepsAlive };
}

function connection(keepsAlive: boolean): HttpHeaders {
  return keepsAlive ? {} : { "Connection": "close" };
}

function openWebSocket(
  request: HttpRequest,
  host: string,
  maxMessage: number,
  servers: ClusterServers,
): HttpAnswer {
  const origin = request.fields.get("origin");
  if (origin !== undefined && !isOwnOrigin(origin, host) && !isPageOf(servers.known, origin)) {
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

/** Reports whether a host is that under which the cluster knows this server: its own address is the first. */
function isOwnAddress([own = ""]: readonly string[], host: string): boolean {
  const hostname = hostnameOf(host);
  return hostname !== undefined && hostname === hostnameOf(own);
}

/** A proxy may speak TLS for the server, so either scheme may be the page's own. */
function isOwnOrigin(origin: string, host: string): boolean {
  const [, originHost] = /^https?:\/\/(.+)$/i.exec(origin) ?? [];
  return originHost?.toLowerCase() === host.toLowerCase();
}
