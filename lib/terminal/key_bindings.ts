/** What a key makes a line editor do. */
export type EditorCommand =
  | "left"
  | "right"
  | "home"
  | "end"
  | "word left"
  | "word right"
  | "delete left"
  | "delete right"
  | "kill to start"
  | "kill to end"
  | "kill word left"
  | "kill word right"
  | "kill to blank"
  | "yank"
  | "transpose"
  | "undo"
  | "complete"
  | "older"
  | "newer"
  | "search"
  | "insert last word"
  | "enter"
  | "interrupt"
  | "end of input"
  | "clear screen"
  | "suspend";

/** The keys of Emacs, as in a shell, and those that most keyboards have. */
const KEYS: Readonly<Record<EditorCommand, readonly string[]>> = {
  "left": ["left", "ctrl+b", "shift+left"],
  "right": ["right", "ctrl+f", "shift+right"],
  "home": ["home", "ctrl+a", "ctrl+home", "shift+home"],
  "end": ["end", "ctrl+e", "ctrl+end", "shift+end"],
  "word left": ["alt+b", "alt+left", "ctrl+left"],
  "word right": ["alt+f", "alt+right", "ctrl+right"],
  "delete left": ["backspace", "ctrl+h", "shift+backspace"],
  "delete right": ["delete"],
  "kill to start": ["ctrl+u"],
  "kill to end": ["ctrl+k"],
  "kill word left": ["alt+backspace", "ctrl+backspace", "ctrl+alt+h"],
  "kill word right": ["alt+d", "alt+delete", "ctrl+delete"],
  "kill to blank": ["ctrl+w"],
  "yank": ["ctrl+y"],
  "transpose": ["ctrl+t"],
  "undo": ["ctrl+_", "ctrl+/", "ctrl+shift+_", "ctrl+shift+-"],
  "complete": ["tab", "ctrl+i"],
  "older": ["up", "ctrl+p"],
  "newer": ["down", "ctrl+n"],
  "search": ["ctrl+r"],
  "insert last word": ["alt+.", "alt+_"],
  "enter": ["enter", "alt+enter", "ctrl+m", "ctrl+j"],
  "interrupt": ["ctrl+c"],
  "end of input": ["ctrl+d"],
  "clear screen": ["ctrl+l"],
  "suspend": ["ctrl+z"],
};

const BINDINGS: ReadonlyMap<string, EditorCommand> = new Map(
  Object.entries(KEYS).flatMap(([command, names]) =>
    names.map((name) => [name, command as EditorCommand])
  ),
);

/** Returns the command of a key; `undefined` if it has none. */
export function commandOf(keyName: string): EditorCommand | undefined {
  return BINDINGS.get(keyName);
}
