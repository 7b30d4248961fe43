import assert from "node:assert/strict";
import { directDialect } from "../../lib/dialects/direct.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { PendingRegistry } from "../serving/pending_registry.ts";
import { Wire, type WireClient } from "./wire.ts";

const OPTIONS = { maxLine: 1000 };

/** The lines that do not log in, and one that does, for each dialect that has tries. */
const DIALECTS: readonly { dialect: Dialect; failing: readonly string[]; login: string }[] = [
  {
    dialect: directDialect(OPTIONS),
    failing: [
      ...["", "FOO", "POST / HTTP/1.1", "LIST", "LIST x", "SEND bob hi", "HELLO-FROM a b"],
      ...["HELLO-FROM server", "\xff", "x".repeat(1001), `HELLO-FROM ${"x".repeat(1001)}`],
    ],
    login: "HELLO-FROM alice",
  },
  {
    dialect: messengerDialect(OPTIONS),
    failing: [
      ...["", "FOO", "{}", json("what"), json("users"), json("message"), json("login", "a b")],
      ...[
        json("login", "server"),
        "\xff",
        "x".repeat(1001),
        "[".repeat(900),
        json("x".repeat(900)),
      ],
    ],
    login: json("login", "alice"),
  },
];

function json(action: string, source = ""): string {
  return JSON.stringify({ action, source, destination: "", body: "" });
}

/** Sends lines, each character as one byte. */
function say(client: WireClient, ...lines: string[]): Promise<void> | void {
  const text = lines.map((line) => `${line}\n`).join("");
  return client.write(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Returns the number of lines that a client has received, and the last of them. */
function heard(client: WireClient): [count: number, last: string] {
  const lines = new TextDecoder().decode(client.read()).split("\n").slice(0, -1);
  return [lines.length, lines.at(-1) ?? ""];
}

for (const { dialect, failing, login } of DIALECTS) {
  const goodbyes = dialect.name === "messenger" ? 1 : 0;

  for (const line of failing) {
    const shown = line.length > 50 ? `${line.slice(0, 50)}…` : line;
    Deno.test(`${dialect.name}: the tenth ${JSON.stringify(shown)} before a login ends the connection`, () => {
      const wire = new Wire();
      const client = wire.connect(dialect);
      for (let count = 1; count < 10; count++) {
        say(client, line);
        assert.deepEqual([heard(client)[0], client.ended], [1, undefined]);
      }
      say(client, line, login);
      assert.equal(heard(client)[0], 1 + goodbyes);
      assert.equal(client.ended, "too many logins failed");
      assert.equal(wire.hub.users.size, 0);
    });
  }

  Deno.test(`${dialect.name}: all lines before a login count together, also in one segment`, () => {
    const client = new Wire().connect(dialect);
    say(client, ...failing.slice(0, 9), failing[0]!, failing[1]!, login);
    assert.equal(heard(client)[0], 10 + goodbyes);
    assert.equal(client.ended, "too many logins failed");
  });

  Deno.test(`${dialect.name}: nine lines before a login do no harm, and any number after it`, () => {
    const wire = new Wire();
    const client = wire.connect(dialect);
    say(client, ...failing.slice(0, 9), login);
    const [count, last] = heard(client);
    assert.equal(count, 10);
    assert.match(last, /HELLO alice|"welcome"/);
    for (let count = 0; count < 100; count++) say(client, failing[1]!);
    assert.deepEqual([heard(client)[0], client.ended], [100, undefined]);
  });

  Deno.test(`${dialect.name}: a login that is answered later counts once, when it is refused`, async () => {
    const registry = new PendingRegistry("alice");
    const wire = new Wire({ registry });
    const client = wire.connect(dialect);
    const done = say(client, ...failing.slice(0, 8), login, failing[0]!, failing[0]!);
    assert.equal(client.ended, undefined);
    registry.answer();
    await done;
    assert.equal(heard(client)[0], 10 + goodbyes);
    assert.equal(client.ended, "too many logins failed");
  });

  Deno.test(`${dialect.name}: a login that is answered later is no try when it is accepted`, async () => {
    const registry = new PendingRegistry();
    const wire = new Wire({ registry });
    const client = wire.connect(dialect);
    const done = say(client, ...failing.slice(0, 9), login, failing[1]!);
    registry.answer();
    await done;
    assert.deepEqual([heard(client)[0], client.ended], [11, undefined]);
    assert.deepEqual(wire.hub.userAddresses, ["alice"]);
  });
}
