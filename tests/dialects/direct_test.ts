import assert from "node:assert/strict";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { directDialect } from "../../lib/dialects/direct.ts";
import { frames } from "../support/frame_client.ts";
import { Wire, type WireClient } from "./wire.ts";

const DIALECT = directDialect({ maxLine: 1000 });

function say(client: WireClient, text: string): void {
  client.write(new TextEncoder().encode(text));
}

function heard(client: WireClient): string {
  return new TextDecoder().decode(client.read());
}

/** Connects a client, and logs it in if it has a name. */
function connect(wire: Wire, name?: string): WireClient {
  const client = wire.connect(DIALECT);
  if (name === undefined) return client;
  say(client, `HELLO-FROM ${name}\n`);
  assert.equal(heard(client), `HELLO ${name}\n`);
  return client;
}

/** Makes a server with that password. */
function lockedWire(password: string): Wire {
  const check = (sent: { password: string }) =>
    sent.password === password ? undefined : "password-wrong";
  return new Wire({ guard: { asksEverybody: true, check } });
}

const CASES: { line: string; before: string; after: string }[] = [
  { line: "", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: "FOO", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: " LIST", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: "list", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: "LIST\t", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: "SENDbob hi", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: "constructor", before: "BAD-RQST-HDR", after: "BAD-RQST-HDR" },
  { line: "HELLO-FROM", before: "BAD-RQST-BODY", after: "BAD-RQST-HDR" },
  { line: "HELLO-FROM ", before: "BAD-RQST-BODY", after: "BAD-RQST-HDR" },
  { line: "HELLO-FROM a b", before: "BAD-RQST-BODY", after: "BAD-RQST-HDR" },
  { line: "HELLO-FROM a\tb", before: "BAD-RQST-BODY", after: "BAD-RQST-HDR" },
  { line: "HELLO-FROM a\u0007b", before: "BAD-RQST-BODY", after: "BAD-RQST-HDR" },
  { line: "HELLO-FROM bob", before: "IN-USE", after: "BAD-RQST-HDR" },
  { line: "LIST", before: "BAD-RQST-HDR", after: "LIST-OK bob,alice" },
  { line: "WHO", before: "BAD-RQST-HDR", after: "WHO-OK bob,alice" },
  { line: "WHO all", before: "BAD-RQST-BODY", after: "BAD-RQST-BODY" },
  { line: "LIST ", before: "BAD-RQST-BODY", after: "BAD-RQST-BODY" },
  { line: "LIST all", before: "BAD-RQST-BODY", after: "BAD-RQST-BODY" },
  { line: "SEND", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND ", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND bob", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND bob ", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND bob  \t ", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND  hi", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND nobody", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND nobody ", before: "BAD-RQST-HDR", after: "BAD-RQST-BODY" },
  { line: "SEND nobody hi", before: "BAD-RQST-HDR", after: "BAD-DEST-USER" },
  { line: "SEND Bob hi", before: "BAD-RQST-HDR", after: "BAD-DEST-USER" },
  { line: "SEND bob hi", before: "BAD-RQST-HDR", after: "SEND-OK" },
];

Deno.test("every line gets the reply of the contract, before and after a login", () => {
  for (const { line, before, after } of CASES) {
    for (const end of ["\n", "\r\n"]) {
      const wire = new Wire();
      connect(wire, "bob");
      const fresh = connect(wire);
      const alice = connect(wire, "alice");
      say(fresh, line + end);
      assert.equal(heard(fresh), `${before}\n`, `before login: "${line}"`);
      say(alice, line + end);
      assert.equal(heard(alice), `${after}\n`, `after login: "${line}"`);
    }
  }
});

Deno.test("a name with a forbidden character is refused", () => {
  const wire = new Wire();
  for (const character of "!@#$%^&*, \t\v\u00a0\u2028\x00\x1b\x7f\u009b") {
    const client = connect(wire);
    say(client, `HELLO-FROM a${character}b\n`);
    assert.equal(heard(client), "BAD-RQST-BODY\n", JSON.stringify(character));
  }
  for (const name of ["Алиса", "爱丽丝", "a-b_c.d'e", "😀", '()[]{}<>/\\|~`+=?:;"']) {
    connect(wire, name);
  }
});

Deno.test("a line that is not UTF-8 gets BAD-RQST-BODY, whatever its header", () => {
  const wire = new Wire();
  const alice = connect(wire, "alice");
  for (const text of ["SEND alice ", "LIST ", "FOO ", ""]) {
    alice.write(Uint8Array.of(...new TextEncoder().encode(text), 0xff, 0x0a));
    assert.equal(heard(alice), "BAD-RQST-BODY\n");
  }
});

Deno.test("a message arrives byte for byte, also at its sender", () => {
  const wire = new Wire();
  const [alice, bob] = [connect(wire, "alice"), connect(wire, "bob")];
  for (const text of ["hi", " two  spaces ", "tab\tand\rreturn", "👋 \u202e", "SEND alice hi"]) {
    say(alice, `SEND bob ${text}\n`);
    assert.deepEqual([heard(bob), heard(alice)], [`DELIVERY alice ${text}\n`, "SEND-OK\n"]);
  }
  say(alice, "SEND alice note\n");
  assert.equal(heard(alice), "DELIVERY alice note\nSEND-OK\n");
});

Deno.test("users are addressed by the names in the list, and by no others", () => {
  const wire = new Wire();
  const [alice, bob] = [connect(wire, "al_ice"), connect(wire, "b[ob]")];
  say(bob, "SEND al!ice hi\nSEND b(ob) hi\nSEND al_ice hi\nLIST\n");
  assert.equal(heard(bob), "BAD-DEST-USER\nBAD-DEST-USER\nSEND-OK\nLIST-OK al_ice,b[ob]\n");
  assert.equal(heard(alice), "DELIVERY b[ob] hi\n");
});

Deno.test("a client of the lab's older edition is answered in its words from its first WHO on", () => {
  const wire = new Wire();
  const [older, newer] = [connect(wire, "older"), connect(wire, "newer")];
  say(older, "SEND nobody hi\nWHO\nSEND nobody hi\nSEND newer hi\nLIST\n");
  const answers = [
    "BAD-DEST-USER",
    "WHO-OK older,newer",
    "UNKNOWN",
    "SEND-OK",
    "LIST-OK older,newer",
  ];
  assert.equal(heard(older), `${answers.join("\n")}\n`);
  say(newer, "SEND nobody hi\n");
  assert.equal(heard(newer), "DELIVERY older hi\nBAD-DEST-USER\n");
});

Deno.test("LIST names all users in the order of login", () => {
  const wire = new Wire();
  const clients = ["carol", "alice", "bob"].map((name) => connect(wire, name));
  clients[1]!.close();
  say(clients[0]!, "LIST\n");
  assert.equal(heard(clients[0]!), "LIST-OK carol,bob\n");
});

Deno.test("a full server replies BUSY, and the client may try again", () => {
  const wire = new Wire({ maxUsers: 1 });
  const alice = connect(wire, "alice");
  const bob = connect(wire);
  say(bob, "HELLO-FROM alice\nHELLO-FROM b*b\nHELLO-FROM bob\n");
  assert.equal(heard(bob), "IN-USE\nBAD-RQST-BODY\nBUSY\n");
  alice.close();
  say(bob, "HELLO-FROM bob\n");
  assert.equal(heard(bob), "HELLO bob\n");
});

Deno.test("a connection ends after ten failed logins", () => {
  const wire = new Wire();
  connect(wire, "bob");
  const client = connect(wire);
  say(client, "HELLO-FROM bob\n".repeat(9));
  assert.equal(client.ended, undefined);
  say(client, "HELLO-FROM bob\nHELLO-FROM alice\n");
  assert.equal(heard(client), "IN-USE\n".repeat(10));
  assert.equal(client.ended, "too many logins failed");
  assert.equal(wire.hub.users.size, 1);
});

Deno.test("a password follows a space or a colon", () => {
  const wire = lockedWire("t:e a");
  for (const [body, answer] of [["bob", "BAD-RQST-BODY"], ["bob t:e a", "HELLO bob"]]) {
    const client = connect(wire);
    say(client, `HELLO-FROM ${body}\n`);
    assert.equal(heard(client), `${answer}\n`);
  }
  const client = connect(lockedWire("t:e"));
  say(client, "LIST\nSEND bob hi\nHELLO-FROM ann:tea\nHELLO-FROM a*n:t:e\nHELLO-FROM ann:t:e\n");
  assert.equal(
    heard(client),
    "BAD-RQST-HDR\nBAD-RQST-HDR\nBAD-RQST-BODY\nBAD-RQST-BODY\nHELLO ann\n",
  );
});

Deno.test("a line that is too long ends the connection", () => {
  const wire = new Wire();
  const alice = connect(wire, "alice");
  say(alice, `SEND alice ${"x".repeat(1000 - 11)}\nLIST\n`);
  assert.equal(heard(alice), `DELIVERY alice ${"x".repeat(989)}\nSEND-OK\nLIST-OK alice\n`);
  say(alice, "x".repeat(1001));
  assert.equal(heard(alice), "BAD-RQST-BODY\n");
  assert.equal(alice.ended, "its line is too long");
  say(alice, "\nLIST\n");
  assert.equal(heard(alice), "");
});

Deno.test("a thousand lines in one segment are answered in order", () => {
  const wire = new Wire();
  const alice = connect(wire, "alice");
  const texts = Array.from({ length: 1000 }, (_, index) => `${index}`);
  say(alice, texts.map((text) => `SEND alice ${text}\n`).join(""));
  assert.equal(heard(alice), texts.map((text) => `DELIVERY alice ${text}\nSEND-OK\n`).join(""));
});

Deno.test("direct users read private messages of channel users, with a line for each of theirs", () => {
  const wire = new Wire();
  const alice = connect(wire, "alice");
  const bob = wire.connect(channelDialect());
  bob.write(
    frames("Bob the 1st", "/msg alice hi\nthere", "/broadcast fire", "/create tea", "hello"),
  );
  assert.equal(
    heard(alice),
    "DELIVERY Bob_the_1st hi\nDELIVERY Bob_the_1st there\nDELIVERY Bob_the_1st fire\n",
  );
  say(alice, "LIST\nSEND Bob_the_1st welcome\n");
  assert.equal(heard(alice), "LIST-OK alice,Bob_the_1st\nSEND-OK\n");
  assert.deepEqual(bob.read(), frames("[alice to you] welcome"));
});
