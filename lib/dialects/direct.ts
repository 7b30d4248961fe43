/**
 * The direct dialect: newline-delimited text, messages from one user to another, an answer to each
 * line. The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import type { ChatEvent } from "../chat/event.ts";
import type { Dialect } from "./dialect.ts";
import { type LineOptions, LineSession } from "./line_session.ts";

const BAD_HEADER = "BAD-RQST-HDR";
const BAD_BODY = "BAD-RQST-BODY";

/** The direct dialect. */
export function directDialect(options: LineOptions): Dialect {
  const dialect: Dialect = {
    name: "direct",
    encode,
    open: (hub, peer) => new DirectSession(dialect, hub, peer, options),
  };
  return dialect;
}

class DirectSession extends LineSession {
  protected override onLine(line: string | undefined): void {
    if (line === undefined) return this.#reply(BAD_BODY);
    const [header, body] = splitAtSpace(line);
    switch (header) {
      case "HELLO-FROM":
        return this.#login(body ?? "");
      case "LIST":
        return body === undefined ? this.#list() : this.#reply(BAD_BODY);
      case "SEND":
        return this.#reply(this.#send(body ?? ""));
      default:
        return this.#reply(BAD_HEADER);
    }
  }

  protected override onTooLong(): void {
    this.#reply(BAD_BODY);
    this.end("its line is too long");
  }

  #login(name: string): void {
    if (this.user) return this.#reply(BAD_HEADER);
    const user = this.login(name);
    if (typeof user === "object") return this.#reply(`HELLO ${name}`);
    this.#reply({ bad: BAD_BODY, taken: "IN-USE", full: "BUSY" }[user]);
    if (this.hasTriedEnough) this.end("too many logins failed");
  }

  #list(): void {
    if (!this.user) return this.#reply(BAD_HEADER);
    this.peer.send(encodeList(this.hub.userAddresses));
  }

  #send(body: string): string {
    if (!this.user) return BAD_HEADER;
    const [name, text] = splitAtSpace(body);
    if (name === "" || text === undefined || text.trim() === "") return BAD_BODY;
    return this.hub.tell(this.user, name, text) ? "BAD-DEST-USER" : "SEND-OK";
  }

  #reply(line: string): void {
    this.peer.send(encoder.encode(`${line}\n`));
  }
}

const encoder = new TextEncoder();

/** Encodes a list once, however often it is asked for: a flood of LISTs must not fill the memory. */
const encodedLists = new WeakMap<readonly string[], Uint8Array>();

function encodeList(names: readonly string[]): Uint8Array {
  let bytes = encodedLists.get(names);
  if (!bytes) encodedLists.set(names, bytes = encoder.encode(`LIST-OK ${names.join(",")}\n`));
  return bytes;
}

function encode(event: ChatEvent): Uint8Array | undefined {
  // A direct user is in no channel.
  if (event.type !== "private" && event.type !== "broadcast") return undefined;
  const lines = event.text.split(/\r?\n/);
  return encoder.encode(lines.map((line) => `DELIVERY ${event.from.address} ${line}\n`).join(""));
}

/** What stands before the first space and behind it. */
function splitAtSpace(text: string): [before: string, behind: string | undefined] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, undefined] : [text.slice(0, space), text.slice(space + 1)];
}
