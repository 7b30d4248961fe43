import { addressesIn, SINGLE_SERVER, startsServers } from "../../dialects/server_texts.ts";

/** The longest answer that is read, in UTF-16 code units. Our server sends less. */
const MAX_LENGTH = 64 * 1024;

/** The answer of an older server. */
const UNKNOWN = "/servers is not a valid control message.";

/** The parts of {@linkcode OwnServers}. */
export interface OwnServersParts {
  /** Sends a line to the server. */
  send(line: string): unknown;
  /** Gets the addresses of the servers of a cluster, the present one's first. */
  learn(addresses: readonly string[]): void;
}

/**
 * Asks a server of Parley for the other servers of its cluster, and hides the answer from the user. The
 * dialect has no message with which the server could tell them by itself.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { serversLines } from "../../dialects/server_texts.ts";
 *
 * const learnt: string[] = [];
 * const send = () => {};
 * const servers = new OwnServers({ send, learn: (addresses) => learnt.push(...addresses) });
 * servers.ask();
 * assert.equal(servers.onFrame("[bob] hi"), false);
 * assert.equal(servers.onFrame(serversLines(["a:1", "b:2"]).join("\n")), true);
 * assert.deepEqual(learnt, ["a:1", "b:2"]);
 * ```
 */
export class OwnServers {
  readonly #parts: OwnServersParts;
  #isAsking = false;
  /** The frames of the answer that have come. */
  #answer = "";

  constructor(parts: OwnServersParts) {
    this.#parts = parts;
  }

  ask(): void {
    this.#isAsking = true;
    this.#answer = "";
    this.#parts.send("/servers");
  }

  /** Takes note of a line of the user, who may ask as well and wants to read the answer. */
  onSent(line: string): void {
    if (/^\/servers(\s|$)/.test(line)) this.#isAsking = false;
  }

  /** Takes note of a frame of the server. Reports whether it belongs to the answer, and need not be shown. */
  onFrame(text: string): boolean {
    if (!this.#isAsking) return false;
    if (this.#answer === "" && !startsServers(text)) {
      if (text !== SINGLE_SERVER && !text.startsWith(UNKNOWN)) return false;
      this.#isAsking = false;
      return true;
    }
    this.#answer += text;
    const addresses = addressesIn(this.#answer);
    if (addresses) this.#parts.learn(addresses);
    this.#isAsking = !addresses && this.#answer.length < MAX_LENGTH;
    return true;
  }
}
