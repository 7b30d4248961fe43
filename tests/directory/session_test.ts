import assert from "node:assert/strict";
import { answer } from "../../lib/directory/commands.ts";
import { Directory } from "../../lib/directory/directory.ts";
import type { DirectoryRefusal } from "../../lib/directory/refusal_code.ts";
import { DirectorySession } from "../../lib/directory/session.ts";
import { StoreError } from "../../lib/store/store_error.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { processorTime } from "../support/processor_time.ts";

/** A client without a socket, so that replies arrive before a call returns. */
class Client {
  received = "";
  endReason: string | undefined;
  readonly session: DirectorySession;
  readonly failures: DirectoryRefusal[] = [];
  readonly clock = new ManualClock();

  constructor(directory = new Directory({ maxRooms: 1000, seed: "here" })) {
    this.session = new DirectorySession({
      send: (bytes) => this.received += new TextDecoder().decode(bytes),
      end: (reason) => this.endReason ??= reason,
      setTimer: (delayMs, callback) => this.clock.setTimer(delayMs, callback),
    }, {
      directory,
      maxLine: 200,
      onRequest() {},
      onFailure: (refusal) => this.failures.push(refusal),
      onClose() {},
    });
  }

  /** Sends texts or bytes, and returns the lines of the replies. */
  send(...parts: (string | Uint8Array)[]): string[] {
    this.received = "";
    for (const part of parts) {
      this.session.receive(typeof part === "string" ? new TextEncoder().encode(part) : part);
    }
    return this.received.split("\n").slice(0, -1);
  }
}

/** The lines of a reply, with each well-formed error shortened to its code. */
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

const REPLIES = [
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

Deno.test("requests are answered in order, wherever the stream is split", () => {
  const bytes = new TextEncoder().encode(CONVERSATION);
  for (let offset = 0; offset <= bytes.length; offset++) {
    const client = new Client();
    const lines = client.send(bytes.subarray(0, offset), bytes.subarray(offset));
    assert.deepEqual(codes(lines), REPLIES, `cut at ${offset}`);
    assert.equal(client.endReason, "bye");
  }
  const client = new Client();
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  assert.deepEqual(codes(client.send(...single)), REPLIES);
});

const REFUSED: Record<string, string[]> = {
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

for (const [code, requests] of Object.entries(REFUSED)) {
  Deno.test(`a request refused with ${code} changes nothing, and the session continues`, () => {
    const client = new Client();
    client.send("makeroom lobby 239.0.0.1 5000\n");
    for (const request of requests) {
      assert.deepEqual(codes(client.send(`${request}\n`)), [code], JSON.stringify(request));
    }
    assert.deepEqual(client.send("getdir\n"), ["ROOM lobby 239.0.0.1 5000", "OK 1"]);
    assert.equal(client.endReason, undefined);
  });
}

Deno.test("the name, the address and the port are checked before the name and the pair must be free", () => {
  const client = new Client();
  client.send("makeroom lobby 239.0.0.1 5000\n");
  assert.deepEqual(
    codes(client.send(
      "makeroom a\tb 224.0.0.1 80\n",
      "makeroom lobby 224.0.0.1 80\n",
      "makeroom lobby 239.0.0.1 80\n",
      "makeroom lobby 239.0.0.1 5000\n",
      "makeroom tea 239.0.0.1 5000\n",
    )),
    ["bad-name", "bad-address", "bad-port", "name-taken", "address-taken"],
  );
});

Deno.test("spaces at the end of a request are ignored", () => {
  const client = new Client();
  assert.deepEqual(client.send("makeroom lobby 239.0.0.1 5000  \r\ngetdir \nbye  \n"), [
    "OK lobby 239.0.0.1 5000",
    "ROOM lobby 239.0.0.1 5000",
    "OK 1",
    "OK",
  ]);
});

Deno.test("a room made without an endpoint gets one, which the reply names", () => {
  const client = new Client();
  const [made] = client.send("makeroom lobby\n");
  const [, endpoint] = /^OK lobby (239\.19[2-5]\.\d+\.\d+ 29[2-7]\d\d)$/.exec(made!)!;
  assert.deepEqual(client.send("getdir\n"), [`ROOM lobby ${endpoint}`, "OK 1"]);
  assert.deepEqual(codes(client.send(`makeroom tea ${endpoint}\n`)), ["address-taken"]);
});

Deno.test("a line that is too long or not UTF-8 is refused once, and the session continues", () => {
  const client = new Client();
  assert.deepEqual(client.send("makeroom ", Uint8Array.of(0xff), "\ngetdir\n"), [
    "ERROR bad-request The line is not valid UTF-8",
    "OK 0",
  ]);
  assert.deepEqual(client.send("x".repeat(150), "x".repeat(150), "x".repeat(9000), "\ngetdir\n"), [
    "ERROR bad-request The line is longer than 200 bytes",
    "OK 0",
  ]);
});

Deno.test("everything after bye is ignored", () => {
  const client = new Client();
  assert.deepEqual(client.send(`bye\nmakeroom lobby\n${"x".repeat(300)}\n`, "getdir\n"), ["OK"]);
});

Deno.test("a client that is silent for too long is told why and gets no more replies", () => {
  const client = new Client();
  client.session.onIdle();
  assert.equal(client.received, "ERROR idle No request for too long\n");
  assert.equal(client.endReason, "idle");
  assert.deepEqual(client.send("getdir\n"), []);
});

Deno.test("only one of two clients can make a room with a given name", () => {
  const directory = new Directory({ maxRooms: 1000, seed: "here" });
  const [first, second] = [new Client(directory), new Client(directory)];
  first.send("makeroom lob");
  second.send("makeroom lobby 239.0.0.2 5000");
  assert.deepEqual(codes(second.send("\n")), ["OK lobby 239.0.0.2 5000"]);
  assert.deepEqual(codes(first.send("by\n")), ["name-taken"]);
});

Deno.test("the client and the operator are told that the store failed", () => {
  const write = () => {
    throw new StoreError("Cannot write to the store: disk full");
  };
  const store = { rooms: [], add: write, remove: write };
  const client = new Client(new Directory({ maxRooms: 1000, seed: "here", store }));
  assert.deepEqual(client.send("makeroom lobby\ngetdir\n"), [
    "ERROR store-failed Cannot write to the store: disk full",
    "OK 0",
  ]);
  assert.equal(client.failures.length, 1);
});

const LATE = "ERROR bad-request The line did not end within 30 s";

Deno.test("a line that does not end in time is refused and ends the connection, however it trickles in", () => {
  const starts = ["g", "getdir\nget", "GE", "\ufeffx", `${"x".repeat(300)}`];
  for (const start of starts) {
    const client = new Client();
    client.send(start);
    for (let second = 0; second < 29; second++) {
      client.clock.advance(1000);
      client.send("x");
    }
    assert.equal(client.endReason, undefined, start);
    client.received = "";
    client.clock.advance(1000);
    assert.equal(client.received, `${LATE}\n`);
    assert.equal(client.endReason, "bad-request");
    assert.deepEqual(client.send("\ngetdir\n"), []);
  }
});

Deno.test("a client that ends each of its lines in time may be silent, or send for as long as it likes", () => {
  const client = new Client();
  client.send(Uint8Array.of(0xff, 0xfb, 0x1f));
  for (let round = 0; round < 10; round++) {
    client.clock.advance(60_000);
    assert.deepEqual(client.send("get"), []);
    client.clock.advance(29_000);
    // The next line starts in the same read.
    assert.deepEqual(client.send("dir\nget"), ["OK 0"]);
    client.clock.advance(29_000);
    assert.deepEqual(client.send("dir\n"), ["OK 0"]);
  }
  assert.equal(client.endReason, undefined);
  assert.equal(client.clock.pendingTimers, 0);
});

Deno.test("a request of 1 MiB of the worst is answered at once", () => {
  const parts = [" ", "x ", "\t", "\u0301", "\u0315\u0300", "👩‍👩‍👧‍👦", "\u200b", "🇩", "ROOM "];
  for (const part of parts) {
    const text = part.repeat(2 ** 20 / part.length);
    const context = { directory: new Directory({ maxRooms: 10, seed: "here" }), bye() {} };
    const requests = ["", "makeroom ", "deleteroom ", "getdir ", "makeroom tea 239.0.0.1 "];
    for (const request of requests.flatMap((start) => [start + text, `${start}${text}x`])) {
      const took = processorTime(() => answer(context, request));
      assert(took < 2000, `${JSON.stringify(request.slice(0, 20))} took ${took} ms`);
    }
  }
});
