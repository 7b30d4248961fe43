import assert from "node:assert/strict";
import fc from "fast-check";
import { Directory } from "../../lib/directory/directory.ts";
import { DirectorySession } from "../../lib/directory/session.ts";
import { concat } from "../../lib/framing/bytes.ts";
import { holds } from "./holds.ts";
import { bytes, decode, encode, sizes, split, text } from "./streams.ts";

/** Opens a directory with one client, and records what the client receives. */
function open() {
  const directory = new Directory({ maxRooms: 5, seed: "here" });
  const received: Uint8Array[] = [];
  const ends: string[] = [];
  const session = new DirectorySession(
    {
      send: (bytes) => received.push(bytes.slice()),
      end: (reason) => ends.push(reason),
      setTimer: () => ({ cancel() {} }),
    },
    {
      directory,
      maxLine: 200,
      onFailure: ({ explanation }) => assert.fail(explanation),
      onRequest() {},
      onClose() {},
    },
  );
  return { directory, session, received, ends };
}

/** Only a few names, so that requests collide. */
const name = fc.constantFrom(
  "tea",
  "milk",
  "茶",
  "",
  "a b",
  "x".repeat(64),
  "x".repeat(65),
  "\x1b",
);
const address = fc.constantFrom(
  "239.0.0.1",
  "239.255.255.255",
  "224.0.0.1",
  "239.0.0",
  "239.0.0.01",
);
const port = fc.constantFrom("5000", "1024", "65535", "1023", "65536", "05000", "-1", "");
const request = fc.oneof(
  fc.constantFrom("getdir", "getdir x", "", "bye now", "toString", "makeroom"),
  name.map((name) => `makeroom ${name}`),
  fc.tuple(name, address, port).map((words) => `makeroom ${words.join(" ")}`),
  name.map((name) => `deleteroom ${name}`),
  text.map((text) => text.replaceAll("\n", " ")),
);
const line = fc.oneof(
  { weight: 5, arbitrary: request.map((request) => encode(`${request}\n`)) },
  { weight: 1, arbitrary: fc.constantFrom("\n", "\r\n", `${"y".repeat(300)}\n`).map(encode) },
);

const CODES =
  /^ERROR (name-taken|address-taken|bad-address|bad-port|bad-name|no-such-room|bad-request|too-many-rooms) [^\n]*$/;

holds(
  "every request gets exactly one answer, and a refused request changes nothing",
  fc.property(fc.array(line, { maxLength: 40, size: "max" }), (lines) => {
    const { directory, session, received, ends } = open();
    for (const line of lines) {
      const before = [...directory.rooms];
      session.receive(line);
      const answers = received.splice(0).map(decode).join("").split("\n").slice(0, -1);
      const last = answers.pop()!;
      const rooms = directory.rooms.map(({ name, address, port }) => `${name} ${address} ${port}`);
      assert.deepEqual(
        answers.map((line) => line.replace(/^ROOM /, "")),
        answers.length ? rooms : [],
      );
      assert(rooms.length <= 5);
      assert.equal(new Set(directory.rooms.map(({ name }) => name)).size, rooms.length);
      assert.equal(new Set(rooms.map((room) => room.replace(/^\S+/, ""))).size, rooms.length);
      if (last.startsWith("ERROR ")) {
        assert.match(last, CODES);
        assert.deepEqual(directory.rooms, before);
        const [place] = / \S+ \S+$/.exec(decode(line).trimEnd()) ?? [""];
        if (last.includes("address-taken")) assert(rooms.some((room) => room.endsWith(place)));
      } else assert.match(last, /^OK /);
    }
    assert.deepEqual(ends, []);
  }),
);

holds(
  "a directory answers any stream, and its answers do not depend on where the stream is split",
  fc.property(
    fc.array(fc.oneof({ weight: 5, arbitrary: line }, bytes, fc.constant(encode("bye\n"))), {
      maxLength: 30,
    }).map(concat),
    sizes,
    (stream, sizes) => {
      const [whole, pieced] = [open(), open()];
      whole.session.receive(stream);
      for (const piece of split(stream, sizes)) pieced.session.receive(piece);
      assert.equal(decode(concat(pieced.received)), decode(concat(whole.received)));
      assert.deepEqual(pieced.ends, whole.ends);
      assert.deepEqual(pieced.directory.rooms, whole.directory.rooms);
    },
  ),
);
