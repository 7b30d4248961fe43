import { graphemeAt } from "./graphemes.ts";
import type { EditorCommand } from "./key_bindings.ts";
import type { LineBuffer } from "./line_buffer.ts";
import { firstWordEnd, isLetterOrDigit, isNotSpace, lastWordStart } from "./words.ts";

/** Moves the cursor or changes the line. Returns whether anything changed. */
type LineCommand = (line: LineBuffer) => boolean;

/** The commands that concern nothing but the line. */
export const LINE_COMMANDS: Readonly<Partial<Record<EditorCommand, LineCommand>>> = {
  "left": (line) => line.moveTo(line.left),
  "right": (line) => line.moveTo(line.right),
  "home": (line) => line.moveTo(0),
  "end": (line) => line.moveTo(line.text.length),
  "word left": (line) => line.moveTo(wordLeft(line)),
  "word right": (line) => line.moveTo(wordRight(line)),
  "delete left": (line) => line.replace(line.left, line.cursor, ""),
  "delete right": (line) => line.replace(line.cursor, line.right, ""),
  "kill to start": (line) => line.kill(0, line.cursor),
  "kill to end": (line) => line.kill(line.cursor, line.text.length),
  "kill word left": (line) => line.kill(wordLeft(line), line.cursor),
  "kill word right": (line) => line.kill(line.cursor, wordRight(line)),
  "kill to blank": (line) => line.kill(lastWordStart(line.before, isNotSpace), line.cursor),
  "yank": (line) => line.yank(),
  "transpose": transpose,
  "undo": (line) => line.undo(),
};

function wordLeft({ before }: LineBuffer): number {
  return lastWordStart(before, isLetterOrDigit);
}

function wordRight({ cursor, after }: LineBuffer): number {
  return cursor + firstWordEnd(after, isLetterOrDigit);
}

/** Exchanges the characters around the cursor; at the end of the line, the last two. */
function transpose(line: LineBuffer): boolean {
  const { text, cursor } = line;
  const second = graphemeAt(text, cursor === text.length ? line.left : cursor);
  const first = second && graphemeAt(text, second.start - 1);
  if (!first) return false;
  const swapped = text.slice(second.start, second.end) + text.slice(first.start, first.end);
  return line.replace(first.start, second.end, swapped);
}
