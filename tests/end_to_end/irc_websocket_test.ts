import assert from "node:assert/strict";
import { withDeadline } from "../support/deadline.ts";
import { FrameClient } from "../support/frame_client.ts";
import { ServerProcess } from "../support/server_process.ts";

Deno.test("a client of IRC in a browser talks with a user of a course's program", async () => {
  await using server = await ServerProcess.start();
  await using zoe = await FrameClient.connect(server.port, "Zo\u00eb", "/create tea");
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
