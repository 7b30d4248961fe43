import type { Coloured } from "../../tests/support/pty.ts";

/** The contents of a terminal. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** The rows from the top, without trailing spaces. */
  readonly lines: readonly string[];
  /** The coloured texts, from top to bottom and from left to right. */
  readonly colours: readonly Coloured[];
  /** The cursor's position, counted from 0. */
  readonly cursor: { readonly row: number; readonly column: number };
}

/** A terminal window in a picture. */
export interface Window {
  readonly title: string;
  readonly screen: Screen;
  /** A remark below the window. */
  readonly caption: string;
}

/** A conversation for a picture. */
export interface Scene {
  /** The text alternative for screen readers. */
  readonly description: string;
  /** Why this machine cannot play the scene; `undefined` if it can. */
  readonly skipReason: string | undefined;
  /** Plays the scene and returns its windows at the end. They are the same every time. */
  play(): Promise<Window[]>;
}
