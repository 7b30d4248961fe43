/**
 * Flags as entries of a typed table. An entry holds everything that the parser, the help text, the
 * manual page and the completions need, so that they cannot drift apart.
 *
 * @module
 */
import type { Permissions } from "./permissions.ts";

/** The properties of every kind of flag. */
interface FlagBase {
  /** A letter that stands for the flag: `-p`. */
  readonly short?: string;
  /** The effect of the flag, in the imperative and without a full stop. */
  readonly help: string;
  /** The permissions that the program needs for this flag, besides those that it always needs. */
  readonly permissions?: Permissions;
  /** The heading in the help text; `Flags` by default. */
  readonly group?: string;
}

/** The properties of a flag that takes a value. */
interface ValueBase extends FlagBase {
  /**
   * The placeholder for the value in the help text, such as `N`. Shells complete files for one that
   * starts with `FILE` or `FOLDER`, and host names for `HOST`.
   */
  readonly value: string;
  /** The default in words, where the plain value would not explain it: `this machine's name`. */
  readonly defaultText?: string;
}

/** A flag without a value. */
export interface ToggleFlag extends FlagBase {
  readonly type: "toggle";
}

/** A flag with any text as its value. */
export interface TextFlag extends ValueBase {
  readonly type: "text";
  readonly default?: string;
}

/** A flag with a whole number as its value. */
export interface IntegerFlag extends ValueBase {
  readonly type: "integer";
  readonly min: number;
  readonly max: number;
  readonly default?: number;
  readonly unit?: "bytes" | "seconds";
  /** The meaning of 0, if that is allowed although it is below `min`: `unlimited`. */
  readonly zero?: string;
}

/** A flag with one of a few words as its value. */
export interface ChoiceFlag extends ValueBase {
  readonly type: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
}

/** A flag that takes a value. */
export type ValueFlag = TextFlag | IntegerFlag | ChoiceFlag;

/** An entry of a {@linkcode FlagTable}. */
export type Flag = ToggleFlag | ValueFlag;

/** The flags of a program by their names. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The type of a flag's value: never `undefined` for a toggle or a flag with a default. */
export type ValueOf<F extends Flag> = F extends ToggleFlag ? boolean
  :
    | (F extends IntegerFlag ? number : F extends ChoiceFlag ? F["choices"][number] : string)
    | (F extends { readonly default: string | number } ? never : undefined);

/** The values of all flags in a table. */
export type Values<Flags extends FlagTable> = {
  readonly [Name in keyof Flags]: ValueOf<Flags[Name]>;
};

type Options<F extends Flag> = Omit<F, "type">;

/** Describes a flag that is either given or not. */
export function toggle<const O extends Options<ToggleFlag>>(options: O) {
  return { type: "toggle", ...options } as const;
}

/** Describes a flag with any text as its value. */
export function text<const O extends Options<TextFlag>>(options: O) {
  return { type: "text", ...options } as const;
}

/** Describes a flag with a whole number as its value. */
export function integer<const O extends Options<IntegerFlag>>(options: O) {
  return { type: "integer", ...options } as const;
}

/** Describes a flag with one of `choices` as its value. */
export function choice<
  const C extends string,
  const O extends Omit<Options<ChoiceFlag>, "choices"> & { readonly default?: C },
>(choices: readonly C[], options: O) {
  return { type: "choice", choices, ...options } as const;
}
