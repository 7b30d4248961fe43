/**
 * Returns the characters that overwrite `prompt` and leave the cursor where it began. They are the
 * same on pipes, where programs compare them, and on terminals.
 */
export function promptEraser(prompt: string): string {
  if (prompt === "") return "";
  // An upper bound: extra spaces do no harm, but loading the width table would delay the start.
  const columns = Array.from(prompt.trimEnd(), (character) => character > "~" ? 2 : 1);
  const width = columns.reduce<number>((sum, each) => sum + each, 0);
  return "\r" + " ".repeat(Math.max(4, width)) + "\r";
}
