import { placeName } from "./names.js";
import { button, element, nameElement } from "./rows.js";

const MAX_SHOWN = 300;

/** Shows entries as a list of buttons. Buttons that stay keep the focus. */
/** @param {HTMLElement} list @param {Entry[]} entries @param {(key: string) => void} onChoose */
export function updateList(list, entries, onChoose) {
  const present = new Map(Array.from(list.children, (row) => [row.id, row]));
  const rows = entries.slice(0, MAX_SHOWN).map((entry) => {
    const id = list.id + JSON.stringify(entry);
    const row = present.get(id) ?? element("li", "", entryButton(entry, onChoose));
    row.id = id;
    return row;
  });
  const others = entries.length - MAX_SHOWN;
  if (others > 0) rows.push(element("li", "more", `and ${others} more`));
  if (rows.length === present.size && rows.every((row, at) => row === list.children[at])) return;
  const focused = list.querySelector("button:focus")?.getAttribute("data-key");
  list.replaceChildren(...rows);
  Array.from(list.querySelectorAll("button")).find((it) => it.dataset.key === focused)?.focus();
}

/** @param {Entry} entry @param {(key: string) => void} onChoose */
function entryButton({ key, isCurrent, isBlocked, unread }, onChoose) {
  const name = placeName(key);
  const isUser = !/^[#*]/.test(key);
  const made = button(isUser ? nameElement(key) : element("bdi", "", name), () => onChoose(key));
  made.dataset.key = key;
  if (isCurrent) made.ariaCurrent = "page";
  if (isBlocked) made.append(" (blocked)");
  if (unread) {
    made.append(" ", element("span", "count", `${unread}`));
    made.ariaLabel = `${name}, ${unread} unread`;
  }
  return made;
}
