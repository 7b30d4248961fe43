import assert from "node:assert/strict";
import { CrdsProcess } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";
import { ServerProcess } from "../support/server_process.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const LOGIN = '{"action":"login","source":"ann","destination":"server","body":""}';
const USERS = '{"action":"users","source":"","destination":"","body":""}';
const WELCOME =
  `{"action":"welcome","source":"server","destination":"ann","body":"Welcome to Parley, ann"}`;
const ONLY_ANN = '{"action":"users","source":"server","destination":"ann","body":["ann"]}';

/** What telnet clients send on Ctrl+C, byte by byte, with and without their urgent byte. */
const INTERRUPTS = ["\xff\xf4\xff\xf2", "\xff\xf4\xff\xfd\x06", "\xff\xf4\xff", "\xff\xf4\xf2"];

const CHATS: readonly (readonly [name: string, stream: string, replies: string[]])[] = [
  [
    "negotiation before and behind the login, in the direct dialect",
    "\xff\xfb\x1f\xff\xfd\x03HELLO-FROM ann\r\n\xff\xfa\x1f\x00\x50\x00\x0a\xff\xf0LIST\r\n",
    ["HELLO ann", "LIST-OK ann"],
  ],
  ...INTERRUPTS.map((interrupt) =>
    [
      `an interrupt as ${[...bytes(interrupt)].map((byte) => byte.toString(16)).join(" ")}`,
      `${interrupt}HELLO-FROM a${interrupt}nn\r\n${interrupt}SEND ann h${interrupt}i\r\n`,
      ["HELLO ann", "DELIVERY ann hi", "SEND-OK"],
    ] as const satisfies [string, string, string[]]
  ),
  [
    "the line ends of character mode, in the direct dialect",
    "HELLO-FROM ann\r\0SEND ann hi\r\0LIST\r\0",
    ["HELLO ann", "DELIVERY ann hi", "SEND-OK", "LIST-OK ann"],
  ],
  [
    "a byte that is no command, in the direct dialect",
    "HELLO-FROM ann\nSEND ann \xff\nSEND ann \xff\xff\nLIST\n",
    ["HELLO ann", "BAD-RQST-BODY", "BAD-RQST-BODY", "LIST-OK ann"],
  ],
  [
    "commands and line ends in the messenger dialect",
    `\xff\xfb\x1f${LOGIN}\r\0\xff\xf6${USERS.slice(0, 9)}\xff\xf4\xff\xf2${USERS.slice(9)}\r\n`,
    [WELCOME, ONLY_ANN],
  ],
];

for (const [name, stream, replies] of CHATS) {
  Deno.test(`the server reads what a user of telnet means: ${name}`, async () => {
    await using server = await ServerProcess.start();
    for (const pieces of [[stream], [...stream]]) {
      await using client = await LineClient.connect(server.port);
      for (const piece of pieces) await client.write(bytes(piece));
      assert.deepEqual(await client.hear(replies.length), replies);
      client.conn.closeWrite();
      assert.equal(await client.rest(), "");
    }
  });
}

Deno.test("the room directory reads what a user of telnet means", async () => {
  await using crds = await CrdsProcess.start();
  await using client = await LineClient.connect(crds.port);
  const stream = "\xff\xfb\x1fget\xff\xf4\xff\xf2dir\r\0\xff\xf6getdir\r\ngetdir \xff\nbye\r\0";
  for (const piece of stream) await client.write(bytes(piece));
  assert.deepEqual(await client.hear(4), [
    "OK 0",
    "OK 0",
    "ERROR bad-request The line is not valid UTF-8",
    "OK",
  ]);
  assert.equal(await client.rest(), "");
});

Deno.test("negotiation without an end does not keep the server waiting or remembering", async () => {
  await using server = await ServerProcess.start();
  await using client = await LineClient.connect(server.port);
  // Read as frames, since no line ends within 200 bytes: the first is the name.
  await client.write(bytes("\xff\xf1".repeat(32 * 1024)));
  await server.log.waitFor(/ \(channel\)\n/);
});
