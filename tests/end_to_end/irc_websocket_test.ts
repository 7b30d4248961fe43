import assert from "node:assert/strict";
import { withDeadline } from "../support/deadline.ts";
import { FrameClient } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";

/** Returns the texts of what a socket receives, and their kinds. */
function received(socket: WebSocket, kinds: Set<string>, onLine: (line: string) => void): void {
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    kinds.add(typeof data === "string" ? "text" : "binary");
    onLine(typeof data === "string" ? data : new TextDecoder().decode(data));
  };
}

for (
  const [asked, protocol, kind] of [
    [["binary.ircv3.net"], "binary.ircv3.net", "binary"],
    [["other", "binary.ircv3.net", "text.ircv3.net"], "binary.ircv3.net", "binary"],
    [["text.ircv3.net", "binary.ircv3.net"], "text.ircv3.net", "text"],
  ] as const
) {
  Deno.test(`a client of IRC that asks for ${asked} gets messages that are ${kind}`, async () => {
    await using server = await ServerProcess.start();
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/chat`, [...asked]);
    const kinds = new Set<string>();
    const isFailed = Promise.withResolvers<void>();
    received(socket, kinds, (line) => line.includes(" INVALID_UTF8 ") && isFailed.resolve());
    const closed = new Promise((resolve) => socket.onclose = resolve);
    await new Promise((resolve) => socket.onopen = resolve);
    assert.equal(socket.protocol, protocol);
    for (const line of ["NICK ann", "USER a 0 * :Ann"]) socket.send(line);
    if (kind === "binary") {
      socket.send(Uint8Array.from("PRIVMSG ann :\xe9", (character) => character.charCodeAt(0)));
      await withDeadline(isFailed.promise, () => "The server did not refuse the encoding");
    }
    socket.send("QUIT");
    await withDeadline(closed, () => "The server did not close");
    assert.deepEqual(kinds, new Set([kind]));
  });
}

Deno.test("a client of IRC in a browser talks with a user of a course's program", async () => {
  await using server = await ServerProcess.start();
  await using zoe = await FrameClient.creator(server.port, "Zo\u00eb", "tea");
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/chat`, ["text.ircv3.net"]);
  const lines: string[] = [];
  const closed = new Promise((resolve) => socket.onclose = resolve);
  const heard = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      lines.push(data);
      if (data.includes("hi ann")) resolve();
    };
  });
  await new Promise((resolve) => socket.onopen = resolve);
  assert.equal(socket.protocol, "text.ircv3.net");
  for (const line of ["NICK ann", "USER a 0 * :Ann", "JOIN #tea", "PRIVMSG #tea :hello"]) {
    socket.send(line);
  }
  assert.deepEqual(await zoe.hear(2), ["ann has joined", "[ann] hello"]);
  await zoe.say("hi ann");
  await withDeadline(heard, () => `The message did not arrive: ${lines}`);
  // Each message is a line without its end.
  assert.equal(lines.at(-1), ":Zo_!parley@n1.parley PRIVMSG #tea :hi ann");
  socket.send("QUIT");
  await withDeadline(closed, () => "The server did not close");
  assert.match(lines.at(-1)!, /^ERROR :Closing Link: .*\(Quit\)$/);
});
