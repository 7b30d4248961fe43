import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { directDialect } from "../../lib/dialects/direct.ts";
import { ircDialect } from "../../lib/dialects/irc/irc.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { frames } from "../support/frame_client.ts";

/** The replies to a login, and the name that the user has afterwards, if any. */
interface LoginOutcome {
  readonly texts: string[];
  readonly name: string | undefined;
}

/** The parts of a dialect that the common test cases need. */
export interface Adapter {
  readonly dialect: Dialect;
  /** By rule of the dialect, the shortest starts of a connection that the rule recognises. */
  readonly starts: Readonly<Record<string, readonly string[]>>;
  /** Whether a name may have any visible characters. */
  readonly takesAnyName: boolean;
  /** How many wrong passwords end a connection, and the reason then. */
  readonly passwordTries: { readonly count: number; readonly reason: string };
  /** Encodes a login without a password. */
  login(name: string): Uint8Array;
  /** Encodes everything that a client sends to log in with a password. */
  loginWithPassword(name: string, password: string): Uint8Array;
  /** Encodes another attempt after a refused password. */
  retryPassword(name: string, password: string): Uint8Array;
  /** Encodes a message to one user. */
  sendPrivate(name: string, text: string): Uint8Array;
  /** Splits the bytes that a client reads into texts. */
  split(bytes: Uint8Array): string[];
  /** Returns the text that a client reads when another user sends it a private message. */
  privateMessage(from: string, to: string, text: string): string;
  /** The server's replies; none where the dialect has none. */
  readonly replies: {
    login(name: string): string[];
    loginWithPassword(name: string): string[];
    takenName(name: string): LoginOutcome;
    invisibleName(name: string, visible: string): LoginOutcome;
    serverFull: string[];
    namesUnavailable: string[];
    missingPassword(name: string): string[];
    wrongPassword(name: string): string[];
    sendPrivate(name: string): string[];
    unknownUser(name: string): string[];
  };
}

const PASSWORD_REQUEST = "This server asks for a password: /password PASSWORD";

const UNAVAILABLE =
  "The other servers are out of reach, so nobody can get a name now. Try again in a minute";

/** The reason after ten wrong passwords. */
const TEN_TRIES = { count: 10, reason: "too many logins failed" };

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Adapters for all dialects that the server speaks. */
export const ADAPTERS: readonly Adapter[] = [
  {
    dialect: channelDialect(),
    takesAnyName: true,
    passwordTries: TEN_TRIES,
    starts: {
      "a frame is full without a line end": ["x".repeat(200), `Alice${" ".repeat(195)}`],
    },
    login: (name) => frames(name),
    sendPrivate: (name, text) => frames(`/msg ${name} ${text}`),
    loginWithPassword: (name, password) => frames(name, `/password ${password}`),
    retryPassword: (_name, password) => frames(`/password ${password}`),
    split: (bytes) =>
      Array.from(
        { length: bytes.length / 200 },
        (_, index) => decode(bytes.subarray(index * 200, index * 200 + 200)).trimEnd(),
      ),
    privateMessage: (from, _to, text) => `[${from} to you] ${text}`,
    replies: {
      login: () => [],
      takenName: (name) => ({ texts: [], name: `${name}_2` }),
      invisibleName: (_name, visible) => ({ texts: [], name: visible }),
      serverFull: ["The server is full. Please try again later."],
      namesUnavailable: [`${UNAVAILABLE}.`],
      missingPassword: () => [PASSWORD_REQUEST],
      wrongPassword: () => [PASSWORD_REQUEST, "The password is wrong."],
      loginWithPassword: () => [PASSWORD_REQUEST],
      sendPrivate: () => [],
      unknownUser: (name) => [`No user named ${name} is here.`],
    },
  },
  {
    dialect: directDialect({ maxLine: 1000 }),
    takesAnyName: true,
    passwordTries: TEN_TRIES,
    starts: {
      "it starts with a login, however long the line is": ["HELLO-FROM "],
      "there is a line end where a frame would go on": [
        ...["\n", "LIST\n", "HELLO-FROM\n", `${"x".repeat(199)}\n`, `Alice${" ".repeat(194)}\n`],
      ],
    },
    login: (name) => encode(`HELLO-FROM ${name}\n`),
    sendPrivate: (name, text) => encode(`SEND ${name} ${text}\n`),
    loginWithPassword: (name, password) => encode(`HELLO-FROM ${name} ${password}\n`),
    retryPassword: (name, password) => encode(`HELLO-FROM ${name} ${password}\n`),
    split: (bytes) => decode(bytes).split("\n").slice(0, -1),
    privateMessage: (from, _to, text) => `DELIVERY ${from} ${text}`,
    replies: {
      login: (name) => [`HELLO ${name}`],
      takenName: () => ({ texts: ["IN-USE"], name: undefined }),
      invisibleName: () => ({ texts: ["BAD-RQST-BODY"], name: undefined }),
      serverFull: ["BUSY"],
      namesUnavailable: [`DELIVERY server ${UNAVAILABLE}`, "BUSY"],
      missingPassword: () => ["BAD-RQST-BODY"],
      wrongPassword: () => ["BAD-RQST-BODY"],
      loginWithPassword: (name) => [`HELLO ${name}`],
      sendPrivate: () => ["SEND-OK"],
      unknownUser: () => ["BAD-DEST-USER"],
    },
  },
  {
    dialect: messengerDialect({ maxLine: 1000 }),
    takesAnyName: true,
    passwordTries: TEN_TRIES,
    starts: { "it starts with a brace": ["{"] },
    login: (name) => encode(`${json("login", name, "server", "")}\n`),
    sendPrivate: (name, text) => encode(`${json("message", "", name, text)}\n`),
    loginWithPassword: (name, password) => encode(`${json("login", name, "server", password)}\n`),
    retryPassword: (name, password) => encode(`${json("login", name, "server", password)}\n`),
    split: (bytes) => decode(bytes).split("\n").slice(0, -1),
    privateMessage: (from, to, text) => json("message", from, to, text),
    replies: {
      login: (name) => [json("welcome", "server", name, `Welcome to Parley, ${name}`)],
      takenName: (name) => ({
        texts: [json("refused", "server", "", `The name "${name}" is taken`)],
        name: undefined,
      }),
      invisibleName: (name) => ({
        texts: [
          json(
            "refused",
            "server",
            "",
            `Cannot use the name "${name}": it contains an invisible character`,
          ),
        ],
        name: undefined,
      }),
      serverFull: [json("refused", "server", "", "The server is full")],
      namesUnavailable: [json("refused", "server", "", UNAVAILABLE)],
      missingPassword: () => [json("refused", "server", "", "This server asks for a password")],
      wrongPassword: () => [json("refused", "server", "", "The password is wrong")],
      loginWithPassword: (name) => [json("welcome", "server", name, `Welcome to Parley, ${name}`)],
      sendPrivate: (name) => [json("delivered", "server", name, "")],
      unknownUser: (name) => [json("error", "server", "alice", `No user named "${name}" is here`)],
    },
  },
  {
    dialect: ircDialect(),
    takesAnyName: false,
    // Its contract says that the first one does.
    passwordTries: { count: 1, reason: "The password is wrong" },
    starts: {
      "its first line starts with a command of IRC": [
        ...[
          "CAP LS 302\r\n",
          "NICK alice\n",
          "PASS x\r\n",
          "USER a 0 * :b\n",
          "PING x\n",
          "QUIT\r\n",
        ],
        ...["nick alice\n", "Cap LS\r\n", `USER a 0 * :${"x".repeat(186)}\n`],
      ],
    },
    login: (name) => encode(`USER parley 0 * :${name}\r\nNICK ${name}\r\n`),
    sendPrivate: (name, text) => encode(`PRIVMSG ${name} :${text}\r\n`),
    loginWithPassword: (name, password) =>
      encode(`PASS :${password}\r\nUSER parley 0 * :${name}\r\nNICK ${name}\r\n`),
    retryPassword: (_name, password) => encode(`PASS :${password}\r\n`),
    split: (bytes) => decode(bytes).split("\r\n").slice(0, -1).filter((line) => !isGreeting(line)),
    privateMessage: (from, to, text) => `:${from}!parley@n1.parley PRIVMSG ${to} :${text}`,
    replies: {
      login: (name) => [welcome(name)],
      takenName: (name) => ({
        texts: [`:parley.local 433 * ${name} :Nickname is already in use`],
        name: undefined,
      }),
      invisibleName: (name) => ({
        texts: [`:parley.local 432 * ${name} :Erroneous nickname`],
        name: undefined,
      }),
      serverFull: ["ERROR :Closing Link: unknown (The server is full)"],
      namesUnavailable: [`ERROR :Closing Link: unknown (${UNAVAILABLE})`],
      missingPassword: (name) => [
        `:parley.local 464 ${name} :This server asks for a password`,
        "ERROR :Closing Link: unknown (This server asks for a password)",
      ],
      wrongPassword: (name) => [
        `:parley.local 464 ${name} :The password is wrong`,
        "ERROR :Closing Link: unknown (The password is wrong)",
      ],
      loginWithPassword: (name) => [welcome(name)],
      sendPrivate: () => [],
      unknownUser: (name) => [`:parley.local 401 alice ${name} :No such nick or channel`],
    },
  },
];

function welcome(name: string): string {
  return `:parley.local 001 ${name} :Welcome to the Parley network, ${name}!parley@n1.parley`;
}

/** Reports whether a line is one of the many that follow a welcome. */
function isGreeting(line: string): boolean {
  return /^:\S+ (00[2-5]|25\d|26\d|422) /.test(line);
}

function json(action: string, source: string, destination: string, body: string): string {
  return JSON.stringify({ action, source, destination, body });
}
