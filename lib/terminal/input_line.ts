/** A line that the user has entered. */
export interface InputLine {
  /** The text without its line end. */
  readonly text: string;
  /**
   * Whether the line comes from a pasted text with line breaks. Then it is text as it stands, even
   * where it looks like a command.
   */
  readonly isLiteral: boolean;
}

/**
 * What a prompt asks for: a line of its own, the answer to a question, which is not worth recalling
 * later, or a secret, which the screen does not show either.
 */
export type InputKind = "line" | "answer" | "secret";

/**
 * Reports whether what the user typed before pasting a text with line breaks applies to each of the
 * text's lines, as `/msg bob ` does.
 */
export type AppliesToEachLine = (typed: string) => boolean;

/**
 * Returns the lines of a text that was entered at once.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(inputLines("/quit"), [{ text: "/quit", isLiteral: false }]);
 * deepEqual(inputLines("a\n/quit\n", 0), [
 *   { text: "a", isLiteral: true },
 *   { text: "/quit", isLiteral: true },
 * ]);
 * const lines = inputLines("/msg bob a\nb", 9, (typed) => typed.startsWith("/msg "));
 * deepEqual(lines.map(({ text }) => text), ["/msg bob a", "/msg bob b"]);
 * ```
 *
 * @param pastedFrom The offset at which a pasted text with line breaks starts, if there is one.
 */
export function inputLines(
  entered: string,
  pastedFrom?: number,
  appliesToEach: AppliesToEachLine = () => false,
): InputLine[] {
  if (pastedFrom === undefined) return [{ text: entered, isLiteral: false }];
  const typed = entered.slice(0, pastedFrom);
  const texts = entered.slice(pastedFrom).replace(/\n$/, "").split("\n");
  const isRepeated = typed !== "" && appliesToEach(typed);
  return texts.map((text, at) => {
    const hasTyped = typed !== "" && (isRepeated || at === 0);
    return { text: hasTyped ? typed + text : text, isLiteral: !hasTyped };
  });
}
