/**
 * Names that look like others, cannot be seen, or are as long as names may just be.
 *
 * @module
 */
import type { Random } from "./random.ts";

/** The names of the server and of some users, so that attackers meet them. */
const TARGETS = ["server", "live-channel-1", "live-direct-1", "live-messenger-2", "ann", "live"];

/** Letters that look like others: Greek, Cyrillic, Cherokee, Lisu, small capitals, fullwidth, dotted. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: "аαａᴀạ𝐚",
  b: "ƅЬｂʙḅ",
  c: "сϲｃᴄꮯ",
  d: "ԁꓒｄᴅḍ",
  e: "еΕｅᴇẹꓰ℮3",
  g: "ɡｇɢ",
  h: "һｈʜḥꓧ",
  i: "іιｉɪịℹ",
  l: "ӏΙｌʟḷ1|",
  n: "ոｎɴṇꓠ",
  r: "гｒʀṛꓣᖇ",
  s: "ѕꓢｓꜱṣ5$🅢",
  t: "тｔᴛṭꓔ",
  v: "νⅴｖᴠṿꓦѵ",
  m: "ｍᴍṃꓟ",
  "-": "‐−–﹣",
  "1": "Іl|１",
};

/** Characters that nobody sees, or that change what others look like. */
const INVISIBLE = [
  ..."\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\u034f\u115f\u3164\u2800\ufe0f\ufe0e\u20e3",
  ..."\u{1d159}\u{13441}\u{16fe4}\u{e0041}\u{e000}\ufffc\u0e31\u17d2\u{1f3fb}",
];

const MARKS = [
  "\u0315\u0300\u05ae\u0327",
  "\u0301\u0316",
  "\u0fb7\u0f71",
  "\u3099\u0300",
  "\u1ab0",
];

/** The sizes around which names are cut or refused, in bytes or characters. */
const EDGES = [31, 32, 63, 64, 65, 149, 150, 151, 179, 180, 181, 189, 190, 191, 199, 200, 201];
const LONG_EDGES = [1000, 1023, 1024, 1025, 4096];

/** Kinds of hostile names. */
const NAMES: Readonly<Record<string, (random: Random) => string>> = {
  lookalike: (random) =>
    Array.from(
      random.pick(TARGETS),
      (letter) =>
        random.pick([letter, ...LOOKALIKES[letter.toLowerCase()] ?? letter.toUpperCase()]),
    ).join(""),
  invisible(random) {
    const letters = [...random.pick(TARGETS)];
    for (let count = random.between(1, 4); count > 0; count--) {
      letters.splice(random.below(letters.length + 1), 0, random.pick(INVISIBLE));
    }
    return letters.join("");
  },
  marks: (random) => "e" + random.pick(MARKS).repeat(random.between(1, 250_000)),
  edge(random) {
    const length = random.pick([...EDGES, ...LONG_EDGES]);
    const letter = random.pick(["x", "é", "茶", "😀", "e\u0301", " y", "]", "👩‍🚀"]);
    return letter.repeat(Math.ceil(length / letter.length)).slice(0, length);
  },
  brackets: (random) =>
    random.pick(TARGETS) +
    random.pick(["] hi [", " to you", " has joined", ": x", "\x1b[2J", "\0"]),
};

/** Returns a hostile name, which may contain white space and half characters. */
export function hostileName(random: Random): string {
  return NAMES[random.pick(Object.keys(NAMES))]!(random);
}
