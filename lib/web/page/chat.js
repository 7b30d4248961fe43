/** The chat page: passes on what the user does, and shows the client's state once a frame. */
import { Client } from "./client.js";
import { composer } from "./composer.js";
import { updateList } from "./lists.js";
import { logView } from "./log_view.js";
import { channelNamed, placeName, safeText, shownName } from "./names.js";
import { Received } from "./received.js";
import { linked, nameElement } from "./rows.js";
import { isAboutPassword } from "./session.js";
import { keep, recall } from "./storage.js";

const the = (id = "") => /** @type {HTMLElement} */ (document.getElementById(id));
const input = (id = "") => /** @type {HTMLInputElement} */ (the(id));
const text = /** @type {HTMLTextAreaElement} */ (the("text"));

/** From this width on, in pixels, the page shows the people beside a conversation. */
const MIN_WIDTH_WITH_PEOPLE = 1000;

/** What the page knew before it was loaded again. */
const kept = recall("sessionStorage", "session") ?? {};
const token = kept.token ?? crypto.getRandomValues(new Uint8Array(16)).join("");
/** @type {View} */
const view = {
  changed,
  call,
  quit,
  say: (text) => setText("say", text),
  isReading: (conversation) => log.isReading(conversation),
};
const client = new Client(new URL("chat", location.href).href, token, view);
const { session, history } = client;
const log = logView(client, the);
const line = composer(client, text, the("completions"));
const { compare } = new Intl.Collator();
let isFramePending = false;

function changed() {
  if (isFramePending) return;
  isFramePending = true;
  // A hidden page has no frames, but a title.
  if (document.hidden) setTimeout(update, 200);
  else requestAnimationFrame(update);
}

function update() {
  isFramePending = false;
  const { shown, conversations } = client;
  const calls = Array.from(conversations.values()).reduce((sum, it) => sum + it.calls, 0);
  const place = shown ? `${placeName(shown.key)} – ` : "";
  document.title = `${calls ? `(${calls}) ` : ""}${place}Parley`;
  setText("calls", calls ? ` ${calls}` : "");
  if (document.hidden) return;
  const { state, problem } = session;
  the("app").hidden = state === "out";
  if (state === "out") go("login");
  else if (document.body.dataset.screen === "login") go(shown ? "talk" : "list");
  setText("login-problem", problem);
  if (isAboutPassword(problem)) the("password-field").hidden = false;
  the("banner").hidden = state === "on";
  setText("problem", `${problem}.${state === "away" ? " Reconnecting …" : ""}`);
  setText("retry", state === "away" ? "Try now" : "Connect again");
  updateLists();
  updateHeader();
  line.update();
  log.update();
}

/** Chooses what a phone shows. */
function go(screen = "login") {
  document.body.dataset.screen = screen;
}

/** Sets a text that is another one: a screen reader may read it out. */
function setText(id = "", text = "") {
  if (the(id).textContent !== text) the(id).textContent = text;
}

function updateLists() {
  const { channel = "", channels, conversations, shown, members, users, name } = client;
  const places = (/** @type {string[]} */ keys) =>
    keys.map((key) => {
      return { key, isCurrent: key === shown?.key, unread: client.found(key)?.unread ?? 0 };
    });
  const people = (/** @type {string[]} */ names) =>
    names.sort(compare)
      .map((key) => ({ key, isBlocked: client.blocks.has(key) }));
  const talkTo = (key = "") => show(client.conversation(key));
  const direct = [...conversations.values()].filter(({ isPrivate }) => isPrivate);
  updateList(the("channels"), places(channels), enter);
  updateList(the("others"), places([...direct.map(({ key }) => key), "*"]), talkTo);
  updateList(the("members"), people([...members]), talkTo);
  updateList(the("users"), people(users.filter((user) => !members.has(user))), talkTo);
  setText("members-title", channel && `In ${shownName(channel)} (${members.size})`);
  if (the("own-name").textContent !== name) the("own-name").replaceChildren(nameElement(name));
  // Only pages that come by TLS or from this machine may notify.
  the("notify").hidden = !isSecureContext || globalThis.Notification?.permission !== "default";
}

function updateHeader() {
  const { shown, channel, members } = client;
  const { key = "", topic = "", isPrivate, earlier, items, pending } = shown ?? {};
  const isHere = channel !== undefined && key === channel;
  const isEmpty = items?.length === 0 && pending?.length === 0;
  setText("title", shown ? placeName(key) : "Parley");
  const shownTopic = safeText(topic);
  if (the("topic").textContent !== shownTopic) the("topic").replaceChildren(...linked(shownTopic));
  const blocking = client.blocks.has(key) ? "Unblock" : "Block";
  setText("action", isPrivate ? blocking : isHere ? "Leave" : "Join");
  the("action").hidden = !shown || key === "*";
  the("search").hidden = !isHere || !history.isKept;
  the("earlier").hidden = !isHere || !history.isKept || !earlier;
  setText("people-button", isHere ? `People (${members.size})` : "People");
  the("people-button").ariaExpanded = `${the("app").classList.contains("with-people")}`;
  the("composer").hidden = !shown;
  const hint = isEmpty ? "Nothing has been said here yet" : "";
  setText("empty", shown ? hint : "Choose a channel from the list, or make one");
}

/** @param {Conversation} conversation */
function show(conversation) {
  client.show(conversation);
  go("talk");
  focusText();
}

function focusText() {
  // The focus opens the keyboard of a phone.
  if (!matchMedia("(pointer: coarse)").matches) requestAnimationFrame(() => text.focus());
}

/** Calls a user who looks elsewhere. @param {Conversation} conversation @param {Item} item */
function call(conversation, { from, text }) {
  if (document.hasFocus()) return;
  const { key, isPrivate } = conversation;
  const title = shownName(from) + (isPrivate ? "" : ` in ${placeName(key)}`);
  try {
    const made = new Notification(title, { body: safeText(text.slice(0, 200)), tag: key });
    made.onclick = () => {
      focus();
      show(conversation);
    };
  } catch {
    // Phones do not allow it.
  }
}

/** Enters a channel, and makes it if there is none. */
async function enter(name = "") {
  const key = client.spelled(channelNamed(name));
  if (key !== client.channel) {
    let answer = await client.join(key, client.channels.includes(key) ? "join" : "create");
    if (answer?.action === "error") answer = await client.join(key);
    view.say(answer?.action === "joined" ? "" : `${answer?.body ?? "There is no connection"}`);
    if (answer?.action !== "joined") return;
  }
  show(client.conversation(key));
}

async function logIn() {
  const name = input("name").value.trim();
  const problem = await session.logIn(name, input("password").value);
  update();
  if (problem) input(isAboutPassword(problem) ? "password" : "name").select();
  else {
    input("password").value = "";
    if (client.shown) focusText();
    else the("side").focus();
    keep("localStorage", "name", name);
  }
}

async function quit() {
  await session.ask({ action: "logout" });
  // Without a name, the page keeps nothing more.
  session.name = "";
  keep("sessionStorage", "session", null);
  location.reload();
}

function keepSession() {
  const { place: channel, shown, name, received } = client;
  const conversations = [...client.conversations.values()];
  const state = { token, name, channel, shown: shown?.key, conversations, received };
  if (name) keep("sessionStorage", "session", state);
}

function togglePeople() {
  go(the("app").classList.toggle("with-people") ? "people" : "talk");
  client.refresh(true);
}

/** What forms and buttons do, by their ids. */
const actions = {
  "login-form": logIn,
  "join-form": () => {
    enter(input("join-name").value.trim().replace(/\s+/g, "-"));
    input("join-name").value = "";
  },
  "composer": () => {
    line.send();
    log.scrollToEnd();
  },
  "retry": () => session.retry(),
  "earlier": () => history.showEarlier(),
  "back": () => go("list"),
  "people-button": togglePeople,
  "people-close": togglePeople,
  "search": () => {
    line.setText("/search ");
    text.focus();
  },
  "action": async () => {
    const { shown, channel } = client;
    const { key = "", isPrivate } = shown ?? {};
    if (isPrivate) client.block(key, !client.blocks.has(key));
    else if (key !== channel) enter(key);
    else {
      await client.leave();
      go("list");
    }
  },
  "notify": async () => {
    await Notification.requestPermission();
    update();
  },
  "quit": quit,
};
for (const [id, act] of Object.entries(actions)) {
  the(id)[the(id) instanceof HTMLFormElement ? "onsubmit" : "onclick"] = (event) => {
    event.preventDefault();
    act();
  };
}
addEventListener("pagehide", keepSession);
addEventListener("online", () => session.retry());
document.onvisibilitychange = () => {
  // A phone may never run the page again.
  if (document.hidden) keepSession();
  session.tick();
  if (session.state === "away") session.retry();
  update();
};
// The page's policy allows no other worker.
const policy = globalThis.trustedTypes?.createPolicy("pulse", {
  createScriptURL: () => "pulse.js",
});
new Worker(policy?.createScriptURL("") ?? "pulse.js").onmessage = () => {
  session.tick();
  if (session.state === "on" && !document.hidden) client.refresh();
};

the("app").classList.toggle("with-people", innerWidth >= MIN_WIDTH_WITH_PEOPLE);
setText("host", location.host);
input("name").value = kept.name ?? recall("localStorage", "name") ?? "";
for (const { key, ...state } of kept.conversations ?? []) {
  Object.assign(client.conversation(key), state);
}
client.channel = kept.channel;
client.received = new Received(kept.received);
if (kept.shown) client.shown = client.conversation(kept.shown);
if (kept.name) logIn();
