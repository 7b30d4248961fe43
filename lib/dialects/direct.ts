/**
 * The direct dialect: newline-delimited text, messages from one user to another, and a reply to
 * each line. The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import type { ChatEvent } from "../chat/event.ts";
import { SERVER_NAME } from "../chat/server_name.ts";
import type { User } from "../chat/user.ts";
import { encodedOnce } from "../framing/encoded_once.ts";
import { encodeText } from "../framing/encode_text.ts";
import { FRAME_SIZE } from "../framing/fixed_frames.ts";
import { lineText } from "../framing/lines.ts";
import { type Dialect, type DialectDefinition, makeDialect } from "./dialect.ts";
import { type LineOptions, LineSession } from "./line_session.ts";
import { type LoginRefusal, TLS_REQUIRED, TOO_MANY_LOGINS } from "./login.ts";
import { isRemoval } from "./removal.ts";
import { hasTooManyLines } from "./text_lines.ts";

const BAD_HEADER = line("BAD-RQST-HDR");
const BAD_BODY = line("BAD-RQST-BODY");
const BAD_USER = line("BAD-DEST-USER");
/** The word for an unknown user in the lab's older edition. */
const UNKNOWN_USER = line("UNKNOWN");
const SEND_OK = line("SEND-OK");
const REFUSALS: Readonly<Record<LoginRefusal, Uint8Array>> = {
  "bad-name": BAD_BODY,
  "name-taken": line("IN-USE"),
  "server-full": line("BUSY"),
  // There is no word for it, but every client shows a message.
  "tls-required": line(`DELIVERY server ${TLS_REQUIRED}`),
  "too-many-connections": line("BUSY"),
  "name-registered": line("IN-USE"),
  "password-missing": BAD_BODY,
  "password-wrong": BAD_BODY,
  // An explanation comes before these.
  "name-banned": line("IN-USE"),
  "address-banned": line("BUSY"),
  "unavailable": line("BUSY"),
};

/** The headers of which a line before a login may have a body that is only too long. */
const HEADERS_BEFORE_LOGIN: readonly string[] = ["HELLO-FROM", "LIST", "WHO"];

const NEWLINE = 0x0a;
const LOGIN = new TextEncoder().encode("HELLO-FROM ");

/** The entry in the list of dialects. */
export const DIRECT = {
  name: "direct",
  rules: [
    {
      because: "it starts with a login, however long the line is",
      fits: (start) =>
        start.length >= LOGIN.length && LOGIN.every((byte, at) => start[at] === byte),
    },
    {
      because: "there is a line end where a frame would go on",
      fits: (start) => start.subarray(0, FRAME_SIZE).includes(NEWLINE),
    },
  ],
  make: directDialect,
} as const satisfies DialectDefinition;

/** Makes the direct dialect. */
export function directDialect(options: LineOptions): Dialect {
  return makeDialect(
    DIRECT.name,
    encode,
    (dialect, hub, peer) => new DirectSession(dialect, hub, peer, options),
  );
}

class DirectSession extends LineSession {
  /** Whether the client speaks the lab's older edition, in which `LIST` is `WHO`. */
  #isOlder = false;

  protected override onLine(line: string | undefined): void {
    if (line === undefined) return this.peer.send(BAD_BODY);
    const [header, body] = splitAtSpace(line);
    switch (header) {
      case "HELLO-FROM":
        return this.#login(body ?? "");
      case "LIST":
        return body === undefined ? this.#list(encodeList) : this.peer.send(BAD_BODY);
      case "WHO":
        this.#isOlder = true;
        return body === undefined ? this.#list(encodeWho) : this.peer.send(BAD_BODY);
      case "SEND":
        return this.peer.send(this.#send(body ?? ""));
      default:
        return this.peer.send(BAD_HEADER);
    }
  }

  protected override onTooLong(start: Uint8Array): void {
    if (this.user) {
      this.peer.send(BAD_BODY);
      return this.end("its line is too long");
    }
    // The header decides: no line of this length is a valid login.
    const [header] = splitAtSpace(lineText(start) ?? "");
    this.peer.send(HEADERS_BEFORE_LOGIN.includes(header) ? BAD_BODY : BAD_HEADER);
  }

  protected override onLogin({ name }: User): void {
    this.peer.send(line(`HELLO ${name}`));
  }

  protected override onRefused(code: LoginRefusal, _name: string, explanation: string): void {
    if (explanation !== "") this.peer.send(fromServer(explanation));
    this.peer.send(REFUSALS[code]);
  }

  protected override onTooManyTries(): void {
    this.end(TOO_MANY_LOGINS);
  }

  /** There are no words for the end of a connection, but clients show a message. */
  explainEnd(reason: string): void {
    if (isRemoval(reason)) this.peer.send(fromServer(`You have been disconnected: ${reason}`));
  }

  #login(body: string): void {
    if (this.user) return this.peer.send(BAD_HEADER);
    const [name, password] = splitAtPassword(body);
    const isExpected = this.peer.asksForPassword || this.peer.isRegistered(name);
    if (isExpected) this.login(name, password);
    else this.login(body, "");
  }

  #list(encode: (names: readonly string[]) => Uint8Array): void {
    if (!this.user) return this.peer.send(BAD_HEADER);
    this.peer.send(encode(this.hub.userAddresses));
  }

  #send(body: string): Uint8Array {
    if (!this.user) return BAD_HEADER;
    const [name, text] = splitAtSpace(body);
    if (name === "" || text === undefined || text.trim() === "") return BAD_BODY;
    if (hasTooManyLines(text)) return BAD_BODY;
    const refusal = this.hub.sendPrivate(this.user, name, text);
    if (!refusal) return SEND_OK;
    // There is no word for the reasons why the server takes no message, but clients show a message.
    if (refusal.explanation) this.hub.tell(this.user, refusal.explanation);
    return this.#isOlder ? UNKNOWN_USER : BAD_USER;
  }
}

const encodeList = encodedOnce((names: readonly string[]) => line(`LIST-OK ${names.join(",")}`));
const encodeWho = encodedOnce((names: readonly string[]) => line(`WHO-OK ${names.join(",")}`));

function encode(event: ChatEvent): Uint8Array | undefined {
  // A user of this dialect is in no channel.
  if (event.type !== "private" && event.type !== "broadcast") return undefined;
  const head = `DELIVERY ${event.from.address} `;
  const isLate = event.type === "private" && event.plainText !== undefined;
  const text = String(isLate ? event.plainText : event.text);
  if (!text.includes("\n")) return line(head + text);
  return encodeText(text.split(/\r?\n/).map((part) => `${head}${part}\n`).join(""));
}

function fromServer(text: string): Uint8Array {
  return line(`DELIVERY ${SERVER_NAME} ${text}`);
}

function line(text: string): Uint8Array {
  return encodeText(`${text}\n`);
}

/** Splits a name from a password behind a space or, as users of other clients can type it, a colon. */
function splitAtPassword(body: string): [name: string, password: string] {
  const at = body.search(body.includes(" ") ? / / : /:/);
  return at < 0 ? [body, ""] : [body.slice(0, at), body.slice(at + 1)];
}

/** Splits a text at its first space. */
function splitAtSpace(text: string): [before: string, after: string | undefined] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, undefined] : [text.slice(0, space), text.slice(space + 1)];
}
