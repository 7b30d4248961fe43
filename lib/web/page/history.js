import { counted, shownName } from "./names.js";
import { Seen } from "./seen.js";

const PAGE = 50;
const MISSED_PAGE = 200;
/** With more missed messages than this, a conversation starts again with the last ones. */
const MAX_MISSED = 1000;

/** What the server remembers of the present channel. */
export class History {
  /** Whether the server remembers anything, as far as is known. */
  isKept = true;

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
  }

  async showEarlier(count = PAGE) {
    const { shown, channel, view } = this.client;
    const first = shown?.items.find(({ id }) => id)?.id;
    if (!first || shown?.key !== channel) return;
    const answer = await this.#ask(shown, "before", first, count);
    if (!answer) return;
    const items = this.#items(answer);
    // They push out no later ones.
    shown.max += items.length;
    for (const item of items) shown.add(item);
    shown.earlier = Number(answer.body[0]);
    view.changed();
  }

  /** Shows what was said since the user was last in the channel. @param {Conversation} conversation */
  async catchUp(conversation) {
    const { client } = this;
    /** @type {Item[]} */
    const held = [];
    conversation.held = held;
    const isDone = await this.#fetch(conversation);
    // Another connection may go on.
    if (conversation.held !== held) return;
    conversation.held = undefined;
    // Without an answer, the next attempt brings these as well.
    if (!isDone && this.isKept && client.session.state === "away") return;
    for (const item of held) client.receive(conversation, item, true);
  }

  /** Reports whether everything has come. @param {Conversation} conversation */
  async #fetch(conversation) {
    const { pending, seen } = conversation;
    let last = seen.last;
    const place = new Seen(seen.marks);
    while (last) {
      const { isClustered } = this.client.session.servers;
      const after = isClustered ? place.marks.join() : last;
      const answer = await this.#ask(conversation, "after", after, MISSED_PAGE);
      if (!answer) return false;
      for (const item of this.#items(answer)) {
        // The user's text had arrived, but not the answer.
        const at = pending.findIndex(({ state, text }) => state === "unsure" && text === item.text);
        if (at >= 0 && item.from === this.client.name) pending.splice(at, 1);
        this.client.receive(conversation, item);
      }
      for (const { body } of answer.past) place.note(Number(body[1]));
      const left = Number(answer.body[1]);
      if (!left) return true;
      last = left > MAX_MISSED ? 0 : Number(answer.past.at(-1)?.body[1]);
      if (last === 0) conversation.clear();
    }
    const answer = await this.#ask(conversation, "last", PAGE);
    if (!answer) return false;
    const items = this.#items(answer);
    const newest = items.at(-1)?.id;
    if (newest) conversation.seen.start(newest);
    for (const item of items) conversation.add(item);
    conversation.earlier = Number(answer.body[0]);
    return true;
  }

  async search(words = "") {
    const { client } = this;
    const request = { action: "search", destination: client.channel ?? "", body: words };
    const answer = await client.session.ask(request);
    if (answer?.action !== "search") return client.printError(answer);
    const found = this.#items(answer).map(({ from, text, time }) =>
      `${new Date(time).toLocaleString()} ${shownName(from)}: ${text}`
    );
    const older = Number(answer.body[0]) ? `, and ${answer.body[0]} older` : "";
    client.print([`${counted(found.length, "message")} found${older}`, ...found].join("\n"));
  }

  /** @param {Conversation} conversation @param {(string | number)[]} body */
  async #ask({ key: destination }, ...body) {
    if (!this.isKept) return;
    const request = { action: "history", destination, body: body.map(String) };
    const answer = await this.client.session.ask(request);
    if (answer?.action === "history") return answer;
    if (/^Unknown action/.test(`${answer?.body}`)) this.isKept = false;
  }

  /** @param {Answer} answer */
  #items({ past }) {
    const { client } = this;
    return past.filter(({ source }) => !client.blocks.hides(source))
      .map(({ source, body }) => client.item("text", source, body));
  }
}
