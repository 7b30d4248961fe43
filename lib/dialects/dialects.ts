/**
 * The list of dialects that the server speaks. Flags, help, metrics and the rules that recognise a
 * dialect are derived from this list.
 *
 * @module
 */
import { CHANNEL } from "./channel/channel.ts";
import type { Dialect, DialectOptions } from "./dialect.ts";
import { DIRECT } from "./direct.ts";
import { MESSENGER } from "./messenger/messenger.ts";

/** All dialects, in the order in which their rules are tried: the first rule that fits decides. */
export const DIALECTS = [MESSENGER, DIRECT, CHANNEL] as const;

export type DialectName = (typeof DIALECTS)[number]["name"];

/** The dialects by their names. */
export type Dialects = Readonly<Record<DialectName, Dialect>>;

/** The names in alphabetical order. */
export const DIALECT_NAMES: readonly DialectName[] = DIALECTS.map(({ name }) => name).sort();

/** Makes all dialects. */
export function makeDialects(options: DialectOptions): Dialects {
  return Object.fromEntries(
    DIALECTS.map(({ name, make }) => [name, make(options)]),
  ) as Record<DialectName, Dialect>;
}
