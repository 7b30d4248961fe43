import { channelNamed, counted, shownName } from "./names.js";

/** @type {Record<string, Run>} */
const RUN = {
  help: (it) => it.print(helpText(it)),
  join,
  create: async (it, name) => it.printError(await it.join(name, "create")),
  leave: (it) => it.leave(),
  list: async (it) => {
    await it.refresh(true);
    it.print(listText("channel", it.channels));
  },
  who,
  msg: tell,
  reply: (it, text) => {
    if (it.correspondent) tell(it, it.correspondent, text);
    else it.print("Nobody has written to you alone yet");
  },
  me: (it, text) => it.say(`* ${it.name} ${text}`),
  broadcast: (it, text) => it.say(text, it.conversation("*")),
  block: (it, user) => it.block(user),
  unblock: (it, user) => it.block(user, false),
  blocked: (it) => {
    const lines = Array.from(
      it.blocks.counts,
      ([name, count]) => `${shownName(name)}: ${counted(count, "message")} hidden`,
    );
    it.print(lines.join("\n") || "Nobody is blocked");
  },
  quiet: (it) => {
    it.isQuiet = !it.isQuiet;
    it.print(`Users who join or leave are ${it.isQuiet ? "only counted now" : "named again"}`);
  },
  history: (it, count) => it.history.showEarlier(Number(count) || undefined),
  search: (it, words) => it.history.search(words),
  quit: (it) => it.view.quit(),
};

/** The commands, in the words of the terminal client. An argument in brackets is optional. */
export const COMMANDS = `
/help: List the commands
/join CHANNEL: Enter a channel and leave the current one
/create CHANNEL: Make a channel and enter it
/leave: Leave your channel
/list: List the channels
/who [CHANNEL]: List all users, or the members of a channel
/msg USER TEXT: Send a message to a user in any channel
/reply TEXT: Answer the last message to you alone
/me TEXT: Say what you do: /me waves
/broadcast TEXT: Send a message to all users
/block USER: Hide a user's messages
/unblock USER: Show a user's messages again
/blocked: List blocked users and count hidden messages
/quiet: Count users who join or leave, without their names
/history [N]: Show earlier messages, and those before them
/search WORDS: Find earlier messages with these words
/quit: Log out`.trim().split("\n").map((row) => {
  const [, usage = "", name = "", args = "", help = ""] = /^((\S+?)(?: (.*?))?): (.*)/.exec(row) ??
    [];
  return { usage, name, args: args.split(" ").filter(Boolean), help };
});

const find = (word = "") =>
  COMMANDS.find(({ name }) =>
    name === word.replace("/channels", "/list").replace("/users", "/who")
  );

/** A command with a password that would be sent as a text. */
const HIDDEN_SECRET = /^\s+\/(register|password|unregister|set-password)(\s|$)/i;

/** Carries out a line of the user. Returns what is wrong with it. @param {Client} client */
export function carryOut(client, line = "") {
  // Everybody would read the password.
  if (HIDDEN_SECRET.test(line)) return "Not sent: a command starts without spaces in front";
  if (!line.startsWith("/") || line.startsWith("//")) {
    return void client.say(line.replace(/^\//, ""));
  }
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(line) ?? [];
  const command = find(word);
  const isServers = client.serverCommands.some(({ text }) => text === word);
  if (isServers && !(command && rest !== "--all")) return void client.command(line);
  if (!command) {
    // The user may have become an operator.
    client.learnCommands();
    const meant = nearest(client, word);
    const hint = meant ? `did you mean "${meant}"? "/help" lists` : `type "/help" to list`;
    return `Unknown command "${word}": ${hint} all commands`;
  }
  // The last argument takes the rest of the line.
  const [, first = "", second = ""] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  const { name, args: [wanted], args, usage } = command;
  const given = (args.length === 2 ? [first, second] : [rest]).filter(Boolean);
  if (given.length < args.length && !wanted?.startsWith("[")) return `Usage: ${usage}`;
  RUN[name.slice(1)]?.(client, ...given);
}

/** Returns completions of the last word before the cursor. @param {Client} client @returns {Candidate[]} */
export function candidates(client, before = "") {
  const [word = ""] = /\S*$/.exec(before) ?? [];
  if (before === word && /^\/(?!\/)/.test(word)) {
    return [
      ...COMMANDS.map(({ name, args, help }) => ({
        text: name,
        help: `${args.join(" ")} ${help}`,
      })),
      ...client.serverCommands.filter(({ text }) => !find(text)),
    ].filter(({ text }) => text.startsWith(word));
  }
  const [, first] = /^(\S+)\s+\S*$/.exec(before) ?? [];
  const argument = find(first)?.args[0] ?? "";
  const { users, channels, name } = client;
  if (/CHANNEL/.test(argument) || word.startsWith("#")) return namesThatStart(word, channels);
  if (word === "" && argument !== "USER") return [];
  const at = word.startsWith("@") ? "@" : "";
  // The first word says to whom a line is addressed.
  const end = word === before && !at ? ":" : "";
  const others = users.filter((user) => user !== name);
  return namesThatStart(word.slice(at.length), others).map(({ text }) => ({
    text: at + text + end,
  }));
}

/** @param {Iterable<string>} names */
function namesThatStart(typed = "", names) {
  const start = typed.toLowerCase();
  return Array.from(names)
    .filter((name) => [start, `#${start}`].some((it) => name.toLowerCase().startsWith(it)))
    .sort().map((text) => ({ text }));
}

/** @param {Client} client */
async function join(client, name = "") {
  const answer = await client.join(name);
  const isMissing = /^No channel named .* exists$/.test(`${answer?.body}`);
  if (!isMissing) client.printError(answer);
  else if (confirm(`There is no ${channelNamed(name)} yet. Make it?`)) {
    client.printError(await client.join(name, "create"));
  }
}

/** @param {Client} client */
function tell(client, user = "", text = "") {
  client.show(client.conversation(user));
  client.say(text);
}

/** @param {Client} client */
async function who(client, name = "") {
  if (!name) {
    await client.refresh(true);
    return client.print(listText("user", client.users));
  }
  const destination = channelNamed(name);
  const answer = await client.session.ask({ action: "users", destination });
  if (answer?.action !== "users") return client.printError(answer);
  client.print(listText("user", [answer.body].flat(), ` in ${destination}`));
}

/** @param {string[]} names */
function listText(noun = "", names, where = "") {
  if (names.length === 0) return `There are no ${noun}s${where || " yet"}`;
  return `${counted(names.length, noun)}${where}: ${names.map(shownName).join(", ")}`;
}

/** @param {Client} client */
function helpText({ serverCommands }) {
  const rows = COMMANDS.map(({ usage, help }) => usage.padEnd(18) + help);
  rows.push(...serverCommands.map(({ text, help }) => text + help));
  return [...rows, "//text sends a text that starts with a slash"].join("\n");
}

/** Returns the command that a misspelt one was probably meant to be. */
/** @param {Client} client */
function nearest({ serverCommands }, word = "") {
  const names = [...COMMANDS.map(({ name }) => name), ...serverCommands.map(({ text }) => text)];
  const longer = names.filter((name) => word.length > 1 && name.startsWith(word));
  if (longer.length === 1) return longer[0];
  return names.find((name) => isNear(word, name, 1)) ?? names.find((name) => isNear(word, name, 2));
}

/** Reports whether so many edits can make one word of the other. @returns {boolean} */
function isNear(a = "", b = "", edits = 0) {
  if (a === "" || b === "") return a.length + b.length <= edits;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return isNear(restA, restB, edits);
  if (edits === 0) return false;
  return [[restA, b], [a, restB], [restA, restB]].some(([a, b]) => isNear(a, b, edits - 1));
}
