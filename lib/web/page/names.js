/** Names and texts of others, made safe to look at. The rules are those of `lib/chat/name.ts`. */
const MAX_NAME_LENGTH = 1024;

const INVISIBLE =
  /(?!\p{Extended_Pictographic})[\p{Format}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}\ufffc\p{Private_Use}\p{Surrogate}\p{Unassigned}]|[\u1039\u17d2\u1a60\u2d7f\uaaf6\u{10a3f}\u{1107f}\u{11133}\u{113d0}\u{1193e}\u{11a47}\u{11a99}\u{11d45}\u{11d97}\u{11f42}](?!\p{Letter})/gu;

/** Where invisible characters change what people see: emoji, and joiners of Indic and Arabic. */
const VISIBLE_SEQUENCES =
  /\p{RGI_Emoji}|\p{Extended_Pictographic}[\ufe0e\ufe0f]|\p{Letter}\p{Mark}*(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca])[\u200c\u200d]|\u09b0\u200d(?=\u09cd)|[[\p{Script=Arabic}\p{Script=Syriac}]&&\p{Letter}]\p{Mark}*\u200c(?=[[\p{Script=Arabic}\p{Script=Syriac}]&&\p{Letter}])/gv;

/** Characters that would make a text read differently from how it is written. */
const UNSAFE = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/** Returns a name with its invisible characters spelled out. */
export function shownName(name = "") {
  const start = name.slice(0, MAX_NAME_LENGTH).toWellFormed();
  const cut = name.length > MAX_NAME_LENGTH ? `${start}…` : name;
  const sequences = cut.match(VISIBLE_SEQUENCES) ?? [];
  return cut.split(VISIBLE_SEQUENCES)
    .map((part, index) => part.replace(INVISIBLE, codePoint) + (sequences[index] ?? ""))
    .join("").replace(/^\p{Mark}+/u, "◌$&");
}

/** Returns a text with its control and direction characters spelled out. */
export function safeText(text = "") {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(
    UNSAFE,
    (it) =>
      it < " "
        ? String.fromCharCode(0x2400 + it.charCodeAt(0))
        : it === "\x7f"
        ? "␡"
        : codePoint(it),
  );
}

function codePoint(character = "") {
  return `<U+${hex(character).toUpperCase().padStart(4, "0")}>`;
}

function hex(character = "") {
  return Number(character.codePointAt(0)).toString(16);
}

/** Returns the key that names share which people could not tell apart. */
export function keyOf(name = "") {
  if (name.length > MAX_NAME_LENGTH) return channelKey(name);
  const shown = name.replace(/[\s!@#$%^&*,]/gu, "_")
    .replace(/[[［⁅⟦〚]/gu, "(").replace(/[\]］⁆⟧〛]/gu, ")");
  return channelKey(shown);
}

/** Returns the key that the spellings of a channel's name share. */
export function channelKey(name = "") {
  const isName = name.length <= MAX_NAME_LENGTH;
  const form = isName ? name.replace(/[\u200c\u200d\ufe0e\ufe0f]/g, "").normalize("NFC") : name;
  return form.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Returns the number of a name's colour, the same as in the terminal. */
export function colourOf(name = "") {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % 7;
}

/** The name that was looked for last, as a whole word: to compile it takes longer than to match it. */
let [lastName, lastWord] = ["", /(?!)/u];

/** Reports whether a text mentions a user, as a whole word. */
export function mentions(text = "", name = "") {
  if (name !== lastName) {
    const word = name.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_]/gu, (it) => `\\u{${hex(it)}}`);
    lastWord = RegExp(`(?<![\\p{L}\\p{N}\\p{M}_])${word}(?![\\p{L}\\p{N}\\p{M}_])`, "u");
    lastName = name;
  }
  return name !== "" && lastWord.test(text.toLowerCase());
}

/** Returns a channel's name with its `#`. */
export function channelNamed(name = "") {
  return name.startsWith("#") ? name : `#${name}`;
}

/** Returns what people read for a channel, a user or everybody (`*`). */
export function placeName(key = "") {
  return key === "*" ? "Everybody" : shownName(key);
}

/** Returns a number with its noun. */
export function counted(count = 0, noun = "") {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
