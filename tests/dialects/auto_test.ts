import assert from "node:assert/strict";
import { autoDialect, detect, RULES } from "../../lib/dialects/auto.ts";
import { DIALECT_NAMES } from "../../lib/dialects/dialect_names.ts";
import { DIALECTS, makeDialects } from "../../lib/dialects/dialects.ts";
import { frames } from "../support/frame_client.ts";
import { ADAPTERS } from "./adapters.ts";
import { Wire } from "./wire.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const dialects = makeDialects({ maxLine: 1000, strict: false });
const auto = autoDialect(dialects);

Deno.test("the names of the dialects are those of the list, in alphabetical order", () => {
  assert.deepEqual(DIALECT_NAMES, DIALECTS.map(({ name }) => name).sort());
});

Deno.test("every dialect has an adapter, its page and a place among the rules", async () => {
  const port = await Deno.readTextFile("docs/protocols/one-port.md");
  assert.deepEqual(
    ADAPTERS.map(({ dialect }) => dialect.name).sort(),
    DIALECTS.map(({ name }) => name).sort(),
  );
  for (const { name } of DIALECTS) {
    await Deno.lstat(`docs/protocols/${name}.md`).catch(() => assert.fail(`${name} has no page`));
    assert(port.includes(`(${name}.md)`), `docs/protocols/one-port.md does not link to ${name}`);
  }
});

for (const { because, dialect } of RULES) {
  Deno.test(`a connection is recognised as ${dialect} because ${because}`, () => {
    const { starts } = ADAPTERS.find((adapter) => adapter.dialect.name === dialect)!;
    for (const start of starts[because]!) {
      const bytes = encode(start);
      assert.equal(detect(bytes), dialect, JSON.stringify(start));
      // Not a byte earlier, and by no other rule.
      assert.equal(detect(bytes.subarray(0, -1)), undefined, JSON.stringify(start));
      assert.equal(RULES.find((rule) => rule.fits(bytes))?.because, because);
    }
  });
}

Deno.test("only the first 200 bytes decide, except for a login of the direct dialect", () => {
  assert.equal(detect(encode(`${"x".repeat(200)}\n`)), "channel");
  assert.equal(detect(encode(`HELLO-FROM ${"x".repeat(500)}`)), "direct");
});

Deno.test("the dialect gets all bytes that were read to recognise it, wherever reads were cut", () => {
  const login = encode("HELLO-FROM alice\nLIST\n");
  const object = encode('{"action":"login","source":"carol","destination":"","body":""}\n');
  const two = frames("Bob", "/nope", "hi");
  for (const size of [1, 7, 199, 200, 201, 1000]) {
    const wire = new Wire();
    const [alice, bob, carol] = [wire.connect(auto), wire.connect(auto), wire.connect(auto)];
    for (let at = 0; at < object.length; at += size) carol.write(object.slice(at, at + size));
    assert.match(new TextDecoder().decode(carol.read()), /^{"action":"welcome",.*}\n$/);
    carol.close();
    for (let at = 0; at < login.length; at += size) alice.write(login.slice(at, at + size));
    for (let at = 0; at < two.length; at += size) bob.write(two.slice(at, at + size));
    assert.equal(new TextDecoder().decode(alice.read()), "HELLO alice\nLIST-OK alice\n");
    assert.deepEqual(
      bob.read(),
      frames(
        "/nope is not a valid control message. Valid messages are /create, /list, and /join.",
        "Not currently in any channel. Must join a channel before sending messages.",
      ),
    );
    assert.deepEqual(wire.hub.userAddresses, ["alice", "Bob"]);
    bob.close();
    assert.deepEqual(wire.hub.userAddresses, ["alice"]);
  }
});

Deno.test("a connection keeps the dialect that was recognised first", () => {
  const wire = new Wire();
  const client = wire.connect(auto);
  client.write(encode("LIST\n"));
  client.write(frames("Alice"));
  client.write(encode("\n"));
  assert.equal(new TextDecoder().decode(client.read()), "BAD-RQST-HDR\nBAD-RQST-HDR\n");
});

Deno.test("a connection may end before its dialect is recognised", () => {
  const wire = new Wire();
  const client = wire.connect(auto);
  client.write(encode("HEL"));
  client.close();
  assert.equal(wire.hub.users.size, 0);
});

Deno.test("a byte order mark or telnet's negotiation before the first word is skipped", () => {
  for (const mark of [[0xef, 0xbb, 0xbf], [0xff, 0xfd, 0x03, 0xff, 0xfb, 0x18]]) {
    for (const only of [undefined, "direct"] as const) {
      for (const size of [1, 1000]) {
        const wire = new Wire();
        const client = wire.connect(autoDialect(dialects, only));
        const bytes = Uint8Array.of(...mark, ...encode("HELLO-FROM alice\n"));
        for (let at = 0; at < bytes.length; at += size) client.write(bytes.slice(at, at + size));
        assert.equal(new TextDecoder().decode(client.read()), "HELLO alice\n");
      }
    }
    const wire = new Wire();
    const client = wire.connect(auto);
    client.write(Uint8Array.of(...mark, ...frames("Bob", "/who")));
    assert.deepEqual(client.read(), frames("Bob"));
  }
});

Deno.test("a WebSocket speaks the messenger dialect, whatever its first message looks like", () => {
  const wire = new Wire();
  const client = wire.connect(auto);
  client.transport = "websocket";
  client.write(encode("HELLO-FROM alice\n"));
  assert.match(new TextDecoder().decode(client.read()), /^{"action":"error",.*}\n$/);
  assert.equal(wire.hub.users.size, 0);
});
