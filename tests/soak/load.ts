/**
 * What goes on around the healthy members of a room while it is soaked: each kind of visitor comes
 * and goes for as long as it takes.
 *
 * @module
 */
import { connect } from "node:net";
import { FrameClient, frames } from "../support/frame_client.ts";
import { LiveRoom } from "../live/live_room.ts";

/** One visit to a server, from its connection to the end of it. */
type Visit = (port: number, count: number) => Promise<void>;

const encode = (text: string) => new TextEncoder().encode(text);
const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const VISITS: Record<string, Visit> = {
  /** Rooms of six whose members come, talk and leave. */
  async "a short room"(port, count) {
    await using room = await LiveRoom.open({ port, room: `short${count % 8}`, pause: 20 });
    await room.hear(10);
    await room.settle();
  },

  /** Somebody who enters the room in which all the others are, says something and is reset. */
  async "a reset"(port, count) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.resume();
    socket.write(frames(`Reset${count}.`, "/join soak", "hello"));
    await pause(50);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.resetAndDestroy();
    await closed;
  },

  /** Somebody who reads nothing while another one floods their channel, until the server has enough. */
  async "somebody stuck"(port, count) {
    await using flooder = await FrameClient.connect(
      port,
      `Flood${count}.`,
      `/create flood${count}`,
    );
    const stuck = await Deno.connect({ hostname: "127.0.0.1", port });
    await stuck.write(frames(`Stuck${count}.`, `/join flood${count}`));
    await flooder.hear(1);
    let isDropped = false;
    const dropped = flooder.hear(1).then(() => isDropped = true);
    const batch = frames(...Array.from({ length: 500 }, (_, index) => `${index}`));
    while (!isDropped) await flooder.write(batch);
    await dropped;
    stuck.close();
    await pause(2000);
  },

  /** Messages of half a megabyte to oneself. */
  async "big messages"(port, count) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const name = `Big${count}.`;
    const message = encode(`HELLO-FROM ${name}\nSEND ${name} ${"x".repeat(512 * 1024)}\n`);
    const written = (async () => {
      for (let at = 0; at < message.length;) at += await conn.write(message.subarray(at));
    })();
    const buffer = new Uint8Array(64 * 1024);
    for (let left = message.length; left > 0;) {
      const read = await conn.read(buffer);
      if (read === null) throw new Error("A big message was not delivered");
      left -= read;
    }
    await written;
    conn.close();
    await pause(200);
  },

  /** Logins that fail, and lines that make no sense. */
  async "nonsense"(port) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(encode(`{"no": "message"}\n`.repeat(50)));
    const buffer = new Uint8Array(4096);
    await conn.read(buffer);
    conn.close();
    await pause(50);
  },
};

/** Has visitors of every kind come again and again. Rejects when one does not get what it shall. */
export async function keepVisiting(port: number, isOver: () => boolean): Promise<number> {
  let visits = 0;
  await Promise.all(
    Object.values(VISITS).map(async (visit) => {
      while (!isOver()) await visit(port, visits++);
    }),
  );
  return visits;
}
