import { counted, safeText } from "./names.js";
import { element, itemRow } from "./rows.js";

/** So close to the end counts as the end, in pixels. */
const NEAR_END = 60;
/** How many rows are made in a frame: the page has to take keys in a flood of messages, too. */
const MAX_NEW_ROWS = 100;
/** How long a screen reader reads no lines after another conversation is shown. */
const SILENT_MS = 1000;

/** Shows the lines of a conversation. @param {Client} client @param {(id: string) => HTMLElement} the */
export function logView(client, the) {
  const [log, list, drafts, newer] = [the("log"), the("messages"), the("pending"), the("newer")];
  /** @type {Conversation | undefined} */
  let shown;
  /** @type {Item[]} What of the conversation is on the screen. */
  let items = [];
  let [version, dropped, presence, shownDrafts] = [0, 0, "", ""];
  let [isAtEnd, height] = [true, 0];
  let silence = 0;

  log.onscroll = () => {
    if (measure()) markRead();
  };
  newer.onclick = scrollToEnd;
  // The keyboard of a phone takes half of it.
  new ResizeObserver(() => {
    height = log.clientHeight;
    if (isAtEnd) scrollToEnd();
  }).observe(log);

  /** Finds out whether the end is shown. The user may have scrolled since the last event. */
  function measure() {
    if (log.clientHeight === height) {
      isAtEnd = log.scrollHeight - log.scrollTop - height < NEAR_END;
    }
    return isAtEnd;
  }

  /** Brings the screen up to date. Called once a frame: there may be many new messages. */
  function update() {
    const isOther = client.shown !== shown;
    if (isOther) {
      if (shown) shown.firstUnread = undefined;
      shown = client.shown;
      isAtEnd = true;
      log.ariaLive = "off";
      clearTimeout(silence);
      silence = setTimeout(() => log.ariaLive = "polite", SILENT_MS);
    } else measure();
    const { scrollHeight, scrollTop } = log;
    const isNew = isOther || shown?.version !== version;
    if (isNew) {
      list.replaceChildren();
      items = [];
    }
    if (!shown) return;
    append(shown);
    showDrafts(shown);
    if (isAtEnd) scrollToEnd();
    else if (isNew) log.scrollTop = scrollTop + log.scrollHeight - scrollHeight;
    newer.hidden = isAtEnd || shown.unread === 0;
    newer.textContent = `${counted(shown.unread, "new message")} ↓`;
  }

  /** @param {Conversation} conversation */
  function append(conversation) {
    const { firstUnread } = conversation;
    for (let gone = conversation.dropped - dropped; gone > 0 && items.length > 0; gone--) {
      items.shift();
      list.firstElementChild?.remove();
    }
    const last = items.at(-1);
    if (last?.type === "presence" && last.text !== presence) {
      items.pop();
      list.lastElementChild?.remove();
    }
    const start = items.length;
    items = conversation.items.slice(0, start + MAX_NEW_ROWS);
    if (items.length < conversation.items.length) client.view.changed();
    list.append(
      ...items.slice(start).map((item, index) =>
        itemRow(item, items[start + index - 1], item === firstUnread)
      ),
    );
    ({ dropped, version } = conversation);
    presence = items.at(-1)?.text ?? "";
  }

  /** @param {Conversation} conversation */
  function showDrafts({ key, pending }) {
    const state = JSON.stringify([key, pending]);
    if (state === shownDrafts) return;
    shownDrafts = state;
    drafts.replaceChildren(...pending.map(({ text, state }) => {
      const row = element("li", "", element("p", "text", safeText(text)));
      if (state === "waiting") row.append(element("small", "", "Waits for the connection"));
      return row;
    }));
  }

  function scrollToEnd() {
    log.scrollTop = log.scrollHeight;
    isAtEnd = true;
    markRead();
  }

  function markRead() {
    if (document.hidden || !shown?.unread) return;
    shown.unread = shown.calls = 0;
    client.view.changed();
  }

  /** Reports whether the user sees the end of a conversation. @param {Conversation} conversation */
  const isReading = (conversation) =>
    conversation === shown && !document.hidden && measure() && log.clientHeight > 0;
  return { update, isReading, scrollToEnd };
}
