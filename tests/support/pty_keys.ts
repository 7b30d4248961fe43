const KEYS = {
  Up: "\x1b[A",
  Down: "\x1b[B",
  Right: "\x1b[C",
  Left: "\x1b[D",
  Home: "\x1b[H",
  End: "\x1b[F",
  Delete: "\x1b[3~",
  Backspace: "\x7f",
  Enter: "\r",
  Tab: "\t",
  Escape: "\x1b",
  "Ctrl+Left": "\x1b[1;5D",
  "Ctrl+Right": "\x1b[1;5C",
} as const;

/** The name of a key, including `Ctrl+A` to `Ctrl+Z` and `Alt+a` to `Alt+z`. */
export type KeyName = keyof typeof KEYS | `Ctrl+${string}` | `Alt+${string}`;

/** Returns what a terminal sends for a key. */
export function sequenceOf(name: KeyName): string {
  if (name in KEYS) return KEYS[name as keyof typeof KEYS];
  const [modifier, key = ""] = name.split("+");
  if (key.length !== 1) throw new Error(`Unknown key "${name}"`);
  return modifier === "Alt" ? `\x1b${key}` : String.fromCharCode(key.charCodeAt(0) & 0x1f);
}
