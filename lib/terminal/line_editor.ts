import { type Complete, completeLastWord } from "./completion.ts";
import { segments } from "./graphemes.ts";
import { History } from "./history.ts";
import { safeText } from "./safe_text.ts";
import { firstWordEnd, isLetterOrDigit, isNotSpace, lastWordStart } from "./words.ts";

/** A key press, as `emitKeypressEvents` of `node:readline` reports it. */
export interface Key {
  /** The characters that the terminal sent. */
  readonly sequence?: string | undefined;
  /** The key's name, if it has one: `"left"`, `"return"`, `"a"`. */
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  /** Alt held, or Escape pressed before. */
  readonly meta?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** The result of a key press, for the owner of the editor to act on. */
export type EditorAction =
  /** Nothing changed. */
  | { readonly type: "none" }
  /** The line or the cursor changed. */
  | { readonly type: "edited" }
  /** The user entered `line`; the editor now holds an empty line. */
  | { readonly type: "submit"; readonly line: string }
  /** The user asked to leave the program. */
  | { readonly type: "leave" }
  /** The user asked for the candidates that complete the word. */
  | { readonly type: "listCandidates"; readonly candidates: readonly string[] }
  /** The user asked to clear the screen. */
  | { readonly type: "clear" }
  /** The user asked to suspend the program. */
  | { readonly type: "suspend" };

/**
 * The line being typed, as a state machine: it takes keys and returns actions, and knows nothing of
 * the screen. `node:readline` has an editor, too, but that one draws over messages printed above a
 * wrapped line and takes emoji apart.
 *
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const editor = new LineEditor();
 * for (const sequence of "hey") editor.onKey({ sequence });
 * editor.onKey({ name: "left" });
 * editor.onKey({ name: "backspace" });
 * equal(editor.text, "hy");
 * equal(editor.cursor, 1);
 * deepEqual(editor.onKey({ name: "return" }), { type: "submit", line: "hy" });
 * ```
 */
export class LineEditor {
  /** Whether the line is a secret: it must not be shown, and stays out of the history. */
  isSecret = false;
  #text = "";
  #cursor = 0;
  #killed = "";
  #history = new History();
  /** Completes words at Tab. Without it, the editor ignores Tab. */
  complete: Complete | undefined;
  /** The candidates for the next Tab to list. */
  #candidates: readonly string[] = [];

  constructor(complete?: Complete) {
    this.complete = complete;
  }

  /** The present line. */
  get text(): string {
    return this.#text;
  }

  /** The cursor's offset into `text`, in UTF-16 units; never inside a grapheme. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Discards the line. */
  clear(): void {
    this.#text = "";
    this.#cursor = 0;
  }

  /** Handles a key press. Unknown keys do nothing. */
  onKey(key: Key): EditorAction {
    const name = chord(key);
    if (name !== "tab") this.#candidates = [];
    if (this.isSecret && DISABLED_FOR_SECRETS.has(name)) return NONE;
    const binding = LineEditor.#bindings.get(name);
    if (binding !== undefined) return binding(this);
    return isText(key) ? this.#replace(this.#cursor, this.#cursor, key.sequence) : NONE;
  }

  static readonly #bindings = new Map<string, Binding>([
    ["left", (it) => it.#moveTo(it.#left())],
    ["ctrl+b", (it) => it.#moveTo(it.#left())],
    ["right", (it) => it.#moveTo(it.#right())],
    ["ctrl+f", (it) => it.#moveTo(it.#right())],
    ["home", (it) => it.#moveTo(0)],
    ["ctrl+a", (it) => it.#moveTo(0)],
    ["end", (it) => it.#moveTo(it.#text.length)],
    ["ctrl+e", (it) => it.#moveTo(it.#text.length)],
    ["alt+b", (it) => it.#moveTo(it.#wordLeft())],
    ["alt+left", (it) => it.#moveTo(it.#wordLeft())],
    ["ctrl+left", (it) => it.#moveTo(it.#wordLeft())],
    ["alt+f", (it) => it.#moveTo(it.#wordRight())],
    ["alt+right", (it) => it.#moveTo(it.#wordRight())],
    ["ctrl+right", (it) => it.#moveTo(it.#wordRight())],

    ["backspace", (it) => it.#replace(it.#left(), it.#cursor, "")],
    ["delete", (it) => it.#replace(it.#cursor, it.#right(), "")],
    ["ctrl+d", (it) => it.#text === "" ? LEAVE : it.#replace(it.#cursor, it.#right(), "")],
    ["ctrl+k", (it) => it.#kill(it.#cursor, it.#text.length)],
    ["ctrl+u", (it) => it.#kill(0, it.#cursor)],
    ["ctrl+w", (it) => it.#kill(it.#wordLeft(isNotSpace), it.#cursor)],
    ["alt+backspace", (it) => it.#kill(it.#wordLeft(), it.#cursor)],
    ["alt+d", (it) => it.#kill(it.#cursor, it.#wordRight())],
    ["ctrl+y", (it) => it.#replace(it.#cursor, it.#cursor, it.#killed)],

    ["tab", (it) => it.#completeWord()],

    ["up", (it) => it.#recall(it.#history.older(it.#text))],
    ["ctrl+p", (it) => it.#recall(it.#history.older(it.#text))],
    ["down", (it) => it.#recall(it.#history.newer())],
    ["ctrl+n", (it) => it.#recall(it.#history.newer())],

    ["return", (it) => it.#submit()],
    ["alt+return", (it) => it.#submit()],
    ["enter", (it) => it.#submit()],
    ["alt+enter", (it) => it.#submit()],
    ["ctrl+c", () => LEAVE],
    ["ctrl+l", () => ({ type: "clear" })],
    ["ctrl+z", () => ({ type: "suspend" })],
  ]);

  #left(): number {
    return segments(this.#text).containing(this.#cursor - 1)?.index ?? 0;
  }

  #right(): number {
    return endOfGrapheme(this.#text, this.#cursor);
  }

  #wordLeft(isWord = isLetterOrDigit): number {
    return lastWordStart(this.#text.slice(0, this.#cursor), isWord);
  }

  #wordRight(): number {
    return this.#cursor + firstWordEnd(this.#text.slice(this.#cursor), isLetterOrDigit);
  }

  #moveTo(offset: number): EditorAction {
    if (offset === this.#cursor) return NONE;
    this.#cursor = offset;
    return EDITED;
  }

  #replace(start: number, end: number, text: string): EditorAction {
    if (start === end && text === "") return NONE;
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    const offset = start + text.length;
    // The characters around the offset may have joined into one grapheme.
    const joined = segments(this.#text).containing(offset);
    this.#cursor = joined === undefined || joined.index === offset
      ? offset
      : endOfGrapheme(this.#text, offset);
    return EDITED;
  }

  #kill(start: number, end: number): EditorAction {
    if (start === end) return NONE;
    if (!this.isSecret) this.#killed = this.#text.slice(start, end);
    return this.#replace(start, end, "");
  }

  #completeWord(): EditorAction {
    if (this.#candidates.length > 0) {
      return { type: "listCandidates", candidates: this.#candidates };
    }
    const before = this.#text.slice(0, this.#cursor);
    const candidates = this.complete?.(before).filter(isPrintable) ?? [];
    if (candidates.length === 0) return NONE;
    if (candidates.length > 1) this.#candidates = candidates;
    const text = completeLastWord(before, candidates);
    return text === before ? NONE : this.#replace(0, this.#cursor, text);
  }

  #recall(line: string | undefined): EditorAction {
    if (line === undefined) return NONE;
    this.#text = line;
    this.#cursor = line.length;
    return EDITED;
  }

  #submit(): EditorAction {
    const line = this.#text;
    if (!this.isSecret) this.#history.add(line);
    this.clear();
    return { type: "submit", line };
  }
}

type Binding = (it: LineEditor) => EditorAction;

/** Keys that would put other text into a secret, or ask for completions of it. */
const DISABLED_FOR_SECRETS = new Set(["tab", "up", "ctrl+p", "down", "ctrl+n", "ctrl+y"]);

const NONE: EditorAction = { type: "none" };
const EDITED: EditorAction = { type: "edited" };
const LEAVE: EditorAction = { type: "leave" };

function chord(key: Key): string {
  return (key.ctrl ? "ctrl+" : key.meta ? "alt+" : "") + key.name;
}

/** Reports whether a key types text. The layout relies on text without control characters. */
function isText(key: Key): key is Key & { sequence: string } {
  const { sequence = "", ctrl, meta } = key;
  return !ctrl && !meta && isPrintable(sequence);
}

function isPrintable(text: string): boolean {
  return /^[^\n]+$/.test(text) && safeText(text) === text;
}

function endOfGrapheme(text: string, offset: number): number {
  const grapheme = segments(text).containing(offset);
  return grapheme === undefined ? text.length : grapheme.index + grapheme.segment.length;
}
