import { channel } from "./scenes/channel.ts";
import { direct } from "./scenes/direct.ts";
import { messenger } from "./scenes/messenger.ts";
import { rooms } from "./scenes/rooms.ts";
import type { Scene } from "./screen.ts";
import { draw } from "./svg.ts";

/** All pictures, by the name of their file without `.svg`. */
export const PICTURES: Readonly<Record<string, Scene>> = { channel, direct, messenger, rooms };

/** Where a picture's file is. */
export function fileOf(name: string): URL {
  return new URL(`${name}.svg`, import.meta.url);
}

/** Plays a scene with real programs on real ptys, and draws it; gives the SVG's text. */
export async function perform(scene: Scene): Promise<string> {
  return draw(scene, await scene.play());
}
