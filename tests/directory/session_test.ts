import assert from "node:assert/strict";
import { Directory } from "../../lib/directory/directory.ts";
import { Refusal } from "../../lib/directory/refusal.ts";
import { DirectorySession } from "../../lib/directory/session.ts";

/** A client without a socket: what it writes is answered before the call returns. */
class Client {
  heard = "";
  /** Why the session has ended. */
  ended: string | undefined;
  readonly session: DirectorySession;
  readonly failures: Refusal[] = [];

  constructor(directory = new Directory({ maxRooms: 1000, seed: "here" })) {
    this.session = new DirectorySession({
      send: (bytes) => this.heard += new TextDecoder().decode(bytes),
      end: (reason) => this.ended ??= reason,
      setTimer: () => ({ cancel() {} }),
    }, {
      directory,
      maxLine: 200,
      onRequest() {},
      onFailure: (refusal) => this.failures.push(refusal),
      onClose() {},
    });
  }

  /** Writes a text or bytes, and gives the lines that came. */
  say(...parts: (string | Uint8Array)[]): string[] {
    this.heard = "";
    for (const part of parts) {
      this.session.receive(typeof part === "string" ? new TextEncoder().encode(part) : part);
    }
    return this.heard.split("\n").slice(0, -1);
  }
}

/** The first words of answers, up to the code of an error. */
function codes(lines: string[]): string[] {
  return lines.map((line) => /^ERROR ([a-z-]+) [A-Z].*[^.]$/.exec(line)?.[1] ?? line);
}

const CONVERSATION = [
  "getdir",
  "makeroom lobby 239.0.0.1 5000",
  "makeroom 日本語 239.0.0.1 5001",
  "makeroom lobby 239.0.0.2 5000",
  "makeroom tea 239.0.0.1 5000",
  "getdir\r",
  "deleteroom lobby",
  "deleteroom lobby",
  "getdir",
  "bye",
  "",
].join("\n");

const ANSWERS = [
  "OK 0",
  "OK lobby 239.0.0.1 5000",
  "OK 日本語 239.0.0.1 5001",
  "name-taken",
  "address-taken",
  "ROOM lobby 239.0.0.1 5000",
  "ROOM 日本語 239.0.0.1 5001",
  "OK 2",
  "OK lobby",
  "no-such-room",
  "ROOM 日本語 239.0.0.1 5001",
  "OK 1",
  "OK",
];

Deno.test("DirectorySession answers requests in order, wherever the reads were cut", () => {
  const bytes = new TextEncoder().encode(CONVERSATION);
  for (let offset = 0; offset <= bytes.length; offset++) {
    const client = new Client();
    const lines = client.say(bytes.subarray(0, offset), bytes.subarray(offset));
    assert.deepEqual(codes(lines), ANSWERS, `cut at ${offset}`);
    assert.equal(client.ended, "bye");
  }
  const client = new Client();
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  assert.deepEqual(codes(client.say(...single)), ANSWERS);
});

const WRONG: Record<string, string[]> = {
  "bad-request": [
    "",
    " ",
    "hello",
    "GETDIR",
    " getdir",
    "getdir lobby",
    "makeroom",
    "makeroom ",
    "makeroom tea 239.0.0.9",
    "makerooms tea",
    "deleteroom",
    "deleteroom ",
    "deleteroom a b",
    "bye bye",
    "constructor",
    "__proto__",
    "getdir\0",
  ],
  "bad-name": [
    "makeroom  239.0.0.9 5000",
    "makeroom my room 239.0.0.9 5000",
    "makeroom a\tb",
    "makeroom a\r\r",
    "makeroom \x1b[2J 239.0.0.9 5000",
    `makeroom ${"x".repeat(65)}`,
    `makeroom ${"é".repeat(33)} 239.0.0.9 5000`,
  ],
  "bad-address": ["makeroom tea 224.0.0.1 5000", "makeroom tea lobby 5000"],
  "bad-port": [
    "makeroom tea 239.0.0.9 80",
    "makeroom tea 239.0.0.9 65536",
    "makeroom tea 239.0.0.9 x",
  ],
  "no-such-room": ["deleteroom tea", "deleteroom LOBBY", `deleteroom ${"x".repeat(100)}`],
  "name-taken": ["makeroom lobby", "makeroom lobby 239.0.0.9 5000"],
  "address-taken": ["makeroom tea 239.0.0.1 5000"],
};

for (const [code, requests] of Object.entries(WRONG)) {
  Deno.test(`DirectorySession answers ${code}, changes nothing and goes on`, () => {
    const client = new Client();
    client.say("makeroom lobby 239.0.0.1 5000\n");
    for (const request of requests) {
      assert.deepEqual(codes(client.say(`${request}\n`)), [code], JSON.stringify(request));
    }
    assert.deepEqual(client.say("getdir\n"), ["ROOM lobby 239.0.0.1 5000", "OK 1"]);
    assert.equal(client.ended, undefined);
  });
}

Deno.test("DirectorySession looks at the name, the address, the port, and then at what is taken", () => {
  const client = new Client();
  client.say("makeroom lobby 239.0.0.1 5000\n");
  assert.deepEqual(
    codes(client.say(
      "makeroom a\tb 224.0.0.1 80\n",
      "makeroom lobby 224.0.0.1 80\n",
      "makeroom lobby 239.0.0.1 80\n",
      "makeroom lobby 239.0.0.1 5000\n",
      "makeroom tea 239.0.0.1 5000\n",
    )),
    ["bad-name", "bad-address", "bad-port", "name-taken", "address-taken"],
  );
});

Deno.test("DirectorySession takes spaces behind a request for nothing", () => {
  const client = new Client();
  assert.deepEqual(client.say("makeroom lobby 239.0.0.1 5000  \r\ngetdir \nbye  \n"), [
    "OK lobby 239.0.0.1 5000",
    "ROOM lobby 239.0.0.1 5000",
    "OK 1",
    "OK",
  ]);
});

Deno.test("DirectorySession picks a place when none is given, and says which", () => {
  const client = new Client();
  const [made] = client.say("makeroom lobby\n");
  const [, place] = /^OK lobby (239\.19[2-5]\.\d+\.\d+ 29[2-7]\d\d)$/.exec(made!)!;
  assert.deepEqual(client.say("getdir\n"), [`ROOM lobby ${place}`, "OK 1"]);
  assert.deepEqual(codes(client.say(`makeroom tea ${place}\n`)), ["address-taken"]);
});

Deno.test("DirectorySession refuses a line that is not UTF-8 or too long, once, and goes on", () => {
  const client = new Client();
  assert.deepEqual(client.say("makeroom ", Uint8Array.of(0xff), "\ngetdir\n"), [
    "ERROR bad-request The line is not valid UTF-8",
    "OK 0",
  ]);
  assert.deepEqual(client.say("x".repeat(150), "x".repeat(150), "x".repeat(9000), "\ngetdir\n"), [
    "ERROR bad-request The line is longer than 200 bytes",
    "OK 0",
  ]);
});

Deno.test("DirectorySession looks at nothing behind bye", () => {
  const client = new Client();
  assert.deepEqual(client.say(`bye\nmakeroom lobby\n${"x".repeat(300)}\n`, "getdir\n"), ["OK"]);
});

Deno.test("DirectorySession says why it ends, and then nothing", () => {
  const client = new Client();
  client.session.onIdle();
  assert.equal(client.heard, "ERROR idle Nothing was asked for too long\n");
  assert.equal(client.ended, "idle");
  assert.deepEqual(client.say("getdir\n"), []);
});

Deno.test("DirectorySession lets exactly one of two clients make a room", () => {
  const directory = new Directory({ maxRooms: 1000, seed: "here" });
  const [first, second] = [new Client(directory), new Client(directory)];
  first.say("makeroom lob");
  second.say("makeroom lobby 239.0.0.2 5000");
  assert.deepEqual(codes(second.say("\n")), ["OK lobby 239.0.0.2 5000"]);
  assert.deepEqual(codes(first.say("by\n")), ["name-taken"]);
});

Deno.test("DirectorySession tells the client and the operator of a store that fails", () => {
  const write = () => {
    throw new Refusal("store-failed", "The store cannot be written: Disk full");
  };
  const store = { rooms: [], add: write, remove: write };
  const client = new Client(new Directory({ maxRooms: 1000, seed: "here", store }));
  assert.deepEqual(client.say("makeroom lobby\ngetdir\n"), [
    "ERROR store-failed The store cannot be written: Disk full",
    "OK 0",
  ]);
  assert.equal(client.failures.length, 1);
});
