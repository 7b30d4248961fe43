import { concat } from "../../../framing/bytes.ts";
import { toFrames } from "../../../framing/fixed_frames.ts";
import { type ClientStage, NAME } from "../client_stage.ts";
import type { Peer } from "../peer.ts";

/** The prompt of the assignment's clients. */
export const PROMPT = "[Me] ";

/** Where the rules are. */
export const LINKS = {
  frames: "docs/protocols/channel.md#frames",
  client: "docs/protocols/channel.md#the-client",
} as const;

/** What the assignment says, in the words of these cases. */
export const ASSIGNMENT = {
  padding: "Messages are always 200 characters: pad shorter ones with spaces.",
  name: "The first message that the client sends is the user's name.",
  split: "A receiver may get only a part of a message, and has to buffer it until it is complete.",
  strip: "The receiver strips the spaces at the end of a message.",
  prompt: "The client shows [Me] where the user types, and wipes it when a message comes.",
  server: "When the server disconnects, print CLIENT_SERVER_DISCONNECTED of utils.py and exit.",
  connect: "When the connection fails, print CLIENT_CANNOT_CONNECT of utils.py and exit.",
  silent: "The assignment does not say this.",
} as const;

/** Starts the client and waits for its name. */
export async function loggedIn(stage: ClientStage): Promise<Peer> {
  stage.start();
  const peer = await stage.accept();
  await peer.hearsFrame(NAME);
  await settle(stage);
  return peer;
}

/** Gives the client the time to prompt, as a person does. Other cases judge whether it prompts. */
async function settle(stage: ClientStage): Promise<void> {
  await stage.program.waitUntil(() => stage.screen.current === PROMPT, stage.quietMs);
}

/** Types a line, and waits for its frame. */
export async function says(stage: ClientStage, peer: Peer, text: string): Promise<void> {
  await settle(stage);
  await stage.type(`${text}\n`);
  await peer.hearsFrame(text);
  await settle(stage);
}

/** Returns the frames of several texts. */
export function framesOf(...texts: string[]): Uint8Array {
  return concat(texts.map((text) => toFrames(text)));
}
