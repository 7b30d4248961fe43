/**
 * The page has its own copies of some rules: browsers do not read TypeScript. Here they are compared
 * with the originals.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { channelKey, revealInvisible } from "../../lib/chat/name.ts";
import { keyOf } from "../../lib/chat/user.ts";
import * as account from "../../lib/dialects/account_texts.ts";
import { PASSWORD_TEXTS, registeredText } from "../../lib/dialects/login.ts";
import * as removal from "../../lib/dialects/removal.ts";
import { mentions } from "../../lib/clients/messenger/mention.ts";
import { VOCABULARY } from "../../lib/clients/shared/vocabulary.ts";
import * as reasons from "../../lib/net/end_reasons.ts";
import { colourName, NAME_COLOURS } from "../../lib/terminal/name_colour.ts";
import { safeText } from "../../lib/terminal/safe_text.ts";

/** Imports a module of the page, whose types are for browsers. */
// deno-lint-ignore no-explicit-any -- see above
function pageModule(name: string): Promise<any> {
  return import(new URL(`../../lib/web/page/${name}`, import.meta.url).href);
}

const page = await pageModule("names.js");

const NAMES = [
  "ann",
  "bo\u200bb",
  "👩‍🚀",
  "❤\ufe0f",
  "a\u202eb",
  "\u0301x",
  "क्‍ष",
  "می‌خواهم",
  "র‍্যাম",
  "Jose\u0301 [x]",
  "[bob] hi",
  "Al ice!",
  "\ud800",
  "\u{e0041}",
  "x".repeat(2000),
];

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(...NAMES),
  fc.string({ unit: fc.constantFrom("a", "_", ".", " ", "\u200d", "é", "ა", "[", "٣") }),
);

Deno.test("the page shows and colours names as the terminal does", () => {
  fc.assert(fc.property(anyText, (name) => {
    if (name.length <= 1024) assert.equal(page.shownName(name), revealInvisible(name));
    const colour = NAME_COLOURS[page.colourOf(name)];
    assert.equal(colourName(name), `\x1b[38;5;${colour}m${name}\x1b[39m`);
  }));
});

Deno.test("names that are one to the server are one to the page", () => {
  fc.assert(fc.property(anyText, anyText, (one, other) => {
    for (const [a, b] of [[one, other], [one, keyOf(one)], [one, one.normalize("NFD")]] as const) {
      if (keyOf(a) === keyOf(b)) assert.equal(page.keyOf(a), page.keyOf(b));
      assert.equal(page.channelKey(a), channelKey(a));
    }
  }));
});

Deno.test("the page makes texts safe as the terminal does, but keeps tabs and line breaks", () => {
  fc.assert(fc.property(anyText, (text) => {
    const terminal = safeText(text.replace(/\r\n?/g, "\n")).replaceAll("␉", "\t");
    assert.equal(page.safeText(text).replaceAll("␉", "\t"), terminal);
  }));
});

Deno.test("the page finds mentions as the terminal does", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.constantFrom("a", "ann", "x.y", "é", "👩‍🚀"), (a, b, name) => {
      for (const text of [a, `${a}${name}${b}`, `${a} ${name.toUpperCase()}, ${b}`]) {
        assert.equal(page.mentions(text, name), mentions(text, name), JSON.stringify([text, name]));
      }
    }),
  );
});

Deno.test("the page has the commands of the terminal client, in its words", async () => {
  const { COMMANDS } = await pageModule("commands.js");
  const inPage = new Map(
    (COMMANDS as { name: string; args: string[]; help: string }[])
      .map(({ name, args, help }) => [name, `${args.join(" ")}: ${help}`]),
  );
  const own = new Map([["/quit", ": Log out"], ["/history", inPage.get("/history")]]);
  for (const { name, arguments: args, help } of Object.values(VOCABULARY)) {
    assert.equal(inPage.get(name), own.get(name) ?? `${args}: ${help}`, name);
  }
});

Deno.test("the page does not come back by itself when the server wants the user to go", async () => {
  const { isPassing } = await pageModule("session.js");
  const all: string[] = Object.values(reasons).filter((it) => typeof it === "string");
  const final = new Set<string>([reasons.OWNER_CAME_BACK]);
  // A client that reads these has closed its side itself.
  const own = new Set<string>([reasons.DISCONNECTED, reasons.RESET]);
  for (const reason of all.filter((it) => !own.has(it))) {
    assert.equal(isPassing(reason), !final.has(reason), reason);
  }
  for (const reason of [removal.KICKED, `${removal.BANNED}: spam`, removal.LOGGED_IN_ELSEWHERE]) {
    assert.equal(isPassing(reason), false, reason);
  }
});

Deno.test("the page knows the server's words about passwords", async () => {
  const { isAboutPassword, newPasswordIn } = await pageModule("session.js");
  const refusals = [...Object.values(PASSWORD_TEXTS), registeredText("ann")];
  for (const text of refusals) assert(isAboutPassword(text), text);
  const others = ['The name "password" is taken', "Your address is banned: no password for you"];
  for (const text of others) assert(!isAboutPassword(text), text);
  const word = fc.constantFrom(
    "/register",
    "/password",
    "/unregister",
    "/passwords",
    "a",
    " ",
    "b\n",
  );
  fc.assert(fc.property(fc.array(word), (words) => {
    const line = words.join(" ");
    assert.equal(newPasswordIn(line), account.newPasswordIn(line));
  }));
});
