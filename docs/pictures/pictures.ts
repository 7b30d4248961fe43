import { ServerProcess } from "../../tests/end_to_end/server_process.ts";
import { channel } from "./scenes/channel.ts";
import { direct } from "./scenes/direct.ts";
import type { Scene, Window } from "./screen.ts";
import { draw } from "./svg.ts";

/** All pictures, by the name of their file without `.svg`. */
export const PICTURES: Readonly<Record<string, Scene>> = { channel, direct };

/** The port that the pictures show. */
export const PORT = 55555;

/** Where a picture's file is. */
export function fileOf(name: string): URL {
  return new URL(`${name}.svg`, import.meta.url);
}

/**
 * Plays a scene with a real server and real clients on real ptys, and draws it.
 *
 * @param port Where the server listens; with 0 on any free port. The picture says `PORT` all the same.
 * @returns the SVG's text, the same every time.
 */
export async function perform(scene: Scene, port: number): Promise<string> {
  await using server = await ServerProcess.start("-p", `${port}`);
  const windows = await scene.play(server.port);
  return draw(scene, windows.map((window) => withPort(window, server.port)));
}

function withPort(window: Window, port: number): Window {
  const lines = window.screen.lines.map((line) => line.replaceAll(`${port}`, `${PORT}`));
  return { ...window, screen: { ...window.screen, lines } };
}
