import type { EditorAction } from "../../lib/terminal/editor_action.ts";
import { LineEditor } from "../../lib/terminal/line_editor.ts";
import { type TerminalEvent, TerminalParser } from "../../lib/terminal/terminal_parser.ts";

/** Returns the keys and pasted texts in what a terminal sends, each character on its own. */
export function eventsIn(typed: string): TerminalEvent[] {
  const events: TerminalEvent[] = [];
  const parser = new TerminalParser((event) => events.push(event));
  for (const character of typed) parser.push(new TextEncoder().encode(character));
  return events;
}

export function type(editor: LineEditor, typed: string): EditorAction[] {
  return eventsIn(typed).map((event) => {
    if (event.type === "paste") return editor.onPaste(event.text);
    return event.type === "key" ? editor.onKey(event) : { type: "none" };
  });
}

export function paste(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

/** Returns the action that submits lines that were typed. */
export function submitted(...texts: string[]): EditorAction {
  return { type: "submit", lines: texts.map((text) => ({ text, isLiteral: false })) };
}

/** Returns the line after typing `typed`, with `|` at the cursor. */
export function lineAfter(typed: string): string {
  const editor = new LineEditor();
  type(editor, typed);
  return shown(editor);
}

export function shown({ text, cursor }: LineEditor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** Returns an editor that completes commands and names. */
export function completingEditor(): LineEditor {
  const words = ["/msg", "/block", "/blocked", "alice", "alina", "bad\x1bname", "bob"];
  return new LineEditor((before) => {
    const word = before.split(" ").at(-1)!;
    return words.filter((each) => word !== "" && each.startsWith(word));
  });
}
