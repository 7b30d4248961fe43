import { HAS_PTY } from "../../tests/support/pty.ts";
import { ServerProcess } from "../../tests/support/server_process.ts";
import type { Scene, Window } from "./screen.ts";

/** The port that the pictures show: the one in the README's commands. */
const SHOWN_PORT = 55555;

/**
 * Returns a scene that plays on a real chat server.
 *
 * @param play Plays the scene, with a server on this port of 127.0.0.1, and returns its windows.
 */
export function onServer(
  description: string,
  play: (port: number) => Promise<Window[]>,
): Scene {
  return {
    description,
    skipReason: HAS_PTY ? undefined : "this system has no pseudo-terminals",
    async play() {
      await using server = await ServerProcess.start();
      const windows = await play(server.port);
      return windows.map((window) => withShownPort(window, server.port));
    },
  };
}

/** The server listens on a free port, which would make the picture different each time. */
function withShownPort(window: Window, port: number): Window {
  const lines = window.screen.lines.map((line) => line.replaceAll(`${port}`, `${SHOWN_PORT}`));
  return { ...window, screen: { ...window.screen, lines } };
}
