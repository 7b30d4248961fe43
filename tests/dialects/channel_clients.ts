import assert from "node:assert/strict";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import { FixedFrames, FRAME_SIZE, frameText } from "../../lib/framing/fixed_frames.ts";
import { frames } from "../support/frame_client.ts";
import type { Wire, WireClient } from "./wire.ts";

const DIALECT = channelDialect();

/** Sends a frame for each text. */
export function say(client: WireClient, ...texts: string[]): void {
  client.write(frames(...texts));
}

/** Returns the texts of the frames that a client has received since the last call. */
export function heard(client: WireClient): string[] {
  const bytes = client.read();
  assert.equal(bytes.length % FRAME_SIZE, 0, "the last frame is incomplete");
  const texts: string[] = [];
  new FixedFrames().push(bytes, (frame) => texts.push(frameText(frame)));
  return texts;
}

/** Connects clients and logs them in under those names. */
export function connect(wire: Wire, ...names: string[]): WireClient[] {
  return names.map((name) => {
    const client = wire.connect(DIALECT);
    say(client, name);
    return client;
  });
}

/** Connects clients that are in one channel, and have read all notices of that. */
export function connectTogether(wire: Wire, ...names: string[]): WireClient[] {
  const clients = connect(wire, ...names);
  clients.forEach((client, index) => say(client, index === 0 ? "/create tea" : "/join tea"));
  clients.forEach(heard);
  return clients;
}
