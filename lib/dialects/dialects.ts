/**
 * The list of dialects that the server speaks. The rules that recognise a dialect are derived from
 * this list; flags, help and metrics from its names (`dialect_names.ts`).
 *
 * @module
 */
import { CHANNEL } from "./channel/channel.ts";
import type { Dialect, DialectDefinition, DialectOptions } from "./dialect.ts";
import type { DialectName } from "./dialect_names.ts";
import { DIRECT } from "./direct.ts";
import { IRC } from "./irc/irc.ts";
import { MESSENGER } from "./messenger/messenger.ts";

/** All dialects, in the order in which their rules are tried: the first rule that fits decides. */
export const DIALECTS = [
  MESSENGER,
  IRC,
  DIRECT,
  CHANNEL,
] as const satisfies readonly (DialectDefinition & { readonly name: DialectName })[];

/** The dialects by their names. */
export type Dialects = Readonly<Record<DialectName, Dialect>>;

/** Makes all dialects. */
export function makeDialects(options: DialectOptions): Dialects {
  return Object.fromEntries(
    DIALECTS.map(({ name, make }) => [name, make(options)]),
  ) as Record<DialectName, Dialect>;
}
