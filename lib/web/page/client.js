import { Blocks } from "./blocks.js";
import { Conversation } from "./conversation.js";
import { History } from "./history.js";
import { channelKey, channelNamed, keyOf, mentions, shownName } from "./names.js";
import { Received } from "./received.js";
import { bodyText, newPasswordIn, Session } from "./session.js";

/** How old the lists of users and channels may become, and the longest that the page renews by itself. */
const REFRESH_MS = 20_000;
const MAX_REFRESHED = 500;

/** The user's channels and conversations, and what the user does in them. */
export class Client {
  /** @type {Map<string, Conversation>} */
  conversations = new Map();
  /** @type {string[]} */
  channels = [];
  /** @type {string[]} */
  users = [];
  /** @type {Set<string>} The members of the present channel. */
  members = new Set();
  /** @type {string | undefined} The present channel, with its `#`. */
  channel;
  /** @type {string | undefined} The channel that the user is about to enter again. */
  #returning;
  /** @type {Conversation | undefined} */
  shown;
  blocks = new Blocks(this);
  received = new Received();
  /** @type {Candidate[]} What the server can carry out. */
  serverCommands = [];
  isQuiet = false;
  /** The user who wrote last to this user alone. */
  correspondent = "";
  /** Whether texts are sent at once: the user is logged in, and back in the channel. */
  #isReady = false;
  /** @type {Message[] | undefined} Events that came before it was known who is blocked. */
  #held;
  #refreshedAt = -Infinity;

  /** @param {View} view */
  constructor(url = "", token = "", view) {
    this.view = view;
    this.history = new History(this);
    this.session = new Session(url, token, {
      onEvent: (message) => this.#onEvent(message),
      onChange: () => {
        this.#isReady = false;
        view.changed();
      },
      onLogin: (news) => {
        if (news) this.print(news);
        this.#comeBack();
      },
    });
  }

  get name() {
    return this.session.name;
  }

  /** Returns a conversation, if there is one. */
  found(key = "") {
    return this.conversations.get(idOf(key));
  }

  /** Returns the one spelling of a channel's name: those that differ in case are one. */
  spelled(channel = "") {
    if (!channel.startsWith("#")) return channel;
    const listed = () => this.channels.find((it) => idOf(it) === idOf(channel));
    return this.found(channel)?.key ?? listed() ?? channel;
  }

  /** Returns a conversation, which may be new. */
  conversation(key = "") {
    const found = this.found(key) ?? new Conversation(key);
    this.conversations.set(idOf(key), found);
    return found;
  }

  /** @param {Conversation} [conversation] */
  show(conversation) {
    this.shown = conversation;
    this.view.changed();
  }

  /** Shows a text of the page or of the server. */
  print(text = "") {
    if (this.shown) this.shown.addNotice(text);
    else this.view.say(text);
    this.view.changed();
  }

  /** Shows why a request failed, if it did. @param {Message} [answer] */
  printError(answer) {
    if (!answer) this.print("There is no connection: try again when it is back");
    else if (answer.action === "error") this.print(bodyText(answer.body));
  }

  /** Sends a text. Without a connection, it waits. */
  async say(text = "", conversation = this.shown) {
    if (!conversation) return this.print("Choose a channel first, or make one");
    const { pending, key: destination } = conversation;
    /** @type {Draft} */
    const draft = { text, state: this.#isReady ? "sent" : "waiting" };
    pending.push(draft);
    this.view.changed();
    if (!this.#isReady) return;
    const action = destination === "*" ? "broadcast" : "message";
    const answer = await this.session.ask({ action, destination, body: text });
    this.view.changed();
    if (!answer) return void (draft.state = "unsure");
    pending.splice(pending.indexOf(draft), 1);
    const [id = "", time = ""] = answer.body;
    if (answer.action !== "delivered") {
      conversation.addNotice(`Not sent: ${bodyText(answer.body)}\n${text}`);
    } else if (action === "message") {
      // The server sends only a broadcast back.
      conversation.add(this.item("text", this.name, [text, id, time]));
    }
  }

  /** The channel that the user is in, or is about to enter again. */
  get place() {
    return this.channel ?? this.#returning;
  }

  /** Enters a channel, or makes it. */
  async join(name = "", action = "join") {
    const destination = this.spelled(channelNamed(name));
    const answer = await this.session.ask({ action, destination });
    if (answer?.action === "joined") await this.#entered(destination);
    return answer;
  }

  async leave() {
    const answer = await this.session.ask({ action: "leave", destination: this.channel ?? "" });
    this.printError(answer);
    if (answer?.action !== "left") return;
    this.#left();
    this.show();
  }

  /** Renews the lists of users and channels, if need be. */
  async refresh(isNeeded = false) {
    const isLong = this.users.length + this.channels.length > MAX_REFRESHED;
    if (!isNeeded && (isLong || performance.now() - this.#refreshedAt < REFRESH_MS)) return;
    this.#refreshedAt = performance.now();
    const [users, channels] = await Promise.all([this.#names("users"), this.#names("channels")]);
    if (users) this.users = users;
    if (channels) this.channels = channels.map((it) => this.found(it)?.key ?? it);
    this.view.changed();
  }

  /** Has the server carry out a command of its own. */
  async command(line = "") {
    const answer = await this.session.ask({ action: "command", body: line });
    if (answer?.action !== "command") return this.printError(answer);
    this.print(bodyText(answer.body));
    const password = newPasswordIn(line);
    if (!password) return;
    this.session.password = password;
    await this.blocks.hand();
  }

  /** Asks which commands the server carries out for this user. */
  async learnCommands() {
    const answer = await this.session.ask({ action: "command", body: "/commands" });
    this.serverCommands = answer?.action !== "command" ? [] : [answer.body].flat().map((row) => {
      const [, text = "", help = ""] = /^(\/[\w-]+)(.*)/s.exec(row) ?? [];
      return { text, help };
    });
  }

  /** Hides a user's messages, those that are shown included, or no longer hides them. */
  async block(name = "", isBlocked = true) {
    if (keyOf(name) === keyOf(this.name)) return this.print("You cannot block yourself");
    const changing = isBlocked ? this.blocks.add(name) : this.blocks.remove(name);
    this.#removeBlocked();
    this.print(`${shownName(name)} is ${await changing}`);
  }

  #removeBlocked() {
    for (const it of this.conversations.values()) it.removeFrom((from) => this.blocks.has(from));
  }

  /** @param {Item["type"]} type @param {Message["body"]} body @returns {Item} */
  item(type, from = "", body) {
    const [text = "", id = "", time = ""] = [body].flat();
    const item = { type, from, text, time: Date.parse(time) || Date.now() };
    return id ? { ...item, id: Number(id) } : item;
  }

  /** Adds a message, and counts it if the user does not see it. */
  /** @param {Conversation} conversation @param {Item} item */
  receive(conversation, item, isLive = false) {
    const isOthers = item.from !== this.name;
    item.isForUser = isOthers && (conversation.isPrivate || mentions(item.text, this.name));
    const isLast = isLive && this.session.servers.isClustered;
    if (!conversation.add(item, isLast) || !isOthers) return;
    if (!this.view.isReading(conversation)) {
      if (conversation.unread++ === 0) conversation.firstUnread = item;
      if (item.isForUser) conversation.calls++;
    }
    if (item.isForUser) this.view.call(conversation, item);
  }

  /** Goes on after a login: enters the channel again, and sends what waits. */
  async #comeBack() {
    const { channel } = this;
    this.#returning = channel;
    this.#left();
    this.#held = [];
    await this.blocks.load();
    this.#removeBlocked();
    const held = this.#held;
    this.#held = undefined;
    for (const message of held) this.#onEvent(message);
    // Others may make or remove the channel meanwhile.
    for (const action of channel ? ["join", "create", "join"] : []) {
      if ((await this.join(channel, action))?.action !== "error") break;
    }
    await this.refresh(true);
    if (this.session.state !== "on") {
      this.channel = channel;
      return;
    }
    await this.learnCommands();
    this.#returning = undefined;
    if (channel && !this.channel) this.conversation(channel).addNotice(`You are not in ${channel}`);
    this.#isReady = true;
    for (const it of this.conversations.values()) {
      for (const { state, text } of it.pending.splice(0)) {
        if (state === "waiting") this.say(text, it);
        else it.addNotice(`Perhaps not delivered: ${text}`);
      }
    }
    this.view.changed();
  }

  async #entered(channel = "") {
    const conversation = this.conversation(channel);
    if (channel !== this.channel) this.members.clear();
    this.channel = channel;
    if (!this.channels.includes(channel)) this.channels.push(channel);
    if (!this.shown || this.shown.isChannel) this.show(conversation);
    const members = this.#names("users", channel);
    await this.history.catchUp(conversation);
    const names = await members;
    if (this.channel === channel) this.members = new Set(names);
    this.view.changed();
  }

  #left() {
    this.channel = undefined;
    this.members.clear();
    this.view.changed();
  }

  async #names(action = "", destination = "server") {
    const answer = await this.session.ask({ action, destination });
    return answer?.action === action ? [answer.body].flat().filter(Boolean) : undefined;
  }

  /** @param {Message} message */
  #onEvent(message) {
    if (this.#held) return void this.#held.push(message);
    if (this.received.repeats(message)) return;
    const { action, source, body } = message;
    const destination = this.spelled(message.destination);
    this.view.changed();
    if (action === "topic") this.conversation(destination).topic = bodyText(body);
    if (action === "joined" || action === "left") {
      if (destination === this.channel) this.#onPresence(action, source);
    } else if (action === "closed") {
      this.conversation(destination).addNotice(bodyText(body));
      if (destination === this.channel) this.#left();
    } else if (action === "message" && source === "server") {
      this.print(this.item("notice", "", body).text);
    } else if (action === "message" || action === "broadcast") {
      if (this.blocks.hides(source)) return this.#noteHidden(destination, body);
      const item = this.item(action === "message" ? "text" : action, source, body);
      if (action === "broadcast") {
        if (this.place) this.conversation("*").add(item);
        this.receive(this.conversation(this.place ?? "*"), item);
      } else if (destination.startsWith("#")) {
        const channel = this.conversation(destination);
        if (channel.held) channel.held.push(item);
        else this.receive(channel, item, true);
      } else if (source !== this.name) {
        this.correspondent = source;
        this.receive(this.conversation(source), item);
      }
    }
  }

  /**
   * Records that a message has come that is not shown: it must not come and count again.
   *
   * @param {Message["body"]} body
   */
  #noteHidden(destination = "", body) {
    const { id } = this.item("text", "", body);
    if (!id || destination !== this.channel) return;
    const channel = this.conversation(destination);
    // While earlier messages are on their way, this one comes with them if they fail.
    if (!channel.held) channel.seen.note(id);
  }

  /** @param {"joined" | "left"} change */
  #onPresence(change, source = "") {
    const channel = this.conversation(this.channel);
    if (source === this.name) {
      channel.addNotice(`You are no longer in ${channel.key}`);
      return this.#left();
    }
    if (change === "joined") this.members.add(source);
    else this.members.delete(source);
    channel.note(change, source, this.isQuiet);
  }
}

/** Returns what tells conversations apart: people may write a user's name in several ways. */
function idOf(key = "") {
  return /^[#*]/.test(key) ? channelKey(key) : keyOf(key);
}
