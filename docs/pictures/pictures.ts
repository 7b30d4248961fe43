import { channel } from "./scenes/channel.ts";
import { direct } from "./scenes/direct.ts";
import { irc } from "./scenes/irc.ts";
import { messenger } from "./scenes/messenger.ts";
import { rooms } from "./scenes/rooms.ts";
import type { Scene } from "./screen.ts";
import { toSvg } from "./svg.ts";

/** The scenes of all pictures, by file name without `.svg`. */
export const PICTURES: Readonly<Record<string, Scene>> = {
  channel,
  direct,
  irc,
  messenger,
  rooms,
};

/** Returns the URL of a picture's file. */
export function pictureUrl(name: string): URL {
  return new URL(`${name}.svg`, import.meta.url);
}

/** Plays a scene with real programs in real terminals, and returns the picture as SVG. */
export async function drawScene(scene: Scene): Promise<string> {
  return toSvg(scene, await scene.play());
}
