import { HAS_PTY } from "../../tests/support/pty.ts";
import { ServerProcess } from "../../tests/support/server_process.ts";
import type { Scene, Window } from "./screen.ts";

/** The port that the pictures show. */
const PORT = 55555;

/**
 * A scene on a real chat server.
 *
 * @param play Plays it; the server listens on this port of 127.0.0.1.
 */
export function onServer(
  description: string,
  play: (port: number) => Promise<Window[]>,
): Scene {
  return {
    description,
    obstacle: HAS_PTY ? undefined : "there are no ptys",
    async play() {
      await using server = await ServerProcess.start();
      const windows = await play(server.port);
      return windows.map((window) => withPort(window, server.port));
    },
  };
}

function withPort(window: Window, port: number): Window {
  const lines = window.screen.lines.map((line) => line.replaceAll(`${port}`, `${PORT}`));
  return { ...window, screen: { ...window.screen, lines } };
}
