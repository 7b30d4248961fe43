import type { Coloured } from "../../tests/support/pty.ts";

/** What a terminal shows. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** The rows from the top, without the blanks at their right. */
  readonly lines: readonly string[];
  /** What of it has a colour, from the top and from the left. */
  readonly colours: readonly Coloured[];
  /** Counted from 0. */
  readonly cursor: { readonly row: number; readonly column: number };
}

/** A terminal's window as it is drawn. */
export interface Window {
  readonly title: string;
  readonly screen: Screen;
  /** What there is to see in it; stands below. */
  readonly caption: string;
}

/** What is played to be drawn. */
export interface Scene {
  /** What the picture shows, for those who cannot see it. */
  readonly description: string;
  /** Why it cannot be played on this machine, if so. */
  readonly obstacle: string | undefined;
  /** Plays it; gives the windows as they are at the end, the same every time. */
  play(): Promise<Window[]>;
}
