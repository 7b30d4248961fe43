import type { InputLine } from "./input_line.ts";

/** The result of a key press or a paste, for the owner of the editor to act on. */
export type EditorAction =
  /** Nothing changed. */
  | { readonly type: "none" }
  /** The line or the cursor changed. */
  | { readonly type: "edited" }
  /** The user entered `lines`; the editor now holds an empty line. */
  | { readonly type: "submit"; readonly lines: readonly InputLine[] }
  /** The user asked to leave the program. */
  | { readonly type: "leave" }
  /** The user pressed Ctrl+C on an empty line. */
  | { readonly type: "interrupt" }
  /** The user asked for the candidates that complete the word. */
  | { readonly type: "listCandidates"; readonly candidates: readonly string[] }
  /** The user asked to clear the screen. */
  | { readonly type: "clear" }
  /** The user asked to suspend the program. */
  | { readonly type: "suspend" };

/** The action of a key that does nothing. */
export const NONE: EditorAction = { type: "none" };

/** The action of a key that changed the line or moved the cursor. */
export const EDITED: EditorAction = { type: "edited" };

/** Returns the action of a key that may have changed something. */
export function changed(hasChanged: boolean): EditorAction {
  return hasChanged ? EDITED : NONE;
}
