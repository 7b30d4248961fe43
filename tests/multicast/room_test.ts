import assert from "node:assert/strict";
import { LEFT, linkedHosts, loneHost, RIGHT, testInNamespaces } from "../support/namespaces.ts";
import { chat, GROUP, joinAndLeave, lines, plainProgram, PORT } from "./programs.ts";

const LOOPBACK = "127.0.0.1";

testInNamespaces("chats on a host without a network receive each other's messages", async () => {
  await using host = await loneHost();
  await using ann = await chat(host, "Ann");
  await using bob = await chat(host, "Bob");
  await ann.type("hello\nhello\n");
  await bob.output.waitFor(/"hello".*"hello".*\n/s);
  await bob.type(": grüße: 世界\n");
  await bob.output.waitFor(/sent\n/);
  await ann.output.waitFor(/"Bob".*\n/);
  // A repeated message arrives twice, and nobody receives their own messages.
  assert.deepEqual(lines(bob), ["joined via lo", `["Ann","hello"]`, `["Ann","hello"]`, "sent"]);
  assert.deepEqual(lines(ann), ["joined via lo", "sent", "sent", `["Bob",": grüße: 世界"]`]);
});

testInNamespaces("chats on two hosts receive each other's messages", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await using bob = await chat(hosts.right, "Bob");
  await ann.type("hello\n");
  await bob.output.waitFor(/"hello"\].*\n/);
  await bob.type("hi\n");
  await bob.output.waitFor(/sent\n/);
  await ann.output.waitFor(/"hi"\].*\n/);
  assert.equal(bob.output.text, `joined via eth0\n["Ann","hello"] from ${LEFT}\nsent\n`);
  assert.equal(ann.output.text, `joined via eth0\nsent\n["Bob","hi"] from ${RIGHT}\n`);
});

testInNamespaces(
  "two chats on one host with a network receive each other's messages",
  async () => {
    await using hosts = await linkedHosts();
    await using ann = await chat(hosts.left, "Ann");
    await using bob = await chat(hosts.left, "Bob");
    await ann.type("hello\n");
    await bob.output.waitFor(/^joined via eth0\n\["Ann","hello"\].*\n/);
    await bob.type("hi\n");
    await ann.output.waitFor(/^joined via eth0\nsent\n\["Bob","hi"\].*\n/);
  },
);

testInNamespaces("messages sent at the same time arrive in order", async () => {
  await using host = await loneHost();
  await using ann = await chat(host, "Ann");
  await using bob = await chat(host, "Bob");
  const texts = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  await ann.type(`${texts.join("\n")}\n`);
  await bob.output.waitFor(/line 99.*\n/);
  assert.deepEqual(lines(bob).slice(1), texts.map((text) => JSON.stringify(["Ann", text])));
});

testInNamespaces("messages sent before leaving a room still arrive", async () => {
  await using host = await loneHost();
  await using ann = await chat(host, "Ann");
  await using bob = await chat(host, "Bob");
  await ann.type("one\ntwo\nbye");
  await ann.endInput();
  assert.equal(await ann.exitCode, 0);
  await bob.output.waitFor(/"bye"/);
  assert.deepEqual(lines(ann), ["joined via lo", "sent", "sent", "sent", "left"]);
});

testInNamespaces("a chat and a member that does not use Parley understand each other", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await using far = await chat(hosts.right, "Far", { ttl: 9 });
  await using plain = await plainProgram(hosts.right, RIGHT);
  await plain.type("Bob: hello\n");
  await ann.output.waitFor(/\["Bob","hello"\].*\n/);
  await ann.type("hi: 世界\n");
  await plain.output.waitFor(/Ann: hi: 世界 \(TTL 1\)\n/);
  await far.type("I go far\n");
  await plain.output.waitFor(/Far: I go far \(TTL 9\)\n/);
});

testInNamespaces("a room accepts any datagram", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann");
  await using plain = await plainProgram(hosts.right, RIGHT);
  const hex = (bytes: string) => `hex ${bytes}\n`;
  await plain.type(
    [
      hex(""),
      "fill 65507\n",
      hex("426f623a20fffe80"),
      "no name\n",
      ": no name\n",
      "Bob: \n",
      hex("00070a0d1b5b324a7f"),
      // A forged second line, and a line end as some programs send it.
      hex("426f623a2068690a416e6e3a206279650a"),
      "Bob: the end\n",
    ].join(""),
  );
  await ann.output.waitFor(/the end.*\n/);
  assert.deepEqual(lines(ann), [
    "joined via eth0",
    `["Big","65502 characters"]`,
    `["Bob","\ufffd\ufffd\ufffd"]`,
    `[null,"no name"]`,
    `[null,": no name"]`,
    `["Bob",""]`,
    `[null,"\\u0000\\u0007␊\\r\\u001b[2J\x7f"]`,
    `["Bob","hi␊Ann: bye"]`,
    `["Bob","the end"]`,
  ]);
});

testInNamespaces("the longest message arrives, and a longer one is refused", async () => {
  await using host = await loneHost();
  await using ann = await chat(host, "Ann");
  await using bob = await chat(host, "Bob");
  await ann.type("x65502\nx65503\nstill here\n");
  await bob.output.waitFor(/still here.*\n/);
  assert.deepEqual(lines(bob).slice(1), [`["Ann","65502 characters"]`, `["Ann","still here"]`]);
  await ann.output.waitFor(/^error: Cannot send 65508 bytes: .* 65507, including the name\n/m);
});

testInNamespaces("a room does not receive the messages of another room on its port", async () => {
  await using host = await loneHost();
  await using ann = await chat(host, "Ann");
  await using bob = await chat(host, "Bob");
  await using other = await chat(host, "Eve", { group: "239.7.7.8" });
  await other.type("psst\n");
  await other.output.waitFor(/sent\n/);
  await bob.type("hello\n");
  await ann.output.waitFor(/"hello".*\n/);
  assert.deepEqual(lines(ann), ["joined via lo", `["Bob","hello"]`]);
  assert.deepEqual(lines(other), ["joined via lo", "sent"]);
});

testInNamespaces("joining and leaving a room a hundred times leaks nothing", async () => {
  await using host = await loneHost();
  await using process = joinAndLeave(host);
  assert.equal(await process.exitCode, 0, process.errors.text);
  assert.equal(process.output.text, "0 0\n");
});

testInNamespaces("an error names the value and the valid ones", async () => {
  await using hosts = await linkedHosts();
  const has = `only lo \\(127.0.0.1\\), eth0 \\(${LEFT}\\)`;
  for (
    const [options, error] of [
      [{ via: "10.1.1.1" }, `Cannot use "10.1.1.1" as the interface: this machine has ${has}`],
      [{ via: "eth7" }, `Cannot use "eth7" as the interface: this machine has ${has}`],
      [{ port: 70_000 }, `Cannot use "70000" as the port of a room: it must be 1 to 65535`],
      [{ group: "10.1.1.1" }, `Cannot use "10.1.1.1" as the address of a room: it must .*`],
      [{ group: "239.1.1" }, `Cannot use "239.1.1" as the address of a room: it must .*`],
      [{ ttl: 256 }, `Cannot use "256" as the TTL of a room: it must be 1 to 255`],
    ] as const
  ) {
    await using process = await chat(hosts.left, "Ann", options);
    assert.match(process.output.text, new RegExp(`^error: ${error}\n$`));
  }
  const taken = `import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); ` +
    `s.bind(("${GROUP}", ${PORT})); print("bound", flush=True); input()`;
  await using holder = hosts.left.spawn("python3", "-c", taken);
  await holder.output.waitFor(/bound/);
  await using process = await chat(hosts.left, "Ann");
  assert.match(
    process.output.text,
    /^error: Cannot join 239.7.7.7:50007 via eth0 .*: another program/,
  );
});

testInNamespaces("a room uses the interface that the user chooses", async () => {
  await using hosts = await linkedHosts();
  await using ann = await chat(hosts.left, "Ann", { via: LOOPBACK });
  await using bob = await chat(hosts.left, "Bob", { via: LOOPBACK });
  await using far = await chat(hosts.right, "Far");
  await ann.type("hello\n");
  await bob.output.waitFor(/^joined via lo\n.*"hello"\] from 127.0.0.1\n/);
  await bob.type("bye\n");
  await ann.output.waitFor(/"bye"/);
  assert.deepEqual(lines(far), ["joined via eth0"]);
});
