/** Messages as elements. What users write goes in as text only, and never as markup. */
import { colourOf, safeText, shownName } from "./names.js";

/** How much of a text is shown at first. */
const MAX_CHARACTERS = 4000;
const MAX_LINES = 40;
/** Messages of one sender within this time share a heading. */
const GROUP_MS = 300_000;
const DAY_MS = 86_400_000;

const LINK = /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?'()[\]{}…]/giu;
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {(string | Node)[]} content
 */
export function element(tag, className = "", ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/** @param {string | Node} content @param {() => void} onClick */
export function button(content, onClick) {
  const made = element("button", "", content);
  made.type = "button";
  made.onclick = onClick;
  return made;
}

/** Shows a name in its colour; its direction does not spread. */
export function nameElement(name = "") {
  const made = element("bdi", "name", shownName(name));
  made.style.color = `var(--name-${colourOf(name)})`;
  return made;
}

/** Returns the parts of a text: its links, and what is between. */
export function linked(text = "") {
  /** @type {(string | Node)[]} */
  const parts = [];
  let end = 0;
  for (const { 0: url, index } of text.matchAll(LINK)) {
    if (!URL.canParse(url)) continue;
    const link = element("a", "", url);
    Object.assign(link, { href: url, target: "_blank", rel: "noreferrer noopener" });
    parts.push(text.slice(end, index), link);
    end = index + url.length;
  }
  return [...parts, text.slice(end)];
}

/** Shows a text, at first only the start of a long one. */
function textElement(text = "") {
  const made = element("p", "text");
  made.dir = "auto";
  const start = text.split("\n", MAX_LINES).join("\n").slice(0, MAX_CHARACTERS).toWellFormed();
  made.append(...linked(start));
  if (start.length < text.length) {
    made.append("… ", button("Show all", () => made.replaceChildren(...linked(text))));
  }
  return made;
}

/** @param {Item} item @param {Item} [before] The item above it. */
export function itemRow(item, before, isFirstUnread = false) {
  const { type, from, text, time } = item;
  const row = element("li", item.isForUser ? `is-${type} for-user` : `is-${type}`);
  const date = new Date(time);
  const isSameDay = before && time - before.time < DAY_MS &&
    new Date(before.time).getDate() === date.getDate();
  if (!isSameDay) row.append(element("p", "day", DAY.format(date)));
  if (isFirstUnread) row.append(element("p", "new", "New"));
  const clock = element("time", "", CLOCK.format(date));
  clock.dateTime = date.toISOString();
  const body = element("div", "body");
  const action = `* ${from} `;
  if (from && type === "text" && text.startsWith(action) && !text.includes("\n")) {
    const shown = textElement(safeText(text.slice(action.length)));
    shown.prepend("* ", nameElement(from), " ");
    body.append(shown);
  } else if (from) {
    const isSame = !row.firstChild && before?.from === from && before.type === type &&
      time - before.time < GROUP_MS;
    const heading = element("p", isSame ? "from same" : "from", nameElement(from));
    if (type === "broadcast") heading.append(" to everybody");
    body.append(heading, textElement(safeText(text)));
  } else body.append(element("p", "text", safeText(text)));
  row.append(element("div", "row", clock, body));
  return row;
}
