import { channelDialect } from "../../lib/dialects/channel.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { directDialect } from "../../lib/dialects/direct.ts";
import { messengerDialect } from "../../lib/dialects/messenger.ts";
import { frames } from "../support/frame_client.ts";

/** What a test has to know of a dialect to run the common cases on it. */
export interface Adapter {
  readonly dialect: Dialect;
  /** For each of its rules, the shortest starts of a connection that it decides. */
  readonly starts: Readonly<Record<string, readonly string[]>>;
  /** What a client writes. */
  login(name: string): Uint8Array;
  tell(name: string, text: string): Uint8Array;
  /** All that it writes to log in where a password is asked for. */
  enter(name: string, password: string): Uint8Array;
  /** What it writes for another try. */
  again(name: string, password: string): Uint8Array;
  /** What a client reads, a text each. */
  split(bytes: Uint8Array): string[];
  /** What it reads when another user has told it something. */
  told(from: string, to: string, text: string): string;
  /** The answers to what it wrote; none where the dialect gives none. */
  readonly answers: {
    login(name: string): string[];
    /** To the login under a name that is taken, and the name that it has then, if any. */
    taken(name: string): { texts: string[]; name: string | undefined };
    /** To the login under a name that hides something, and the name that it has then, if any. */
    hiding(name: string, visible: string): { texts: string[]; name: string | undefined };
    full: string[];
    /** To a login without the password, with a wrong one, with one where too many were wrong, and with the right one. */
    missing: string[];
    wrong: string[];
    tooMany: string[];
    entered(name: string): string[];
    tell(name: string): string[];
    unknownUser(name: string): string[];
  };
}

const PASSWORD_REQUEST = "This server asks for a password: /password PASSWORD";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Every dialect that the server speaks. */
export const ADAPTERS: readonly Adapter[] = [
  {
    dialect: channelDialect(),
    starts: {
      "a frame is full without a line end": ["x".repeat(200), `Alice${" ".repeat(195)}`],
    },
    login: (name) => frames(name),
    tell: (name, text) => frames(`/msg ${name} ${text}`),
    enter: (name, password) => frames(name, `/password ${password}`),
    again: (_name, password) => frames(`/password ${password}`),
    split: (bytes) =>
      Array.from(
        { length: bytes.length / 200 },
        (_, index) => decode(bytes.subarray(index * 200, index * 200 + 200)).trimEnd(),
      ),
    told: (from, _to, text) => `[${from} to you] ${text}`,
    answers: {
      login: () => [],
      taken: (name) => ({ texts: [], name: `${name}_2` }),
      hiding: (_name, visible) => ({ texts: [], name: visible }),
      full: ["The server is full. Please try again later."],
      missing: [PASSWORD_REQUEST],
      wrong: [PASSWORD_REQUEST, "The password is wrong."],
      tooMany: [
        PASSWORD_REQUEST,
        "Too many wrong passwords came from your address: wait a minute.",
      ],
      entered: () => [PASSWORD_REQUEST],
      tell: () => [],
      unknownUser: (name) => [`No user named ${name} is here.`],
    },
  },
  {
    dialect: directDialect({ maxLine: 1000 }),
    starts: {
      "it starts with a login, however long the line is": ["HELLO-FROM "],
      "there is a line end where a frame would go on": [
        ...["\n", "LIST\n", "HELLO-FROM\n", `${"x".repeat(199)}\n`, `Alice${" ".repeat(194)}\n`],
      ],
    },
    login: (name) => encode(`HELLO-FROM ${name}\n`),
    tell: (name, text) => encode(`SEND ${name} ${text}\n`),
    enter: (name, password) => encode(`HELLO-FROM ${name} ${password}\n`),
    again: (name, password) => encode(`HELLO-FROM ${name} ${password}\n`),
    split: (bytes) => decode(bytes).split("\n").slice(0, -1),
    told: (from, _to, text) => `DELIVERY ${from} ${text}`,
    answers: {
      login: (name) => [`HELLO ${name}`],
      taken: () => ({ texts: ["IN-USE"], name: undefined }),
      hiding: () => ({ texts: ["BAD-RQST-BODY"], name: undefined }),
      full: ["BUSY"],
      missing: ["BAD-RQST-BODY"],
      wrong: ["BAD-RQST-BODY"],
      tooMany: ["BAD-RQST-BODY"],
      entered: (name) => [`HELLO ${name}`],
      tell: () => ["SEND-OK"],
      unknownUser: () => ["BAD-DEST-USER"],
    },
  },
  {
    dialect: messengerDialect({ maxLine: 1000 }),
    starts: { "it starts with a brace": ["{"] },
    login: (name) => encode(`${json("login", name, "server", "")}\n`),
    tell: (name, text) => encode(`${json("message", "", name, text)}\n`),
    enter: (name, password) => encode(`${json("login", name, "server", password)}\n`),
    again: (name, password) => encode(`${json("login", name, "server", password)}\n`),
    split: (bytes) => decode(bytes).split("\n").slice(0, -1),
    told: (from, to, text) => json("message", from, to, text),
    answers: {
      login: (name) => [json("welcome", "server", name, `Welcome to Parley, ${name}`)],
      taken: (name) => ({
        texts: [json("refused", "server", "", `The name "${name}" is taken`)],
        name: undefined,
      }),
      hiding: (name) => ({
        texts: [
          json(
            "refused",
            "server",
            "",
            `The name "${name}" cannot be used: it holds something invisible`,
          ),
        ],
        name: undefined,
      }),
      full: [json("refused", "server", "", "The server is full")],
      missing: [json("refused", "server", "", "This server asks for a password")],
      wrong: [json("refused", "server", "", "The password is wrong")],
      tooMany: [
        json(
          "refused",
          "server",
          "",
          "Too many wrong passwords came from your address: wait a minute",
        ),
      ],
      entered: (name) => [json("welcome", "server", name, `Welcome to Parley, ${name}`)],
      tell: (name) => [json("delivered", "server", name, "")],
      unknownUser: (name) => [json("error", "server", "alice", `No user named "${name}" is here`)],
    },
  },
];

function json(action: string, source: string, destination: string, body: string): string {
  return JSON.stringify({ action, source, destination, body });
}
