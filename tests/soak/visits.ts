/**
 * The load around the healthy members of a channel: visitors that connect and disconnect for as long
 * as the soak test runs.
 *
 * @module
 */
import { connect } from "node:net";
import { withDeadline } from "../support/deadline.ts";
import { FrameClient, frames, numberedFrames } from "../support/frame_client.ts";
import { connectTo } from "../support/raw_client.ts";
import { LiveChannel } from "../live/live_channel.ts";

/** One visit to a server, from the connection to its end. Each visit has another number. */
type Visit = (port: number, number: number) => Promise<void>;

const encode = (text: string) => new TextEncoder().encode(text);
const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const VISITS: readonly Visit[] = [
  shortLivedChannel,
  resetConnection,
  slowConsumer,
  largeMessage,
  invalidMessages,
];

/** Six members join a channel, send a few messages and leave. */
async function shortLivedChannel(port: number, number: number): Promise<void> {
  await using channel = await LiveChannel.open({
    port,
    channel: `short${number % 8}`,
    pauseMs: 20,
  });
  await channel.exchange(10);
  await channel.settle();
}

/** A member joins the channel of the healthy members, sends a message and resets its connection. */
async function resetConnection(port: number, number: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.resume();
  socket.write(frames(`Reset${number}.`, "/join soak", "hello"));
  await pause(50);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resetAndDestroy();
  await closed;
}

/** A member reads nothing while another one floods their channel, until the server disconnects it. */
async function slowConsumer(port: number, number: number): Promise<void> {
  await using flooder = await FrameClient.connect(
    port,
    `Flood${number}.`,
    `/create flood${number}`,
  );
  const stuck = await connectTo(port);
  await stuck.write(frames(`Stuck${number}.`, `/join flood${number}`));
  await flooder.hear(1);
  let isDisconnected = false;
  const disconnected = flooder.hear(1).then(() => isDisconnected = true);
  const batch = numberedFrames(500);
  while (!isDisconnected) await flooder.write(batch);
  await disconnected;
  stuck.close();
  await pause(2000);
}

/** A user sends half a megabyte to itself. */
async function largeMessage(port: number, number: number): Promise<void> {
  const conn = await connectTo(port);
  const name = `Large${number}.`;
  const message = encode(`HELLO-FROM ${name}\nSEND ${name} ${"x".repeat(512 * 1024)}\n`);
  const written = (async () => {
    for (let at = 0; at < message.length;) at += await conn.write(message.subarray(at));
  })();
  const buffer = new Uint8Array(64 * 1024);
  for (let left = message.length; left > 0;) {
    const count = await withDeadline(conn.read(buffer), () => "A large message did not arrive");
    if (count === null) throw new Error("The server closed the connection of a large message");
    left -= count;
  }
  await written;
  conn.close();
  await pause(200);
}

/** A client sends lines that are not messages. */
async function invalidMessages(port: number): Promise<void> {
  const conn = await connectTo(port);
  await conn.write(encode(`{"no": "message"}\n`.repeat(50)));
  const buffer = new Uint8Array(4096);
  await withDeadline(conn.read(buffer), () => "Invalid messages got no answer");
  conn.close();
  await pause(50);
}

/**
 * Repeats visits of every kind until the soak test is over.
 *
 * @returns the number of visits.
 * @throws {Error} if the server does not answer a visitor as it should.
 */
export async function keepVisiting(port: number, isOver: () => boolean): Promise<number> {
  let visits = 0;
  await Promise.all(
    VISITS.map(async (visit) => {
      while (!isOver()) await visit(port, visits++);
    }),
  );
  return visits;
}
