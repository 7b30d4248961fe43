import { ALL_CAPABILITIES, IrcClient } from "./irc_stage.ts";
import { LineClient } from "../support/line_client.ts";

/** The modes with an argument whenever they are set, and whenever they are changed. */
const LISTS = "beI";

/** A channel as a client knows it from the lines that it has read. */
export interface TrackedChannel {
  /** The signs of the members by their nicks. */
  readonly members: Map<string, Set<string>>;
  /** The modes with their arguments; masks are modes of their own. */
  readonly modes: Set<string>;
  topic: string;
}

/** A client of IRC that follows what it reads about its channels, as people's clients do. */
export class IrcTracker extends IrcClient implements AsyncDisposable {
  readonly channels = new Map<string, TrackedChannel>();
  /** The present nick. */
  #present = this.nick;
  /** The lines that told what the client knew already. */
  readonly repeated: string[] = [];

  static async connect(port: number, nick: string): Promise<IrcTracker> {
    const client = new IrcTracker(nick, await LineClient.connect(port));
    const lines = [
      `CAP REQ :${ALL_CAPABILITIES.replace(" userhost-in-names", "")}`,
      `NICK ${nick}`,
      `USER u${nick} 0 * :Real ${nick}`,
      "CAP END",
    ];
    await client.client.say(lines.map((line) => `${line}\r\n`).join(""));
    await client.until(" 422 ");
    return client;
  }

  override async until(...parts: readonly string[]): Promise<string[]> {
    const lines = await super.until(...parts);
    for (const line of lines) this.#track(line);
    return lines;
  }

  /** Logs out. */
  async quit(line: string): Promise<void> {
    await this.client.say(`${line}\r\n`);
    await this.until("ERROR ");
    this.channels.clear();
  }

  /** Learns everything about channels of the client from their server. */
  async ask(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.#open(name);
      const lists = [...LISTS].map((list) => `MODE ${name} ${list}`);
      await this.act(`NAMES ${name}`, `MODE ${name}`, `TOPIC ${name}`, ...lists);
    }
  }

  /** What the client knows, in an order that does not depend on anything. */
  get known() {
    return [...this.channels].sort().map(([name, { members, modes, topic }]) => ({
      ...{ name, topic, modes: [...modes].sort() },
      members: Array.from(members, ([nick, signs]) => [...signs].sort().join("") + nick).sort(),
    }));
  }

  #open(name: string): TrackedChannel {
    const channel = { members: new Map(), modes: new Set<string>(), topic: "" };
    this.channels.set(name, channel);
    return channel;
  }

  #track(text: string): void {
    const [, , source = "", line = ""] = /^(@\S+ )?:(\S+) (.*)$/.exec(text) ?? [];
    const [head = "", ...tail] = line.split(" :");
    const params = head.split(" ");
    if (tail.length > 0) params.push(tail.join(" :"));
    const [command = "", first = "", second = "", third = ""] = params;
    const nick = source.split("!")[0]!;
    const channel = this.channels.get(first);
    const about = this.channels.get(second);
    switch (command) {
      case "JOIN": {
        const known = channel ?? this.#open(first);
        if (known.members.has(nick)) this.#repeat(text);
        known.members.set(nick, known.members.get(nick) ?? new Set());
        return;
      }
      case "PART":
        if (nick === this.#present) this.channels.delete(first);
        return void channel?.members.delete(nick);
      case "KICK":
        if (second === this.#present) this.channels.delete(first);
        else if (channel && !channel.members.delete(second)) this.#repeat(text);
        return;
      case "QUIT":
        for (const { members } of this.channels.values()) members.delete(nick);
        return;
      case "NICK":
        if (nick === this.#present) this.#present = first;
        for (const { members } of this.channels.values()) {
          const signs = members.get(nick);
          if (members.delete(nick)) members.set(first, signs!);
        }
        return;
      case "TOPIC":
        if (channel?.topic === second) this.#repeat(text);
        if (channel) channel.topic = second;
        return;
      case "MODE":
        return channel && this.#changeModes(channel, params.slice(2), text);
      case "332":
        if (about) about.topic = third;
        return;
      case "324":
        return about && this.#changeModes(about, params.slice(3));
      case "353":
        return this.#names(params[3]!, params[4]!);
      case "367":
      case "348":
      case "346": {
        const letter = { 367: "b", 348: "e", 346: "I" }[command];
        about?.modes.add(`${letter} ${third}`);
      }
    }
  }

  #names(name: string, text: string): void {
    const channel = this.channels.get(name);
    for (const entry of text.split(" ").filter((entry) => entry !== "")) {
      const [, signs = "", nick = ""] = /^([@+]*)(.*)$/.exec(entry)!;
      channel?.members.set(nick, new Set(signs));
    }
  }

  #changeModes(channel: TrackedChannel, [letters = "", ...args]: string[], text?: string): void {
    let isSet = true;
    const { modes, members } = channel;
    const change = (set: Set<string>, item: string) => {
      if (set.has(item) === isSet) this.#repeat(text);
      if (isSet) set.add(item);
      else set.delete(item);
    };
    for (const letter of letters) {
      if (letter === "+" || letter === "-") isSet = letter === "+";
      else if (letter === "o" || letter === "v") {
        const signs = members.get(args.shift()!);
        if (signs) change(signs, letter === "o" ? "@" : "+");
        else this.#repeat(text);
      } else if (letter === "k" || letter === "l") {
        const argument = letter === "k" || isSet ? args.shift()! : "";
        const known = [...modes].find((mode) => mode.startsWith(`${letter} `));
        if (isSet ? known === `${letter} ${argument}` : known === undefined) this.#repeat(text);
        modes.delete(known ?? "");
        if (isSet) modes.add(`${letter} ${argument}`);
      } else change(modes, LISTS.includes(letter) ? `${letter} ${args.shift()}` : letter);
    }
  }

  /** Notes a line that told nothing new. Answers to questions may. */
  #repeat(line: string | undefined): void {
    if (line !== undefined) this.repeated.push(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }
}
