import { candidates, carryOut } from "./commands.js";
import { placeName } from "./names.js";
import { element } from "./rows.js";

const MAX_SHOWN = 8;

/** The text that the user types, with completions above it. */
/** @param {Client} client @param {HTMLTextAreaElement} text @param {HTMLElement} list */
export function composer(client, text, list) {
  /** @type {Conversation | undefined} */
  let shown;
  /** @type {Candidate[]} */
  let found = [];
  /** Which of them the user has chosen; -1 for none. */
  let chosen = -1;

  text.onkeydown = (event) => {
    if (onKey(event)) event.preventDefault();
  };
  text.oninput = onInput;
  text.onblur = close;
  list.onpointerdown = (event) => {
    // The focus stays in the text.
    event.preventDefault();
    accept(Array.from(list.children).findIndex((row) => event.composedPath().includes(row)));
  };

  /** Shows the draft of the conversation that is shown. */
  function update() {
    if (client.shown === shown) return;
    shown = client.shown;
    setText(shown?.draft);
    text.ariaLabel = text.placeholder = `Message ${placeName(shown?.key)}`;
  }

  function setText(value = "") {
    text.value = value;
    onInput();
  }

  function send() {
    const line = text.value.trimEnd();
    if (line === "") return;
    setText();
    const problem = carryOut(client, line);
    if (!problem) return;
    client.print(problem);
    setText(line);
    close();
  }

  /** Carries out a key. Reports whether it is used up. @param {KeyboardEvent} event */
  function onKey({ key, shiftKey, ctrlKey, altKey, metaKey, isComposing }) {
    // Enter may also end the composition of a character.
    if (isComposing || ctrlKey || altKey || metaKey || shiftKey) return false;
    if (key === "Tab") {
      if (list.hidden) complete();
      // Without completions, Tab moves on.
      if (found.length === 0) return false;
      if (found.length > 1 && chosen < 0) choose(0);
      else accept(Math.max(0, chosen));
    } else if (key === "Enter" && chosen < 0) text.form?.requestSubmit();
    else if (list.hidden) return false;
    else if (key === "Enter") accept(chosen);
    else if (key === "Escape") close();
    else if (key === "ArrowDown") choose((chosen + 1) % found.length);
    else if (key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : found.length - 1);
    else return false;
    return true;
  }

  const before = () => text.value.slice(0, text.selectionStart);

  function onInput() {
    if (shown) shown.draft = text.value;
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
    // Plain words are completed only when Tab asks for it.
    if (/^\/\S*$|(^|\s)[@#]\S*$/.test(before())) complete();
    else close();
  }

  function complete() {
    found = candidates(client, before()).slice(0, MAX_SHOWN);
    list.replaceChildren(...found.map(({ text, help = "" }, index) => {
      const row = element("li", "", element("bdi", "", text), " ", element("small", "", help));
      row.id = `completion-${index}`;
      row.role = "option";
      return row;
    }));
    choose(-1);
  }

  function choose(index = 0) {
    chosen = index;
    list.hidden = found.length === 0;
    for (const [at, row] of Array.from(list.children).entries()) {
      row.ariaSelected = String(at === index);
    }
    text.setAttribute("aria-activedescendant", `completion-${index}`);
  }

  function accept(index = 0) {
    text.setRangeText(`${found[index]?.text} `, before().search(/\S*$/), before().length, "end");
    onInput();
  }

  function close() {
    found = [];
    choose(-1);
  }

  return { update, setText, send };
}
