/**
 * The direct dialect: newline-delimited text, messages from one user to another, an answer to each
 * line. The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import type { ChatEvent } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { isAddress, type User } from "../chat/user.ts";
import { BoundedLines, lineText } from "../framing/lines.ts";
import { type Dialect, MOST_LOGINS, type Peer, type Session } from "./dialect.ts";

/** Why a connection ends, in the status log. */
const TOO_LONG = "its line is too long";
const TOO_MANY_TRIES = "too many logins failed";

const BAD_HEADER = "BAD-RQST-HDR";
const BAD_BODY = "BAD-RQST-BODY";

/** What the direct dialect can be told. */
export interface DirectOptions {
  /** The longest line that is taken, in bytes. */
  readonly maxLine: number;
}

/** The direct dialect. */
export function directDialect(options: DirectOptions): Dialect {
  const dialect: Dialect = {
    name: "direct",
    encode,
    open: (hub, peer) => new DirectSession(dialect, hub, peer, options),
  };
  return dialect;
}

class DirectSession implements Session {
  readonly #dialect: Dialect;
  readonly #hub: Hub;
  readonly #peer: Peer;
  readonly #lines: BoundedLines;
  #user: User | undefined;
  #failedLogins = 0;
  #isOver = false;

  constructor(dialect: Dialect, hub: Hub, peer: Peer, { maxLine }: DirectOptions) {
    this.#dialect = dialect;
    this.#hub = hub;
    this.#peer = peer;
    this.#lines = new BoundedLines(maxLine, {
      onLine: (line) => this.#take(lineText(line)),
      onTooLong: () => this.#end(BAD_BODY, TOO_LONG),
    });
  }

  receive(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  close(): void {
    if (this.#user) this.#hub.logout(this.#user);
  }

  /** @param line `undefined` when it is not UTF-8. */
  #take(line: string | undefined): void {
    if (this.#isOver) return;
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

  #login(name: string): void {
    if (this.#user) return this.#reply(BAD_HEADER);
    const user = isAddress(name) ? this.#hub.login(name) : "bad";
    if (typeof user === "object") {
      this.#user = user;
      this.#peer.identify(user, this.#dialect);
      return this.#reply(`HELLO ${name}`);
    }
    const refusal = { bad: BAD_BODY, taken: "IN-USE", full: "BUSY" }[user];
    if (++this.#failedLogins < MOST_LOGINS) this.#reply(refusal);
    else this.#end(refusal, TOO_MANY_TRIES);
  }

  #list(): void {
    if (!this.#user) return this.#reply(BAD_HEADER);
    this.#peer.send(encodeList(this.#hub.userAddresses));
  }

  #send(body: string): string {
    if (!this.#user) return BAD_HEADER;
    const [name, text] = splitAtSpace(body);
    if (name === "" || text === undefined || text.trim() === "") return BAD_BODY;
    return this.#hub.tell(this.#user, name, text) ? "BAD-DEST-USER" : "SEND-OK";
  }

  #reply(line: string): void {
    this.#peer.send(encoder.encode(`${line}\n`));
  }

  #end(line: string, reason: string): void {
    this.#isOver = true;
    this.#reply(line);
    this.#peer.end(reason);
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
