/** A request that waits for the server's answer. */
export type DirectRequest = "SEND" | "LIST" | "WHO";

const ANSWER = /^(SEND-OK|BAD-DEST-USER|UNKNOWN|LIST-OK|WHO-OK|BAD-RQST-HDR|BAD-RQST-BODY)( |$)/;

/**
 * The requests that wait for their answers, which come in order. A server that speaks the older edition
 * of the lab does not know `LIST`: then `WHO` asks for the users.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const requests = new PendingRequests();
 * requests.sent("LIST");
 * assert.equal(requests.asksAgain("DELIVERY bob hi"), false);
 * assert.equal(requests.asksAgain("BAD-RQST-HDR"), true);
 * assert.equal(requests.forUsers, "WHO");
 * ```
 */
export class PendingRequests {
  #pending: DirectRequest[] = [];
  #forUsers: "LIST" | "WHO" = "LIST";

  /** The request for the list of users. */
  get forUsers(): "LIST" | "WHO" {
    return this.#forUsers;
  }

  /** Takes note of a request. */
  sent(request: DirectRequest): void {
    this.#pending.push(request);
  }

  /** Forgets the requests of a connection that has ended. */
  clear(): void {
    this.#pending = [];
  }

  /** Takes note of a line of the server. Reports whether to ask for the users in the other edition. */
  asksAgain(line: string): boolean {
    if (!ANSWER.test(line)) return false;
    const request = this.#pending.shift();
    if (line !== "BAD-RQST-HDR" || request === "SEND" || request === undefined) return false;
    this.#forUsers = request === "LIST" ? "WHO" : "LIST";
    return request === "LIST";
  }
}
