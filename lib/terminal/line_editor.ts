import { type Complete, completeLastWord } from "./completion.ts";
import { changed, EDITED, type EditorAction, NONE } from "./editor_action.ts";
import { History } from "./history.ts";
import {
  type AppliesToEachLine,
  type InputKind,
  type InputLine,
  inputLines,
} from "./input_line.ts";
import { commandOf, type EditorCommand } from "./key_bindings.ts";
import type { Key } from "./key_names.ts";
import { LineBuffer } from "./line_buffer.ts";
import { LINE_COMMANDS } from "./line_commands.ts";
import { ReverseSearch } from "./reverse_search.ts";
import { safeText, typableText } from "./safe_text.ts";
import { isNotSpace, lastWordStart } from "./words.ts";

/** What the screen shows of an editor. */
export interface EditorView {
  /** A text in place of the prompt, such as a question. */
  readonly prompt: string | undefined;
  /** The line; a line break and a tab in it are visible characters. */
  readonly text: string;
  readonly cursor: number;
}

/** A pasted text with more lines is sent only after a question. */
const MAX_UNASKED_LINES = 10;

/**
 * The line being typed, as a state machine: it takes keys and pasted texts and returns actions, and
 * knows nothing of the screen. `node:readline` has an editor, too, but that one draws over messages
 * printed above a wrapped line and takes emoji apart.
 *
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * const editor = new LineEditor();
 * editor.onKey({ text: "hey" });
 * editor.onKey({ name: "left" });
 * editor.onKey({ name: "backspace" });
 * equal(editor.text, "hy");
 * equal(editor.cursor, 1);
 * const lines = [{ text: "hy", isLiteral: false }];
 * deepEqual(editor.onKey({ name: "enter" }), { type: "submit", lines });
 * ```
 */
export class LineEditor {
  /** Completes words at Tab. Without it, the editor ignores Tab. */
  complete: Complete | undefined;
  /** Whether what stands before a pasted text belongs to each of its lines. */
  appliesToEachLine: AppliesToEachLine | undefined;
  holdsSecret: ((line: string) => boolean) | undefined;
  readonly history = new History();
  readonly #line = new LineBuffer();
  #asksFor: InputKind = "line";
  #search: ReverseSearch | undefined;
  /** Whether the editor asks if the lines should be sent. */
  #isAsking = false;
  /** The candidates for the next Tab to list. */
  #candidates: readonly string[] = [];
  /** The word that Alt+. inserted, if that was the key before. */
  #lastWord: LastWord | undefined;

  constructor(complete?: Complete) {
    this.complete = complete;
  }

  /** What the line is; answers and secrets stay out of the history. */
  get asksFor(): InputKind {
    return this.#asksFor;
  }

  set asksFor(kind: InputKind) {
    this.#asksFor = kind;
    this.#line.isSecret = kind === "secret";
  }

  /** Whether the line is a secret, which must not be shown. */
  get isSecret(): boolean {
    return this.#line.isSecret;
  }

  /** The present line. Its line breaks and tabs come from pasted texts. */
  get text(): string {
    return this.#line.text;
  }

  /** The cursor's offset into `text`, in UTF-16 units; never inside a grapheme. */
  get cursor(): number {
    return this.#line.cursor;
  }

  /** What the screen shows. */
  get view(): EditorView {
    if (this.#isAsking) {
      const prompt = `Send ${this.#enteredLines().length} lines? (y/n) `;
      return { prompt, text: "", cursor: 0 };
    }
    if (this.isSecret) return { prompt: undefined, text: "", cursor: 0 };
    const text = visibleBreaks(this.#search?.found?.text ?? this.text);
    const cursor = this.#search === undefined ? this.cursor : text.length;
    return { prompt: this.#search?.prompt, text, cursor };
  }

  /** Replaces the line by one that the user has entered before. */
  putBack(line: string): void {
    this.clear();
    this.#line.set({ text: line, pastedFrom: undefined });
  }

  /** Discards the line. */
  clear(): void {
    this.#line.reset();
    this.#search = undefined;
    this.#isAsking = false;
  }

  /** Handles a key. Unknown keys do nothing. */
  onKey(key: Key): EditorAction {
    if (this.#isAsking) return this.#answer(key);
    if (this.#search !== undefined && this.#continueSearch(this.#search, key)) return EDITED;
    if ("text" in key) return this.#type(key.text);
    const command = commandOf(key.name);
    if (command !== "complete") this.#candidates = [];
    if (command !== "insert last word") this.#lastWord = undefined;
    if (command === undefined || (this.isSecret && DISABLED_FOR_SECRETS.has(command))) return NONE;
    return this.#run(command);
  }

  /** Inserts a pasted text. Its line breaks stay in the line until the user enters it. */
  onPaste(pasted: string): EditorAction {
    if (this.#isAsking) return NONE;
    this.#endSearch();
    const text = pasted.split(/([\n\t])/)
      .map((part, at) => at % 2 === 1 ? part : typableText(part)).join("");
    // Nobody sees what becomes of a line break in a secret.
    if (this.isSecret) return this.#type(text.replaceAll(/[\n\t]/g, ""));
    return changed(this.#line.paste(text));
  }

  #run(command: EditorCommand): EditorAction {
    const change = LINE_COMMANDS[command];
    if (change !== undefined) return changed(change(this.#line));
    switch (command) {
      case "complete":
        return this.#completeWord();
      case "older":
        return this.#recall(this.history.older(this.#line.state));
      case "newer":
        return this.#recall(this.history.newer());
      case "search":
        this.#search = new ReverseSearch(this.history);
        return EDITED;
      case "insert last word":
        return this.#insertLastWord();
      case "enter":
        return this.#enter();
      case "interrupt":
        return this.text === "" ? { type: "interrupt" } : this.#replace(0, this.text.length, "");
      case "end of input":
        if (this.text === "") return { type: "leave" };
        return this.#replace(this.cursor, this.#line.right, "");
      case "clear screen":
        return { type: "clear" };
      case "suspend":
        return { type: "suspend" };
      default:
        return NONE;
    }
  }

  #type(typed: string): EditorAction {
    this.#candidates = [];
    this.#lastWord = undefined;
    return changed(this.#line.type(typableText(typed)));
  }

  #replace(start: number, end: number, text: string): EditorAction {
    return changed(this.#line.replace(start, end, text));
  }

  /** Inserts the last word of the newest entry; the next time, that of the one before. */
  #insertLastWord(): EditorAction {
    const last = this.#lastWord;
    const skip = last === undefined ? 0 : last.skip + 1;
    const entry = this.history.textBefore(skip);
    if (entry === undefined) return NONE;
    const start = last?.start ?? this.cursor;
    this.#lastWord = { skip, start };
    return this.#replace(
      start,
      this.cursor,
      entry.slice(lastWordStart(entry, isNotSpace)).trimEnd(),
    );
  }

  #completeWord(): EditorAction {
    if (this.#candidates.length > 0) {
      return { type: "listCandidates", candidates: this.#candidates };
    }
    const { before, after } = this.#line;
    const candidates = this.complete?.(before).filter(isPrintable) ?? [];
    if (candidates.length === 0) return NONE;
    if (candidates.length > 1) this.#candidates = candidates;
    const text = completeLastWord(before, candidates);
    if (text === before) return NONE;
    // In the middle of a line, the blank behind the word is already there.
    const hasBlank = text.endsWith(" ") && after.startsWith(" ");
    return this.#replace(0, this.cursor + (hasBlank ? 1 : 0), text);
  }

  #recall(entry: Parameters<LineBuffer["set"]>[0] | undefined): EditorAction {
    return entry === undefined ? NONE : changed(this.#line.set(entry));
  }

  /** Returns whether the search has used up the key. Any other key ends it. */
  #continueSearch(search: ReverseSearch, key: Key): boolean {
    const result = search.onKey(key);
    if (result === "over") this.#endSearch();
    else if (result === "cancelled") this.#search = undefined;
    return result !== "over";
  }

  /** Ends the search, if there is one, and continues with the line that it has found. */
  #endSearch(): void {
    const found = this.#search?.found;
    this.#search = undefined;
    if (found !== undefined) this.#line.set(found);
  }

  #enter(): EditorAction {
    if (this.#line.pastedFrom === undefined || this.isSecret) return this.#submit();
    if (this.#enteredLines().length <= MAX_UNASKED_LINES) return this.#submit();
    this.#isAsking = true;
    return EDITED;
  }

  #answer(key: Key): EditorAction {
    const answer = "text" in key ? key.text.toLowerCase() : key.name;
    if (answer.startsWith("y")) return this.#submit();
    if (!/^(n|escape$|ctrl\+[cdg]$)/.test(answer)) return NONE;
    this.#isAsking = false;
    return EDITED;
  }

  #enteredLines(): readonly InputLine[] {
    return inputLines(this.text, this.#line.pastedFrom, this.appliesToEachLine);
  }

  #submit(): EditorAction {
    const lines = this.#enteredLines();
    const isKept = this.asksFor === "line" && !this.holdsSecret?.(this.text);
    if (isKept) this.history.add(this.text, this.#line.pastedFrom);
    this.clear();
    return { type: "submit", lines };
  }
}

/** A word that Alt+. has inserted. */
interface LastWord {
  /** How many newer entries the history has. */
  readonly skip: number;
  /** The offset at which the word starts in the line. */
  readonly start: number;
}

/** Commands that would put other text into a secret, or ask for completions of it. */
const DISABLED_FOR_SECRETS: ReadonlySet<EditorCommand> = new Set([
  ...["complete", "older", "newer", "search", "yank", "insert last word"] as const,
]);

/** Returns a text in which line breaks and tabs are visible, each as one character. */
function visibleBreaks(text: string): string {
  return text.replaceAll("\n", "␊").replaceAll("\t", "␉");
}

function isPrintable(text: string): boolean {
  return /^[^\n]+$/.test(text) && safeText(text) === text;
}
