/** The types that the modules of the page share. Browsers never get this file. */

/** A message of the messenger dialect. */
interface Message {
  action: string;
  source: string;
  destination: string;
  body: string | string[];
}

/** A request of the page. Missing components are empty. */
type ChatRequest = Partial<Message> & Pick<Message, "action">;

/** An answer, and the kept messages that the server sent before it. */
interface Answer extends Message {
  past: Message[];
}

/** A line of a conversation. */
interface Item {
  type: "text" | "broadcast" | "notice" | "presence";
  /** The sender; empty for a notice. */
  from: string;
  text: string;
  /** In milliseconds since 1970. */
  time: number;
  /** The server's id, which grows with each event. */
  id?: number;
  /** Whether the message is for the user alone, or mentions the user. */
  isForUser?: boolean;
  joined?: string[];
  left?: string[];
}

/** A text of the user that the server has not confirmed. */
interface Draft {
  text: string;
  /** Waits for a connection, or for the answer, or lost its connection before the answer. */
  state: "waiting" | "sent" | "unsure";
}

type Conversation = import("./conversation.js").Conversation;
type Client = import("./client.js").Client;

/** What a client needs of the page around it. */
interface View {
  /** The state is another one: show it. */
  changed(): void;
  /** Reports whether the user sees the end of a conversation. */
  isReading(conversation: Conversation): boolean;
  /** Calls a user who may look elsewhere: a message is for the user. */
  call(conversation: Conversation, item: Item): void;
  /** Shows a text that belongs to no conversation. */
  say(text: string): void;
  quit(): void;
}

/** What a session needs of its client. */
interface SessionHandler {
  onEvent(message: Message): void;
  /** The state or the problem is another one. */
  onChange(): void;
  /**
   * The user is logged in, for the first time or again.
   *
   * @param news What the user reads if it is on another server; otherwise empty.
   */
  onLogin(news: string): void;
}

/** What a connection needs of its session. */
interface ConnectionHandler {
  onEvent(message: Message): void;
  /** The connection has ended. Called once. */
  onLost(): void;
}

/** What a command does with its arguments. */
type Run = (client: Client, ...args: string[]) => unknown;

/** A completion of the last word of a line. */
interface Candidate {
  text: string;
  help?: string;
}

/** An entry of a list of channels, conversations or people. */
interface Entry {
  /** The channel's or the user's name; `*` stands for everybody. */
  key: string;
  isCurrent?: boolean;
  isBlocked?: boolean;
  unread?: number;
}

/** Some browsers have no trusted types. */
// deno-lint-ignore no-var -- a property of the global object
declare var trustedTypes: undefined | {
  createPolicy(
    name: string,
    rules: { createScriptURL(): string },
  ): { createScriptURL(_: string): string };
};
