import { encodeText } from "../framing/encode_text.ts";
import { sha1 } from "../framing/sha1.ts";
import { encodeResponse, encodeTextResponse } from "../framing/http_response.ts";
import { hasToken, type HttpRequest } from "../framing/http_head.ts";

/** The text that RFC 6455 adds to a client's key. */
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The only version of the protocol. */
const VERSION = "13";

/** A key is 16 bytes in base64. */
const KEY = /^[A-Za-z\d+/]{21}[AQgw]==$/;

/** What clients of IRC ask for: each message is a line, sent as this. Others ask for nothing. */
const IRC_PROTOCOLS = { "text.ircv3.net": "text", "binary.ircv3.net": "binary" } as const;

const UPGRADE = { "Upgrade": "websocket", "Connection": "Upgrade" };

/** The header fields of a response that says how to ask. */
const HOW_TO_UPGRADE = {
  "Upgrade": "websocket",
  "Connection": "Upgrade, close",
  "Sec-WebSocket-Version": VERSION,
};

/** Returns the response to a request that wants no WebSocket, or an impossible one; else `undefined`. */
export function refuseHandshake(
  { method, fields, keepsAlive }: HttpRequest,
): Uint8Array | undefined {
  const isUpgrade = hasToken(fields, "upgrade", "websocket") &&
    hasToken(fields, "connection", "upgrade");
  if (method !== "GET" || !isUpgrade) {
    return encodeTextResponse(426, "This is for WebSockets only.", HOW_TO_UPGRADE);
  }
  // Otherwise, a proxy could take what follows for frames, and the server for a body.
  if (!keepsAlive) {
    return encodeTextResponse(400, "A WebSocket needs a request of HTTP/1.1 without a body.");
  }
  if (fields.get("sec-websocket-version") !== VERSION) {
    const text = `This server speaks version ${VERSION} of WebSocket.`;
    return encodeTextResponse(426, text, HOW_TO_UPGRADE);
  }
  if (!KEY.test(fields.get("sec-websocket-key") ?? "")) {
    return encodeTextResponse(400, "The header field Sec-WebSocket-Key is missing or malformed.");
  }
}

/** Returns the response that makes a connection a WebSocket. */
export function acceptHandshake({ fields }: HttpRequest): Uint8Array {
  const hash = sha1(encodeText(`${fields.get("sec-websocket-key")}${ACCEPT_SUFFIX}`));
  const protocol = ircProtocol(fields);
  return encodeResponse(101, {
    ...UPGRADE,
    "Sec-WebSocket-Accept": hash.toBase64(),
    ...protocol && { "Sec-WebSocket-Protocol": protocol },
  });
}

/** Returns how a client of IRC wants its messages sent; `undefined` if it is none. */
export function ircMessages(fields: HttpRequest["fields"]): "text" | "binary" | undefined {
  const protocol = ircProtocol(fields);
  return protocol && IRC_PROTOCOLS[protocol];
}

/** Returns the first protocol of IRC that a client names: it prefers that. */
function ircProtocol(fields: HttpRequest["fields"]): keyof typeof IRC_PROTOCOLS | undefined {
  const names = (fields.get("sec-websocket-protocol") ?? "").split(/\s*,\s*/);
  return names.find((name) => Object.hasOwn(IRC_PROTOCOLS, name)) as keyof typeof IRC_PROTOCOLS;
}
