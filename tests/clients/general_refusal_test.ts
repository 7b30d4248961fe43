import assert from "node:assert/strict";
import { NAMES_UNAVAILABLE } from "../../lib/chat/name_registry.ts";
import { generalRefusal } from "../../lib/clients/messenger/login.ts";

/** What the server says to a login, and what the client ends with. */
const CASES: Readonly<Record<string, string | undefined>> = {
  "The server is full": "Cannot log in: the server is full. Try again later.",
  [NAMES_UNAVAILABLE.explanation]:
    "Cannot log in: the other servers are out of reach, so nobody can get a name now. Try again in a minute",
  "Your address is banned": "Cannot log in: your address is banned",
  'The name "ann" is taken': undefined,
};

Deno.test("a client that no other name would help says so, and what to do, once", () => {
  for (const [body, expected] of Object.entries(CASES)) {
    const answer = { action: "refused", source: "server", destination: "", body };
    assert.equal(generalRefusal(answer)?.text, expected);
  }
});
