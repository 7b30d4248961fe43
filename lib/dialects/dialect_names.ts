/** The names of all dialects, in alphabetical order. The port is bound before the dialects load. */
export const DIALECT_NAMES = ["channel", "direct", "irc", "messenger"] as const;

export type DialectName = (typeof DIALECT_NAMES)[number];
