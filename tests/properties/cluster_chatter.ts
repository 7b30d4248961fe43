import type { Channel } from "../../lib/chat/channel.ts";
import type { User } from "../../lib/chat/user.ts";
import { Model } from "../cluster/model.ts";
import { type ModelServer, type ModelUser } from "../cluster/model_server.ts";

const NAMES = ["ann", "bob", "cid", "dee", "eve", "fay", "gus"];
/** Operators close only the last one: its messages are removed. */
const CHANNELS = ["tea", "code", "gone"];
const CLOSED = "gone";

/** Something that was said, and those who have to read it if they stay. */
interface Said {
  readonly line: string;
  readonly readers: Set<ModelUser>;
  readonly sender: ModelUser;
  readonly channel: string;
}

/** What people and networks may do. */
export type Action =
  | "login"
  | "logout"
  | "join"
  | "leave"
  | "say"
  | "private"
  | "broadcast"
  | "rename"
  | "topic"
  | "mode"
  | "kick"
  | "close"
  | "cut"
  | "restore"
  | "lose leader"
  | "find leader"
  | "pass"
  | "pass long";

/** Users on several servers of a cluster, and what they have said. */
export class Chatter {
  readonly #model: Model;
  readonly #said: Said[] = [];
  #count = 0;

  private constructor(model: Model) {
    this.#model = model;
  }

  static async start(servers: number): Promise<Chatter> {
    const chatter = new Chatter(await Model.of(servers));
    for (const server of chatter.#servers) {
      server.onLeft = (user, channel) => chatter.#forget(user, channel);
    }
    for (let number = 0; number < NAMES.length; number++) {
      await chatter.act("login", number * servers + number % servers);
    }
    await chatter.#model.pass(1000);
    for (let number = 0; number < 20; number++) await chatter.act("join", number);
    return chatter;
  }

  get #servers(): readonly ModelServer[] {
    return this.#model.servers;
  }

  async act(kind: Action, number: number): Promise<void> {
    const server = this.#servers[number % this.#servers.length]!;
    const rest = Math.floor(number / this.#servers.length);
    switch (kind) {
      case "login":
        void server.logIn(NAMES[rest % NAMES.length]!);
        break;
      case "cut":
      case "restore":
        server.bus.connect(kind === "restore");
        break;
      case "lose leader":
      case "find leader":
        this.#model.engine.hasLeader = kind === "find leader";
        break;
      case "pass":
        await this.#model.pass(number % 2500);
        break;
      case "pass long":
        await this.#model.pass(5000 + number % 12_000);
        break;
      default:
        this.#actAs(kind, server, rest);
    }
    // What is said in the millisecond of a join may count as said before it.
    await this.#model.pass(1 + number % 3);
  }

  #actAs(kind: Action, server: ModelServer, number: number): void {
    const users = [...server.users.values()];
    const actor = users[number % users.length];
    if (!actor) return;
    const rest = Math.floor(number / users.length);
    const { user } = actor;
    const { hub } = server;
    const place = CHANNELS[rest % CHANNELS.length]!;
    const channel = user.channels[rest % (user.channels.length || 1)];
    switch (kind) {
      case "logout":
        return this.#end(server, actor);
      case "join":
        return void server.join(user, place);
      case "rename":
        return void server.rename(user, NAMES[rest % NAMES.length]!);
      case "private":
        return this.#sendPrivate(server, actor, rest);
      case "broadcast":
        return this.#broadcast(server, actor);
      case "leave":
        return void (channel && hub.leave(user, channel));
      case "say":
        return channel && this.#say(server, actor, channel);
      case "topic": {
        const topic = { text: this.#text, author: user.name, time: hub.time, isLocked: false };
        return channel && hub.changeTopic(channel, topic, user);
      }
      case "mode":
        return channel && this.#changeMode(server, actor, channel, rest);
      case "kick": {
        const members = [...channel?.members ?? []].filter((it) => it !== user);
        const victim = members[rest % (members.length || 1)];
        if (!channel || !victim) return;
        return void hub.leave(victim, channel, { reason: "kicked", by: user, farewell: "out" });
      }
      case "close": {
        const closed = hub.channel(CLOSED);
        if (!closed) return;
        return hub.close(closed, "closed");
      }
    }
  }

  get #text(): string {
    return `text ${++this.#count}`;
  }

  #say(server: ModelServer, sender: ModelUser, channel: Channel): void {
    const text = this.#text;
    const line = `${channel.name} <${sender.user.name}> ${text}`;
    const readers = new Set<ModelUser>();
    for (const { users } of this.#servers) {
      for (const reader of users.values()) {
        const isIn = reader.user.channels.some(({ name }) => name === channel.name);
        if (reader !== sender && isIn) readers.add(reader);
      }
    }
    server.hub.say(sender.user, channel, text);
    if (channel.name !== CLOSED) this.#said.push({ line, readers, sender, channel: channel.name });
  }

  #sendPrivate(server: ModelServer, sender: ModelUser, number: number): void {
    const text = this.#text;
    const others = [...server.hub.users.values()];
    const to = others[number % others.length]!;
    const line = `private <${sender.user.name}> ${text}`;
    const receiver = this.#sessionOf(server, to);
    if (server.hub.sendPrivate(sender.user, to.address, text) || !receiver) return;
    this.#said.push({ line, readers: new Set([receiver]), sender, channel: "" });
  }

  /** Returns the user as the user's own server knows it, unless the session has ended there. */
  #sessionOf({ roster }: ModelServer, to: User): ModelUser | undefined {
    const at = roster.sessions.get(to)?.loggedInAt;
    for (const home of this.#servers) {
      for (const known of home.users.values()) {
        const isSame = home.roster.sessions.get(known.user)?.loggedInAt === at;
        if (isSame && known.user.name === to.name) return known;
      }
    }
  }

  #broadcast(server: ModelServer, sender: ModelUser): void {
    const text = this.#text;
    const line = `all <${sender.user.name}> ${text}`;
    const readers = this.#servers.flatMap(({ users }) => [...users.values()])
      .filter((it) => it !== sender);
    server.hub.broadcast(sender.user, text);
    this.#said.push({ line, readers: new Set(readers), sender, channel: "" });
  }

  #changeMode(server: ModelServer, { user }: ModelUser, channel: Channel, number: number): void {
    const { modes, members } = channel;
    const member = [...members][number % members.size]!;
    const toggle = <Item>(set: Set<Item>, item: Item) => {
      if (!set.delete(item)) set.add(item);
    };
    const guest = [...server.hub.users.values()].find((it) => !members.has(it));
    if (number % 6 === 0) toggle(modes.flags, "t");
    else if (number % 6 === 1) toggle(modes.operators, member);
    else if (number % 6 === 2) toggle(modes.voiced, member);
    else if (number % 6 === 3) modes.key = number % 12 === 3 ? undefined : `key${number}`;
    else if (number % 6 === 4 && guest) return server.hub.invite(guest, channel);
    else modes.addMask("b", { mask: `nobody${number % 5}!*@*`, by: user.mask, time: 1 });
    server.hub.signal(user, channel, { line: "MODE" });
  }

  #end(server: ModelServer, user: ModelUser): void {
    server.logOut(user.user, "bye");
  }

  /** A user who has left a channel need not read what is said there, even what was said before. */
  #forget(user: ModelUser, channel: string): void {
    for (const said of this.#said) if (said.channel === channel) said.readers.delete(user);
  }

  /** Mends everything, and waits until all is quiet. */
  async rest(): Promise<void> {
    this.#model.engine.hasLeader = true;
    for (const { bus } of this.#servers) bus.connect(true);
    await this.#model.pass(60_000);
  }

  /** What is wrong. */
  problems(): string[] {
    const problems = this.#servers.flatMap(({ errors }) => errors.map((error) => String(error)));
    const [first, ...others] = this.#servers.map(({ view }) => view);
    for (const [index, view] of others.entries()) {
      for (const key of ["users", "channels"] as const) {
        const [one, other] = [JSON.stringify(first![key]), JSON.stringify(view[key])];
        if (one !== other) problems.push(`Server 0 has ${one}, server ${index + 1} ${other}`);
      }
    }
    problems.push(...this.#ghosts(), ...this.#histories(), ...this.#readings());
    return problems;
  }

  #ghosts(): string[] {
    const here = this.#servers.flatMap(({ users }) => [...users.keys()].map(({ name }) => name));
    const shown = this.#servers[0]!.view.users;
    const [one, other] = [JSON.stringify(here.sort()), JSON.stringify(shown)];
    return one === other ? [] : [`There are ${one}, and shown are ${other}`];
  }

  #histories(): string[] {
    return CHANNELS.filter((name) => name !== CLOSED).flatMap((name) => {
      const all = this.#servers.filter(({ hub }) => hub.channel(name)?.ownMembers)
        .map((server) => server.messages(name).join("\n"));
      return all.every((it) => it === all[0])
        ? []
        : [`Histories of ${name} differ:\n${all.join("\n---\n")}`];
    });
  }

  #readings(): string[] {
    const problems: string[] = [];
    const present = this.#servers.flatMap(({ users }) => [...users.values()]);
    for (const reader of present) {
      const heard = reader.heard.filter((line) => /text \d+$/.test(line) && line.includes("<"));
      const numbers = heard.map((line) => line.slice(line.indexOf("text")));
      const twice = heard.filter((_line, index) => numbers.indexOf(numbers[index]!) !== index);
      for (const line of twice) problems.push(`${reader.user.name} has read twice: ${line}`);
      const due = this.#said.filter(({ readers }) => readers.has(reader));
      for (const { line } of due) {
        const text = line.slice(line.indexOf("text"));
        if (!numbers.includes(text)) problems.push(`${reader.user.name} has not read: ${line}`);
      }
      for (const sender of new Set(due.map(({ sender }) => sender))) {
        for (const channel of new Set(due.map(({ channel }) => channel))) {
          const wanted = due.filter((it) => it.sender === sender && it.channel === channel)
            .filter(({ line }) => channel !== "" || line.startsWith("private"))
            .map(({ line }) => line.slice(line.indexOf("text")));
          const read = numbers.filter((text) => wanted.includes(text));
          if (read.join() !== wanted.join()) {
            problems.push(`${reader.user.name} has read ${read.join()} for ${wanted.join()}`);
          }
        }
      }
    }
    return problems;
  }
}
